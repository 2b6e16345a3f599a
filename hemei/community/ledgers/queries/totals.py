"""Money of many estates at once, by account and month: what disclosure and the list of risks are made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from hemei.community.ledgers.facts import chart_on
from hemei.community.ledgers.models import Ledger
from hemei.community.ledgers.queries.parts import PartRow, parts_in
from hemei.community.ledgers.rules.words import AccountKind, EntryKind, Purse

# A reversal counts as what it took back: the two together come to nothing.
_FLOWS = """
select l.estate_id, a.code, coalesce(r.kind, e.kind), date_trunc('month', p.booked_on)::date, sum(p.amount_fen)
from ledgers_ledger l
join ledgers_account a on a.ledger_id = l.id
join ledgers_posting p on p.account_id = a.id and p.booked_on >= %(since)s and p.booked_on < %(until)s
join ledgers_entry e on e.id = p.entry_id
left join ledgers_entry r on r.id = e.reverses_id
where l.estate_id = any(%(estates)s)
group by 1, 2, 3, 4
"""
# The latest month's end no later than the day, and what was booked from then on; see `balances_on`.
_STANDING = """
select l.estate_id, a.code, sum(coalesce(c.balance_fen, 0) + coalesce((
    select sum(p.amount_fen) from ledgers_posting p
    where p.account_id = a.id and p.booked_on >= coalesce(c.until, 'epoch') and p.booked_on < %(until)s), 0))
from ledgers_ledger l
join ledgers_account a on a.ledger_id = l.id and (%(codes)s::text[] is null or a.code = any(%(codes)s))
left join lateral (
  select until, balance_fen from ledgers_checkpoint k
  where k.account_id = a.id and k.until <= %(until)s order by k.until desc limit 1) c on true
where l.estate_id = any(%(estates)s)
group by 1, 2
"""
# What is booked counts in the month it was booked in: money that came early was due by agreement all the same.
_DUE = """
select l.estate_id, c.account_code, date_trunc('month', coalesce(e.booked_on, d.due_on))::date, sum(d.amount_fen)
from ledgers_ledger l
join ledgers_revenuedue d on d.ledger_id = l.id and not d.dropped
join ledgers_revenuecontract c on c.id = d.contract_id
left join ledgers_entry e on e.id = d.entry_id
where l.estate_id = any(%(estates)s)
  and coalesce(e.booked_on, d.due_on) >= %(since)s and coalesce(e.booked_on, d.due_on) < %(until)s
group by 1, 2, 3
"""


# What parts kept is what came less what went out of their accounts, also to the fund.
_OF_PARTS = """
select l.estate_id, a.part_id,
  coalesce(-sum(p.amount_fen) filter (where p.booked_on >= %(since)s and a.code = any(%(income)s)), 0),
  coalesce(sum(p.amount_fen) filter (where p.booked_on >= %(since)s and a.code = any(%(cost)s)), 0),
  coalesce(-sum(p.amount_fen), 0)
from ledgers_ledger l
join ledgers_account a on a.ledger_id = l.id and a.part_id is not null and a.code <> 'fund_common'
join ledgers_posting p on p.account_id = a.id and p.booked_on < %(until)s
where l.estate_id = any(%(estates)s)
group by 1, 2 order by 1, 2
"""


@dataclass(frozen=True, slots=True)
class PartFlow:
    """What came in and went out for the owners of some buildings alone in a period, and what they kept at its end."""

    part: PartRow
    came_fen: int
    went_fen: int
    kept_fen: int


def flows_of_parts(estate_ids: Iterable[int], *, since: date, until: date) -> dict[int, list[PartFlow]]:
    """Return by estate what moved for its parts in a period, `until` excluded; row-level security applies."""
    numbers, chart = list(estate_ids), chart_on(until - timedelta(days=1))
    parts, found = parts_in(numbers), dict[int, list[PartFlow]]()
    if not parts:
        return found
    values: dict[str, Any] = {
        "estates": numbers, "since": since, "until": until,
        "income": list(chart.codes(AccountKind.INCOME, Purse.REVENUE)),
        "cost": list(chart.codes(AccountKind.EXPENSE, Purse.REVENUE)),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_OF_PARTS, values)
        for estate, part, came, went, kept in cursor.fetchall():
            found.setdefault(estate, []).append(PartFlow(parts[part], int(came), int(went), int(kept)))
    return found


@dataclass(frozen=True, slots=True)
class Flow:
    """What moved on the accounts of a code in a month by entries of a kind, debits above zero."""

    estate_id: int
    code: str
    kind: EntryKind
    month: date
    fen: int


def flows(estate_ids: Iterable[int], *, since: date, until: date) -> list[Flow]:
    """Return what moved in the books of estates in a period, `until` excluded; row-level security applies."""
    values: dict[str, Any] = {"estates": list(estate_ids), "since": since, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_FLOWS, values)
        return [
            Flow(estate, code, EntryKind(kind), month, int(fen))
            for estate, code, kind, month, fen in cursor.fetchall()
        ]


def due_by_month(
    estate_ids: Iterable[int], *, since: date, until: date
) -> dict[int, dict[tuple[str, date], int]]:
    """Return what fell due by revenue contracts of estates, by account and first of the month; security applies."""
    found: dict[int, dict[tuple[str, date], int]] = {}
    values: dict[str, Any] = {"estates": list(estate_ids), "since": since, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_DUE, values)
        for estate, code, month, fen in cursor.fetchall():
            found.setdefault(estate, {})[code, month] = int(fen)
    return found


def standing(
    estate_ids: Iterable[int], *, until: date, codes: Iterable[str] | None = None
) -> dict[int, dict[str, int]]:
    """Return what the accounts of estates stood at before a day, by code, debits above zero; security applies."""
    asked = None if codes is None else list(codes)
    found: dict[int, dict[str, int]] = {}
    values: dict[str, Any] = {"estates": list(estate_ids), "until": until, "codes": asked}
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, values)
        for estate, code, fen in cursor.fetchall():
            found.setdefault(estate, {})[code] = int(fen)
    return found


def open_from(estate_ids: Iterable[int]) -> dict[int, date]:
    """Return by estate the first day that is not closed in its books; row-level security applies."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select estate_id, open_from from ledgers_ledger where estate_id = any(%s)", [list(estate_ids)]
        )
        return dict(cursor.fetchall())


def has_books() -> Exists:
    """Return a condition on rows that have an estate: whether it has books; row-level security applies."""
    return Exists(Ledger.objects.filter(estate=OuterRef("estate")))


def with_books(estate_ids: Iterable[int]) -> dict[int, date]:
    """Return which of these estates have books, and since when; row-level security applies."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select estate_id, opened_on from ledgers_ledger where estate_id = any(%s)", [list(estate_ids)]
        )
        return dict(cursor.fetchall())
