"""Prove the books: every entry adds up to nothing in each purse, balances and months' ends to their postings."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connections


@dataclass(frozen=True, slots=True)
class Slip:
    """Something in the books that does not hold: which row, what stands there, what its postings say."""

    what: str
    id: int
    stands: int
    should_be: int

    def __str__(self) -> str:
        return f"{self.what} {self.id} says {self.stands} fen, its postings {self.should_be}"


# One pass over the postings for entries, one for accounts; only what differs comes out.
_CHECKS = {
    "entry": """
select e.id, e.sum_fen, coalesce(p.amount, 0) from ledgers_entry e
left join (select entry_id, sum(amount_fen) as amount, count(*) as lines from ledgers_posting group by 1) p
  on p.entry_id = e.id
where coalesce(p.amount, 0) <> 0 or e.sum_fen <> 0 or e.lines <> coalesce(p.lines, 0) or e.lines < 2
order by e.id limit 100
""",
    "purse of entry": """
select e.id, e.fund_fen, p.amount from ledgers_entry e
join (
  select p.entry_id, sum(p.amount_fen) as amount from ledgers_posting p
  join ledgers_account a on a.id = p.account_id join ledgers_code c on c.code = a.code and c.purse = 'fund' group by 1
) p on p.entry_id = e.id
where p.amount <> 0 or e.fund_fen <> 0 order by e.id limit 100
""",
    "account": """
select a.id, a.balance_fen, coalesce(p.amount, 0) from ledgers_account a
left join (select account_id, sum(amount_fen) as amount, count(*) as lines from ledgers_posting group by 1) p
  on p.account_id = a.id
where a.balance_fen <> coalesce(p.amount, 0) or a.postings <> coalesce(p.lines, 0) order by a.id limit 100
""",
    "month's end": """
select c.id, c.balance_fen, coalesce(sum(p.amount_fen), 0) from ledgers_checkpoint c
left join ledgers_posting p on p.account_id = c.account_id and p.booked_on < c.until
group by c.id, c.balance_fen having c.balance_fen <> coalesce(sum(p.amount_fen), 0) order by c.id limit 100
""",
    "ledger": """
select l.id, 0, sum(a.balance_fen) from ledgers_ledger l join ledgers_account a on a.ledger_id = l.id
left join ledgers_code c on c.code = a.code
group by l.id, c.purse having sum(a.balance_fen) <> 0 order by l.id limit 100
""",
}


def slips(*, using: str = "owner") -> list[Slip]:
    """Return what does not hold in any ledger, at most 100 of a kind; the owner sees every row."""
    found = []
    with connections[using].cursor() as cursor:
        for what, statement in _CHECKS.items():
            cursor.execute(statement)
            found += [Slip(what, *(int(value) for value in row)) for row in cursor.fetchall()]
    return found
