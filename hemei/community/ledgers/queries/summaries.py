"""What came in and what went out of the owners' money: by account, by month, against the area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from hemei.community.ledgers.facts import chart_on
from hemei.community.ledgers.models import Ledger
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.words import AccountKind, Purse
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Summary:
    """The public revenue of an estate from a day up to a day, that day excluded; all above zero as people read it.

    `income` and `cost` are by account code in the order of the chart, `months` by the first of each month. What went to
    the maintenance fund is still the owners' and no cost: it stands in `onward_fen`. Income and cost are told as they
    fell due, opening and closing are what stood at the bank.
    """

    ledger_id: int
    estate_id: int
    since: date
    until: date
    opening_fen: int
    closing_fen: int
    income: tuple[tuple[str, int], ...]
    cost: tuple[tuple[str, int], ...]
    months: tuple[tuple[date, int, int], ...]
    area_dm2: int
    onward_fen: int = 0

    @property
    def income_fen(self) -> int:
        """All income, as it fell due."""
        return sum(fen for _, fen in self.income)

    @property
    def cost_fen(self) -> int:
        """All cost, as it was owed, without what went to the fund."""
        return sum(fen for _, fen in self.cost)

    @property
    def between_fen(self) -> int:
        """What leads from income and cost to the money at the bank: due and not come, owed and not paid yet."""
        return self.closing_fen - self.opening_fen - self.income_fen + self.cost_fen + self.onward_fen

    def per_m2_fen(self, fen: int) -> int:
        """Return an amount by square metre of built area, in fen, rounded down."""
        return fen * 100 // self.area_dm2 if self.area_dm2 else 0


_SUMS = """
select a.code, date_trunc('month', p.booked_on)::date, sum(p.amount_fen)
from ledgers_account a join ledgers_posting p on p.account_id = a.id
where a.ledger_id = %(ledger)s and a.code = any(%(codes)s) and p.booked_on >= %(since)s and p.booked_on < %(until)s
group by 1, 2
"""
_ON = """
select coalesce(sum(coalesce(c.balance_fen, 0) + coalesce((
    select sum(p.amount_fen) from ledgers_posting p
    where p.account_id = a.id and p.booked_on >= coalesce(c.until, 'epoch') and p.booked_on < %(day)s), 0)), 0)
from ledgers_account a
left join lateral (
  select until, balance_fen from ledgers_checkpoint k
  where k.account_id = a.id and k.until <= %(day)s order by k.until desc limit 1) c on true
where a.ledger_id = %(ledger)s and a.code = 'revenue_bank'
"""


def summary(estate_id: int, *, since: date, until: date, actor: Actor) -> Summary | None:
    """Return what came in and went out of an estate's public revenue, if the actor may see its books."""
    if not may(actor, Act.SEE).allowed:
        return None
    found = (
        Ledger.objects.filter(records.seen_by(actor), estate_id=estate_id).select_related("estate").first()
    )
    return summary_of(found, since, until) if found else None


def summary_of(books: Ledger, since: date, until: date) -> Summary:
    """Return what came in and went out of a ledger; who asks has been asked before."""
    chart = chart_on(until - timedelta(days=1))
    earned, spent = (chart.codes(kind, Purse.REVENUE) for kind in (AccountKind.INCOME, AccountKind.EXPENSE))
    onward = chart.onward(Purse.REVENUE)
    sign = {**dict.fromkeys(earned, -1), **dict.fromkeys((*spent, *onward), 1)}
    values: dict[str, Any] = {"ledger": books.pk, "codes": list(sign), "since": since, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, values)
        sums = [(str(code), month, int(fen) * sign[code]) for code, month, fen in cursor.fetchall()]
    return Summary(
        books.pk,
        books.estate_id,
        since,
        until,
        _at_bank(books.pk, since),
        _at_bank(books.pk, until),
        _by_account(earned, sums),
        _by_account(spent, sums),
        _by_month(set(earned), [one for one in sums if one[0] not in onward]),
        books.estate.built_area_dm2,
        sum(fen for code, _, fen in sums if code in onward),
    )


def _at_bank(ledger_id: int, day: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_ON, {"ledger": ledger_id, "day": day})
        return int(cursor.fetchone()[0])


def _by_account(codes: Iterable[str], sums: list[tuple[str, date, int]]) -> tuple[tuple[str, int], ...]:
    totals = ((code, sum(fen for one, _, fen in sums if one == code)) for code in codes)
    return tuple((code, fen) for code, fen in totals if fen)


def _by_month(income: set[str], sums: list[tuple[str, date, int]]) -> tuple[tuple[date, int, int], ...]:
    months: dict[date, list[int]] = {}
    for code, month, fen in sums:
        months.setdefault(month, [0, 0])[0 if code in income else 1] += fen
    return tuple((month, came, went) for month, (came, went) in sorted(months.items()))
