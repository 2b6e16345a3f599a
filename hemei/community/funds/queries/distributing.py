"""What lies in the common part of a fund and who brought it; row-level security applies."""

from __future__ import annotations

from django.db import connection

# An entry that was reversed brought nothing; what shares out takes from the common part and brings nothing either.
_CAME = """
select e.id, -sum(p.amount_fen)::bigint
from ledgers_account a join ledgers_posting p on p.account_id = a.id join ledgers_entry e on e.id = p.entry_id
where a.ledger_id = %s and a.code = 'fund_common' and e.reverses_id is null
  and not exists (select from ledgers_entry r where r.reverses_id = e.id)
  and not exists (select from funds_distribution d where d.source_id = e.id and d.taken_back_at is null)
group by e.id having sum(p.amount_fen) < 0
"""
_LIES = """
select coalesce(-sum(balance_fen), 0)::bigint from ledgers_account where ledger_id = %s and code = 'fund_common'
"""
# What rounding leaves of interest waits for the next transfer: some fen are not worth an entry over a whole estate.
# What the households gave back waits for a person: the bank may yet take back what brought it.
_WAITING = """
select f.id from funds_fund f join ledgers_account a on a.ledger_id = f.ledger_id and a.code = 'fund_common'
where f.id > %s and a.balance_fen < 0
  and exists (select from funds_household h where h.fund_id = f.id and h.closed_on is null)
  and exists (
    select from ledgers_posting p join ledgers_entry e on e.id = p.entry_id
    where p.account_id = a.id and p.amount_fen < 0 and e.kind <> 'interest' and e.reverses_id is null
      and not exists (select from ledgers_entry r where r.reverses_id = e.id)
      and not exists (select from funds_distribution d where d.source_id = e.id))
order by f.id limit %s
"""


def came_to_common(ledger_id: int) -> dict[int, int]:
    """Return what came to the common part and is not shared out, in fen, by the entry that brought it."""
    with connection.cursor() as cursor:
        cursor.execute(_CAME, [ledger_id])
        return {int(entry): int(fen) for entry, fen in cursor.fetchall()}


def common_fen(ledger_id: int) -> int:
    """Return what lies in the common part, in fen."""
    with connection.cursor() as cursor:
        cursor.execute(_LIES, [ledger_id])
        return int(cursor.fetchone()[0])


def funds_to_share(*, after: int, limit: int) -> list[int]:
    """Return funds to whose common part more than interest came, by id."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [after, limit])
        return [int(number) for (number,) in cursor.fetchall()]
