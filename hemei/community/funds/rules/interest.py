"""Interest of a year: by the day, whole fen downwards; what rounding leaves goes to the common part."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from hemei.community.funds.rules.deposits import FundInterest, InterestTerms
from hemei.kernel.decision import Decision, Reason, mark

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Credited:
    """What a year brings: to the whole fund, to each unit, and what is left for the common part."""

    total_fen: int
    units: Mapping[int, int]
    common_fen: int


def days_in(year: int) -> int:
    """Return the days of a year: 366 in a leap year."""
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def interest_of(fen_days: int, year: int, terms: InterestTerms) -> int:
    """Return the interest on a sum of daily balances in fen, rounded down.

    A daily balance is what stood there at the end of the day: money earns from the day it comes in.
    """
    basis = days_in(year) if terms.days == "actual" else int(terms.days)
    return max(fen_days, 0) * terms.millionths // (MILLION * basis)


def credited(
    all_fen_days: int, units: Mapping[int, int], year: int, terms: InterestTerms, closed: Closed | None = None
) -> Credited:
    """Credit a year's interest: on the whole fund, of it to each unit by its own daily balances, the rest in common.

    What units that were closed had of it went to them when they were; they get nothing more, and it is not credited
    twice. Where the rate rose or fell since, nobody else's interest pays for that.
    """
    before = closed or Closed()
    found = {
        unit: fen
        for unit, days in units.items()
        if unit not in before.units and (fen := interest_of(days, year, terms)) > 0
    }
    gone = sum(max(units.get(unit, 0), 0) for unit in before.units)
    total = max(
        interest_of(all_fen_days, year, terms) - before.settled_fen,
        interest_of(all_fen_days - gone, year, terms),
    )
    return Credited(total, found, total - sum(found.values()))


def with_late(found: Credited, late_fen: int) -> Credited:
    """Add what public revenue earned in years before and has not had: it goes to the common part, as that money did."""
    return replace(found, total_fen=found.total_fen + late_fen, common_fen=found.common_fen + late_fen)


@dataclass(frozen=True, slots=True)
class Closed:
    """The units whose accounts were closed, and what they had of a year's interest when they were."""

    units: Collection[int] = ()
    settled_fen: int = 0


def years_open(*, opened_on: date, credited_year: int | None, closed_on: date) -> range:
    """Return the years whose interest an account that is closed on a day has not had yet, the last one in part."""
    return range(opened_on.year if credited_year is None else credited_year + 1, closed_on.year + 1)


def may_settle(credited_year: int | None, closed_on: date) -> Decision:
    """Whether an account may be closed on a day: not within a year that is credited already."""
    if credited_year is None or closed_on.year > credited_year:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("{year}年已经结息，返还日期{day}在结息以前。"), {"year": str(credited_year), "day": str(closed_on)},
            mark("请填写结息以后的日期。"), "day", "credited",
        )
    )  # fmt: skip


def may_book(credited_year: int | None, day: date, *, field: str) -> Decision:
    """Whether something may be booked on a day: not within a year whose interest was counted without it."""
    if credited_year is None or day.year > credited_year:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("{year}年已经结息，{day}登记的钱在这一年不再计息。"), {"year": str(credited_year), "day": str(day)},
            mark("请先在“更正”里冲销结息，登记以后由主管部门在这个小区的维修资金页面重新结息。"), field, "credited",
        )
    )  # fmt: skip


def may_credit(year: int, *, opened_on: date, today: date) -> Decision:
    """Whether a year can be credited: it is over, and the fund was there."""
    last = date(year, 12, 31)
    if today <= last:
        return _no(mark("{year}年还没有结束。"), "early", year)
    if last < opened_on:
        return _no(mark("{year}年在建立分户账以前。"), "before", year)
    return Decision.yes()


def year_due(today: date, terms: FundInterest) -> int:
    """Return the last year whose interest is due to be credited on a day: it is over for as long as is written."""
    waited = terms.credit.limit.amount if terms.credit is not None else 0
    return today.year - (1 if (today - date(today.year, 1, 1)).days >= waited else 2)


def may_credit_next(year: int | None) -> Decision:
    """Whether there is a year that is over and not credited: the first of a fund that is."""
    if year is not None:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("已经结束的年度都结过息了。"), {}, mark("结息有错的，请先在“更正”里冲销。"), code="credited"
        )
    )


def booked_on(year: int, open_from: date) -> date:
    """Return the day of the entry: the last of the year, or the first open one where December is closed already."""
    return max(date(year, 12, 31), open_from)


def _no(text: str, code: str, year: int) -> Decision:
    return Decision.no(Reason(text, {"year": str(year)}, mark("请核对年度。"), "year", code))
