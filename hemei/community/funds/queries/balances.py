"""What the households of a fund hold, read from the books; row-level security applies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

_BALANCES = """
select a.unit_id, -a.balance_fen from ledgers_account a
where a.ledger_id = %s and a.code = 'fund_unit' and a.unit_id = any(%s)
"""
# Daily balances of a year: what stood there when it began, and what came since, from the day it came.
_FEN_DAYS = """
select a.unit_id, (a.balance_fen - coalesce(p.since, 0)) * %(days)s + coalesce(p.earned, 0)
from ledgers_account a
left join lateral (
  select sum(p.amount_fen) as since,
         sum(p.amount_fen * (%(last)s::date - p.booked_on + 1)) filter (where p.booked_on <= %(last)s::date) as earned
  from ledgers_posting p where p.account_id = a.id and p.booked_on >= %(first)s::date) p on true
where a.ledger_id = %(ledger)s and a.code in ('fund_unit', 'fund_bank')
"""


@dataclass(frozen=True, slots=True)
class FenDays:
    """The sums of the daily balances of a year: of the whole fund at the bank, and of each unit."""

    bank: int
    units: dict[int, int]


def balances(ledger_id: int, unit_ids: Iterable[int]) -> dict[int, int]:
    """Return what units hold, in fen; a unit that never deposited is not there."""
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, [ledger_id, list(unit_ids)])
        return {int(unit): int(fen) for unit, fen in cursor.fetchall()}


def fen_days(ledger_id: int, year: int) -> FenDays:
    """Return the sums of the daily balances of a year; one statement."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    values: dict[str, date | int] = {
        "ledger": ledger_id,
        "first": first,
        "last": last,
        "days": (last - first).days + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FEN_DAYS, values)
        rows = cursor.fetchall()
    units = {int(unit): -int(sum_of) for unit, sum_of in rows if unit is not None}
    return FenDays(sum(int(sum_of) for unit, sum_of in rows if unit is None), units)


def is_posted(ledger_id: int, key: str) -> int | None:
    """Return the entry that follows from a source, if it stands in the books."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from ledgers_entry where ledger_id = %s and source_key = %s", [ledger_id, key]
        )
        found = cursor.fetchone()
        return int(found[0]) if found else None
