"""How long the position of a walker's phone is kept: said where it is asked for, and gone when its time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.coordination.patrols import services
from hemei.coordination.patrols.rules.words import Result
from hemei.coordination.patrols.tests.conftest import LAT, LON, NOW, Beat
from hemei.coordination.patrols.tests.test_pages import at_ten, browser_of
from hemei.coordination.patrols.tests.test_rules import known

__all__ = ["at_ten"]

DAYS = known().positions.days


@pytest.mark.parametrize(("days", "kept"), [(DAYS, True), (DAYS + 1, False)])
def test_positions_are_kept_to_the_day_and_a_find_keeps_its_own(beat: Beat, days: int, kept: bool) -> None:  # noqa: FBT001
    beat.plan()
    beat.walk(
        *beat.said(Result.FOUND, Result.CLEAR, Result.CLEAR, case_kind="blocked_fire_lane", note="占道")
    )
    gone = services.forget_positions(now=NOW + timedelta(days=days))
    found, *clear = beat.visits()
    assert (found.lon, found.lat) == (LON, LAT)
    assert [(one.lon, one.lat) for one in clear] == [(LON, LAT) if kept else (None, None)] * 2
    assert [one.metres for one in clear] == [0, 0]
    assert gone == (0 if kept else 2)
    assert services.forget_positions(now=NOW + timedelta(days=days)) == 0


def test_the_page_that_asks_for_it_says_how_long_it_is_kept(beat: Beat) -> None:
    beat.plan()
    page = browser_of(beat).get(f"/patrols/{beat.round()}").text
    assert f"手机位置保存{DAYS}天" in page
