"""What other chapters publish of a fund: sums of a period, what was spent, and each household's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import connection

from hemei.community.funds.models import Fund
from hemei.community.funds.rules.words import DROPPED


@dataclass(frozen=True, slots=True)
class FundFacts:
    """What became of the fund of an estate in a period, in fen; `balance` is that of its last day.

    What came in is what was taken over from before the books, deposits, interest, and what public revenue or scrap
    brought; what went out is uses and refunds. `bank` is what lies at the bank for it on the last day.
    """

    estate_id: int
    taken_over_fen: int
    deposits_fen: int
    interest_fen: int
    gains_fen: int
    used_fen: int
    refunded_fen: int
    balance_fen: int
    bank_fen: int
    spent: tuple[Spent, ...]


@dataclass(frozen=True, slots=True)
class Spent:
    """A use that was paid in the period: what it was, what it cost, how many bore it."""

    use_id: int
    title: str
    path: str
    paid_on: date
    bill_fen: int
    households: int
    gap_fen: int


@dataclass(frozen=True, slots=True)
class UseFact:
    """A use that was planned and not dropped: who shares it (building and entrance), what of, when, how much."""

    estate_id: int
    use_id: int
    place: tuple[int | None, int | None]
    part: str
    planned_on: date
    fen: int


# What a posting on a unit's or the common account is, follows from its entry; a reversal is what it took back.
_SUMS = """
with moved as (
  select l.estate_id, a.code, p.amount_fen as fen, p.booked_on >= %(since)s as within,
    coalesce(r.kind, e.kind) as kind, coalesce(r.source_key, e.source_key) like 'fund-refund:%%' as refund
  from ledgers_ledger l
  join ledgers_account a on a.ledger_id = l.id and a.code in ('fund_unit', 'fund_common', 'fund_bank')
  join ledgers_posting p on p.account_id = a.id and p.booked_on < %(until)s
  join ledgers_entry e on e.id = p.entry_id
  left join ledgers_entry r on r.id = e.reverses_id
  where l.estate_id = any(%(estates)s)
)
select l.estate_id,
  coalesce(sum(-m.fen) filter (where m.own and m.within and m.kind = 'opening'), 0)::bigint,
  coalesce(sum(-m.fen) filter (where m.own and m.within and m.kind = 'receipt'), 0)::bigint,
  coalesce(sum(-m.fen) filter (where m.own and m.within and m.kind = 'interest'), 0)::bigint,
  coalesce(sum(-m.fen) filter (
    where m.own and m.within and m.kind not in ('opening', 'receipt', 'interest', 'payment')), 0)::bigint,
  coalesce(sum(m.fen) filter (where m.own and m.within and m.kind = 'payment' and not m.refund), 0)::bigint,
  coalesce(sum(m.fen) filter (where m.own and m.within and m.kind = 'payment' and m.refund), 0)::bigint,
  coalesce(sum(-m.fen) filter (where m.own), 0)::bigint,
  coalesce(sum(m.fen) filter (where not m.own), 0)::bigint
from ledgers_ledger l
left join (select *, code <> 'fund_bank' as own from moved) m on m.estate_id = l.estate_id
where l.estate_id = any(%(estates)s)
group by l.estate_id
"""
_SPENT = """
select f.estate_id, u.id, u.title, u.path, u.paid_on, u.bill_fen, count(s.id), coalesce(sum(s.gap_fen), 0)::bigint
from funds_use u join funds_fund f on f.id = u.fund_id left join funds_share s on s.use_id = u.id
where f.estate_id = any(%(estates)s) and u.paid_on >= %(since)s and u.paid_on < %(until)s and u.state = 'paid'
group by f.estate_id, u.id order by u.paid_on, u.id
"""

_PLANNED = """
select f.estate_id, u.id, u.building_id, u.entrance_id, u.part, u.planned_on, coalesce(u.bill_fen, u.budget_fen)
from funds_use u join funds_fund f on f.id = u.fund_id
where f.estate_id = any(%(estates)s) and u.planned_on >= %(since)s and u.planned_on < %(until)s
  and u.supplement_of_id is null and u.state <> all(%(dropped)s)
order by u.id
"""


def planned_uses(estate_ids: Iterable[int], period: tuple[date, date]) -> list[UseFact]:
    """Return the uses planned in a period and not dropped since; one statement, row-level security applies.

    What a use cost beyond its budget is applied for openly as its supplement, and is no use of its own.
    """
    values: dict[str, Any] = {
        "estates": list(estate_ids), "since": period[0], "until": period[1],
        "dropped": [state.value for state in DROPPED],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PLANNED, values)
        return [
            UseFact(estate, use, (building, entrance), part, day, int(fen))
            for estate, use, building, entrance, part, day, fen in cursor.fetchall()
        ]


def fund_facts(estate_ids: Iterable[int], period: tuple[date, date]) -> dict[int, FundFacts]:
    """Return what became of the funds of estates from a day until another, that one excluded; two statements.

    Row-level security applies. An estate without books is not there.
    """
    values = _asked(estate_ids, period)
    with connection.cursor() as cursor:
        cursor.execute(_SPENT, values)
        spent: dict[int, list[Spent]] = {}
        for estate, *row in cursor.fetchall():
            spent.setdefault(estate, []).append(Spent(*row))
    return {
        estate: replace(sums, spent=tuple(spent.get(estate, ()))) for estate, sums in _sums(values).items()
    }


def fund_sums(estate_id: int, period: tuple[date, date]) -> FundFacts | None:
    """Return the sums of one estate's fund as in `fund_facts`, without what each use took; one statement."""
    return _sums(_asked([estate_id], period)).get(estate_id)


def _asked(estate_ids: Iterable[int], period: tuple[date, date]) -> dict[str, list[int] | date]:
    since, until = period
    return {"estates": list(estate_ids), "since": since, "until": until}


def _sums(values: dict[str, list[int] | date]) -> dict[int, FundFacts]:
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, values)
        return {estate: _facts(estate, sums) for estate, *sums in cursor.fetchall()}


def _facts(estate: int, sums: list[int]) -> FundFacts:
    taken, deposits, interest, gains, used, refunded, balance, bank = map(int, sums)
    return FundFacts(estate, taken, deposits, interest, gains, used, refunded, balance, bank, ())


def year_of(year: int) -> tuple[date, date]:
    """Return a year as a period."""
    return date(year, 1, 1), date(year, 12, 31) + timedelta(days=1)


def opened_days(estate_ids: Iterable[int]) -> dict[int, date]:
    """Return since when these estates have their fund on the platform, where they do; row-level security applies."""
    return dict(Fund.objects.filter(estate_id__in=estate_ids).values_list("estate_id", "opened_on"))


def handed_over_days(estate_ids: Iterable[int]) -> dict[int, date]:
    """Return since when the assemblies of these estates have their fund, where they do; row-level security applies."""
    rows = Fund.objects.filter(estate_id__in=estate_ids).values_list("estate_id", "handed_over_on")
    return {estate: day for estate, day in rows if day is not None}
