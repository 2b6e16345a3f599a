"""The days a figure is asked of, and what the city aims at."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.faces.cockpit import shown
from hemei.faces.cockpit.rules import AsOf, FigureItem, hull_of
from hemei.kernel.decision import Reference
from hemei.kernel.figures import Span, Tally, Unit, value_of
from hemei.kernel.standards import Share, Source, Warrant
from hemei.kernel.workdays import SHANGHAI

NOW = datetime(2026, 11, 25, 15, 30, tzinfo=UTC)  # half past eleven at night in Shanghai
WARRANT = Warrant(
    "sourced",
    Source("seed-article", "", "", "", "report", "whole"),
    Reference("figures", date(2019, 1, 1), "F10", "超过90%", "sourced"),
)


@given(st.dates(date(2001, 1, 1), date(2026, 11, 25)))
def test_twelve_months_end_with_the_day(day: date) -> None:
    asked = AsOf.of(day, NOW)
    assert len(asked.months) == len(asked.month_ends) == 12
    assert asked.months[-1] == day.replace(day=1)
    assert asked.month_ends[-1] == day
    for begin, end, after in zip(asked.months, asked.month_ends, asked.months[1:], strict=False):
        assert begin.day == 1
        assert end + timedelta(days=1) == after
    assert asked.since.astimezone(SHANGHAI).replace(tzinfo=None) == datetime.combine(
        asked.months[0], datetime.min.time()
    )
    assert asked.since < asked.moment <= NOW


def test_a_past_day_is_read_at_its_end_and_today_now() -> None:
    assert AsOf.of(None, NOW).day == date(2026, 11, 25)
    assert AsOf.of(None, NOW).moment == NOW
    assert AsOf.of(date(2026, 11, 24), NOW).moment == datetime(2026, 11, 24, 16, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2026, 11, 26), date(1999, 12, 31)])
def test_a_day_that_nobody_can_know_is_refused(day: date) -> None:
    with pytest.raises(ValueError, match="does not lie between"):
        AsOf.of(day, NOW)


def test_more_than_and_at_least_are_not_the_same() -> None:
    more, least = Share.parse("90%"), Share.parse("98%")
    above = FigureItem("F10", WARRANT, more_than=more)
    assert [above.reached(Fraction(n, 1000)) for n in (899, 900, 901)] == [False, False, True]
    reaching = FigureItem("F11", WARRANT, at_least=least, area_at_least_dm2=2_000_000)
    assert [reaching.reached(Fraction(n, 1000)) for n in (979, 980, 981)] == [False, True, True]
    assert [reaching.speaks_of(area) for area in (1_999_999, 2_000_000)] == [False, True]
    assert reaching.reached(None) is None
    assert FigureItem("C1", WARRANT).reached(Fraction(1)) is None
    falling = FigureItem("F9", WARRANT, fewer_by=Share.parse("20%"))
    assert falling.aim == Fraction(-1, 5)
    assert [falling.reached(Fraction(n, 1000)) for n in (-201, -200, -199, 50)] == [True, True, False, False]
    with pytest.raises(ValueError, match="not at both"):
        FigureItem("F10", WARRANT, more_than=more, at_least=least)


corners = st.tuples(st.integers(-50, 50), st.integers(-50, 50))


@given(st.lists(corners, max_size=30))
def test_a_hull_is_convex_and_holds_every_point(points: list[tuple[int, int]]) -> None:
    hull = hull_of(points)
    assert set(hull) <= set(points)
    if len(hull) < 3:
        return
    for (ax, ay), (bx, by) in zip(hull, hull[1:] + hull[:1], strict=True):
        assert all((bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0 for x, y in points)


_MONTHS = ((date(2026, 10, 1), Tally(9, 0)), (date(2026, 11, 1), Tally(12, 1)))


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span.DAY, "比上月低 7.7 个百分点"),
        (Span.MONTHS, "数值是近12个月合计；当月 92.3%，比上月低 7.7 个百分点"),
    ],
)
def test_the_month_before_is_compared_with_the_month(span: Span, words: str) -> None:
    # 27 of 28 are 96.4 %: 7.7 points above that would be 104.1 %.
    figure: Any = SimpleNamespace(unit=Unit.SHARE, span=span, survey=False)
    read: Any = SimpleNamespace(
        entry=SimpleNamespace(figure=figure),
        value=value_of(figure, Tally(27, 1)),
        months=[(month, value_of(figure, tally)) for month, tally in _MONTHS],
    )
    assert shown.change(read) == words
