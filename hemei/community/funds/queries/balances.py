"""What the households of a fund hold, read from the books; row-level security applies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from django.db import connection

_BALANCES = """
select a.unit_id, -a.balance_fen from ledgers_account a
where a.ledger_id = %s and a.code = 'fund_unit' and a.unit_id = any(%s)
"""
_BALANCES_ON = """
select a.unit_id, coalesce(-sum(p.amount_fen), 0) from ledgers_account a
left join ledgers_posting p on p.account_id = a.id and p.booked_on <= %s
where a.ledger_id = %s and a.code = 'fund_unit' and a.unit_id = any(%s) group by a.unit_id
"""
# Daily balances from a day to a day: what stood there when they began, and what came since, from the day it came.
_FEN_DAYS = """
select a.unit_id, (a.balance_fen - coalesce(p.since, 0)) * %(days)s + coalesce(p.earned, 0)
from ledgers_account a
left join lateral (
  select sum(p.amount_fen) as since,
         sum(p.amount_fen * (%(last)s::date - p.booked_on + 1)) filter (where p.booked_on <= %(last)s::date) as earned
  from ledgers_posting p where p.account_id = a.id and p.booked_on >= %(first)s::date) p on true
where a.ledger_id = %(ledger)s and a.code in ('fund_unit', 'fund_bank')
  and (%(unit)s::bigint is null or a.unit_id = %(unit)s::bigint)
"""


@dataclass(frozen=True, slots=True)
class FenDays:
    """The sums of the daily balances of some days: of the whole fund at the bank, and of each unit."""

    bank: int
    units: dict[int, int]


def balances(ledger_id: int, unit_ids: Iterable[int]) -> dict[int, int]:
    """Return what units hold, in fen; a unit that never deposited is not there."""
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, [ledger_id, list(unit_ids)])
        return {int(unit): int(fen) for unit, fen in cursor.fetchall()}


def balances_on(ledger_id: int, unit_ids: Iterable[int], on: date) -> dict[int, int]:
    """Return what units held at the end of a day, in fen; a unit that never deposited is not there."""
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES_ON, [on, ledger_id, list(unit_ids)])
        return {int(unit): int(fen) for unit, fen in cursor.fetchall()}


def fen_days(ledger_id: int, first: date, last: date, *, unit: int | None = None) -> FenDays:
    """Return the sums of the daily balances from a day to a day, of all or of one unit; one statement."""
    values: dict[str, date | int | None] = {
        "ledger": ledger_id,
        "first": first,
        "last": last,
        "days": (last - first).days + 1,
        "unit": unit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FEN_DAYS, values)
        rows = cursor.fetchall()
    units = {int(one): -int(sum_of) for one, sum_of in rows if one is not None}
    return FenDays(sum(int(sum_of) for one, sum_of in rows if one is None), units)


# What public revenue brought, or took back, on days of a year after its interest was counted: each fen by its days.
_LATE_FEN_DAYS = """
select coalesce(sum(p.amount_fen * (%(last)s::date - greatest(p.booked_on, %(first)s::date) + 1)), 0)
from ledgers_account a join ledgers_posting p on p.account_id = a.id and p.booked_on <= %(last)s::date
join ledgers_entry e on e.id = p.entry_id and e.booked_at > %(since)s
left join ledgers_entry r on r.id = e.reverses_id
where a.ledger_id = %(ledger)s and a.code = 'fund_bank' and coalesce(r.kind, e.kind) <> 'interest'
  and exists (
    select from ledgers_posting c join ledgers_account common on common.id = c.account_id
    where c.entry_id = e.id and common.code = 'fund_common')
"""


def late_fen_days(ledger_id: int, first: date, last: date, *, since: datetime) -> int:
    """Return the daily balances of a year that public revenue adds to it by entries made after a moment."""
    values: dict[str, int | date] = {"ledger": ledger_id, "first": first, "last": last, "since": since}
    with connection.cursor() as cursor:
        cursor.execute(_LATE_FEN_DAYS, values)
        return int(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Posted:
    """What stands in the books under a key: the entry, its day, what came in for each unit, whether it was reversed."""

    entry: int
    booked_on: date
    units: dict[int, int]
    reversed: bool


_POSTED = """
select e.id, e.booked_on, exists (select from ledgers_entry r where r.reverses_id = e.id), a.unit_id, -p.amount_fen
from ledgers_entry e join ledgers_posting p on p.entry_id = e.id join ledgers_account a on a.id = p.account_id
where e.ledger_id = %s and e.source_key = %s
"""


def posted(ledger_id: int, key: str) -> Posted | None:
    """Return what follows from a source, if it stands in the books; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_POSTED, [ledger_id, key])
        rows = cursor.fetchall()
    if not rows:
        return None
    units = {int(unit): int(fen) for *_entry, unit, fen in rows if unit is not None}
    return Posted(int(rows[0][0]), rows[0][1], units, bool(rows[0][2]))


MOST_TURNS = 9
"""As often at most something is posted under one key, each time but the last taken back."""


def turns_of(key: str) -> list[str]:
    """Return a key and those under which it is posted once more after it was taken back; no key holds a space."""
    return [key, *(f"{key} {turn}" for turn in range(2, MOST_TURNS + 1))]


def standing(ledger_id: int, key: str) -> Posted | None:
    """Return what stands in the books under a key or one of its further turns, and was not taken back."""
    for turn in turns_of(key):
        found = posted(ledger_id, turn)
        if found is None:
            return None
        if not found.reversed:
            return found
    return None


def standing_deposit(ledger_id: int, receipt: str) -> tuple[str, Posted | None]:
    """Return the deposit of a receipt that stands, and the key of its entry or of the next: one taken back is over.

    No receipt holds a space, so that no key is another receipt's.
    """
    for turn in count(1):
        key = f"fund-deposit:{receipt}" + (f" {turn}" if turn > 1 else "")
        found = posted(ledger_id, key)
        if found is None or not found.reversed:
            return key, found
    raise AssertionError  # pragma: no cover - counting does not end


_OPENING = """
select e.source_key from ledgers_account a join ledgers_posting p on p.account_id = a.id
join ledgers_entry e on e.id = p.entry_id and e.source_key like 'fund-opening:%%'
where a.ledger_id = %s and a.code = 'fund_unit' and a.unit_id = %s
  and not exists (select from ledgers_entry r where r.reverses_id = e.id)
"""


def standing_opening(ledger_id: int, unit_id: int) -> Posted | None:
    """Return the entry that took over what a unit held, if it stands."""
    with connection.cursor() as cursor:
        cursor.execute(_OPENING, [ledger_id, unit_id])
        found = cursor.fetchone()
    return posted(ledger_id, found[0]) if found else None


def posted_by(ledger_id: int, entry_id: int) -> Posted | None:
    """Return what an entry of these books came to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select source_key from ledgers_entry where ledger_id = %s and id = %s", [ledger_id, entry_id]
        )
        found = cursor.fetchone()
    return posted(ledger_id, found[0]) if found and found[0] else None


def next_key(ledger_id: int, key: str) -> str:
    """Return the key under which something is posted: its own, or the next where all before were taken back."""
    for turn in turns_of(key):
        found = posted(ledger_id, turn)
        if found is None or not found.reversed:
            return turn
    return key


_CAME_BY = """
select coalesce(-sum(p.amount_fen), 0) from ledgers_entry e
join ledgers_posting p on p.entry_id = e.id join ledgers_account a on a.id = p.account_id and a.code = 'fund_unit'
where e.ledger_id = %s and e.source_key = any(%s)
  and not exists (select from ledgers_entry r where r.reverses_id = e.id)
"""


def came_by(ledger_id: int, keys: Sequence[str]) -> int:
    """Return what came in for units by the entries of these keys, in fen."""
    with connection.cursor() as cursor:
        cursor.execute(_CAME_BY, [ledger_id, list(keys)])
        return int(cursor.fetchone()[0])


_DEPOSITED_SINCE = """
select a.unit_id, coalesce(-sum(p.amount_fen), 0) from unnest(%s::bigint[], %s::date[]) as asked(unit_id, day)
join ledgers_account a on a.ledger_id = %s and a.code = 'fund_unit' and a.unit_id = asked.unit_id
join ledgers_posting p on p.account_id = a.id and p.booked_on >= asked.day
join ledgers_entry e on e.id = p.entry_id and e.source_key like 'fund-deposit:%%'
where not exists (select from ledgers_entry r where r.reverses_id = e.id) group by a.unit_id
"""


def deposited_since(ledger_id: int, days: Mapping[int, date]) -> dict[int, int]:
    """Return what households deposited, each from its own day on, by unit in fen; what was taken back is not there."""
    with connection.cursor() as cursor:
        cursor.execute(_DEPOSITED_SINCE, [list(days), list(days.values()), ledger_id])
        return {int(unit): int(fen) for unit, fen in cursor.fetchall()}
