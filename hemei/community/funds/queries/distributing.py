"""What lies in the common part of a fund, for whose units and by which entry; row-level security applies."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

# An entry that was reversed brought nothing; what shares out takes from the common part and brings nothing either.
_CAME = """
select e.id, coalesce(a.part_id, 0), -sum(p.amount_fen)::bigint
from ledgers_account a join ledgers_posting p on p.account_id = a.id join ledgers_entry e on e.id = p.entry_id
where a.ledger_id = %s and a.code = 'fund_common' and e.reverses_id is null
  and not exists (select from ledgers_entry r where r.reverses_id = e.id)
  and not exists (select from funds_distribution d where d.source_id = e.id and d.taken_back_at is null)
group by 1, 2 having sum(p.amount_fen) < 0
"""
_LIES = """
select coalesce(a.part_id, 0), -a.balance_fen, coalesce(p.buildings, '{}')
from ledgers_account a left join ledgers_revenuepart p on p.id = a.part_id
where a.ledger_id = %s and a.code = 'fund_common' order by 1
"""
# What rounding leaves of interest waits for the next transfer: some fen are not worth an entry over a whole estate.
# What the households gave back waits for a person: the bank may yet take back what brought it.
_WAITING = """
select distinct f.id from funds_fund f join ledgers_account a on a.ledger_id = f.ledger_id and a.code = 'fund_common'
where f.id > %s and a.balance_fen < 0
  and exists (select from funds_household h where h.fund_id = f.id and h.closed_on is null)
  and exists (
    select from ledgers_posting p join ledgers_entry e on e.id = p.entry_id
    where p.account_id = a.id and p.amount_fen < 0 and e.kind <> 'interest' and e.reverses_id is null
      and not exists (select from ledgers_entry r where r.reverses_id = e.id)
      and not exists (select from funds_distribution d where d.source_id = e.id))
order by f.id limit %s
"""


@dataclass(frozen=True, slots=True)
class Common:
    """What lies in the common part for the units of some buildings, of all where none is named; `part` 0 is for all.

    `came` is what came there and is not shared out, in fen, by the entry that brought it.
    """

    part: int
    fen: int
    buildings: frozenset[int]
    came: dict[int, int]

    @property
    def to_share_fen(self) -> int:
        """What may be shared out: what came, as far as it still lies there."""
        return min(sum(self.came.values()), self.fen)


def common_parts(ledger_id: int) -> list[Common]:
    """Return what lies in the common part of a fund, for whom, and who brought it."""
    came: dict[int, dict[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CAME, [ledger_id])
        for entry, part, fen in cursor.fetchall():
            came.setdefault(int(part), {})[int(entry)] = int(fen)
        cursor.execute(_LIES, [ledger_id])
        return [
            Common(int(part), int(fen), frozenset(buildings), came.get(int(part), {}))
            for part, fen, buildings in cursor.fetchall()
        ]


def funds_to_share(*, after: int, limit: int) -> list[int]:
    """Return funds to whose common part more than interest came, by id."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [after, limit])
        return [int(number) for (number,) in cursor.fetchall()]
