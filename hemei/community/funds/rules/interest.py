"""Interest of a year: by the day, whole fen downwards; what rounding leaves goes to the common part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hemei.community.funds.rules.standards import InterestTerms
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


def credited(all_fen_days: int, units: Mapping[int, int], year: int, terms: InterestTerms) -> Credited:
    """Credit a year's interest: on the whole fund, of it to each unit by its own daily balances, the rest in common."""
    found = {unit: fen for unit, days in units.items() if (fen := interest_of(days, year, terms)) > 0}
    total = interest_of(all_fen_days, year, terms)
    return Credited(total, found, total - sum(found.values()))


def may_credit(year: int, *, opened_on: date, today: date) -> Decision:
    """Whether a year can be credited: it is over, and the fund was there."""
    last = date(year, 12, 31)
    if today <= last:
        return _no(mark("{year}年还没有结束。"), "early", year)
    if last < opened_on:
        return _no(mark("{year}年在建立分户账以前。"), "before", year)
    return Decision.yes()


def booked_on(year: int, open_from: date) -> date:
    """Return the day of the entry: the last of the year, or the first open one where December is closed already."""
    return max(date(year, 12, 31), open_from)


def _no(text: str, code: str, year: int) -> Decision:
    return Decision.no(Reason(text, {"year": str(year)}, mark("请核对年度。"), "year", code))
