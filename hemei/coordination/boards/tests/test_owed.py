"""A board that lapses while nobody is there to replace it is owed all the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.coordination.boards.rules.words import State
from hemei.coordination.boards.tests.conftest import NOW, Walls
from hemei.coordination.boards.tests.test_services import owed, state
from hemei.ground.people.models import Body
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records


@pytest.mark.parametrize(
    ("gone", "owner"),
    [
        (("东风社区居委会",), "明光路街道办"),
        (("明光路街道办",), "东风社区居委会"),
        (("东风社区居委会", "明光路街道办"), ""),
    ],
)
def test_a_board_that_lapsed_without_a_community_or_street_is_owed_all_the_same(
    walls: Walls, monkeypatch: pytest.MonkeyPatch, gone: tuple[str, ...], owner: str
) -> None:
    walls.post(walls.make()[0])
    walls.sweep()
    county = walls.quarter.body("瑶海区住建局")
    monkeypatch.setattr("hemei.ground.people.queries.county_body_for", lambda *_: county)
    with records.acting(SYSTEM):
        bodies = Body.objects.filter(pk__in=[walls.quarter.body(name) for name in gone])
        bodies.update(valid_until=NOW.date())
    walls.phone("瑶海区住建局", "15400000001", now=NOW + timedelta(minutes=2))
    assert walls.sweep(minutes=3) == 1
    assert [duty.owner_body_id for duty in owed(walls)] == ([walls.quarter.body(owner)] if owner else [])
    if owner:
        return
    with records.acting(SYSTEM):
        bodies.update(valid_until=None)
    tomorrow = 24 * 60
    assert walls.sweep(minutes=tomorrow) == 0  # it lapsed before, and now somebody is there
    assert [duty.owner_body_id for duty in owed(walls)] == [walls.quarter.body("东风社区居委会")]
    assert walls.sweep(minutes=2 * tomorrow) == 0
    assert len(owed(walls)) == 1


def test_a_newer_print_that_lapsed_before_it_hung_is_told_from_one_that_waits(walls: Walls) -> None:
    walls.hang()
    walls.sweep()
    walls.phone("东风社区居委会", "15400000001", now=NOW + timedelta(minutes=2))
    walls.sweep(minutes=3)
    walls.make(now=NOW + timedelta(minutes=4))
    walls.sweep(minutes=5)
    assert state(walls) is State.WAITING
    walls.phone("东风社区居委会", "15400000002", now=NOW + timedelta(minutes=6))
    walls.sweep(minutes=7)
    assert state(walls) is State.STALE
