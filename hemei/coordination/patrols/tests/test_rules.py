"""When a cell is walked, what may be handed in, what there is to check, who may do what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.coordination.patrols.rules.acts import ACT_NAMES, MAY, Act, may
from hemei.coordination.patrols.rules.planning import PointFacts, arrives_by, due_points, round_days
from hemei.coordination.patrols.rules.standards import PatrolRounds
from hemei.coordination.patrols.rules.walking import (
    Said,
    Shot,
    Walk,
    fact_on,
    flags_of,
    may_say,
    may_walk,
    on_time,
    times_of,
)
from hemei.coordination.patrols.rules.words import Flag, Result
from hemei.ground.records.standards import shapes
from hemei.kernel.actor import Role
from hemei.kernel.standards import load_standards

MONDAY = date(2026, 11, 2)
START = datetime(2026, 11, 2, 1, tzinfo=UTC)
END = START + timedelta(minutes=60)
TABLE: dict[Act, set[Role]] = {
    Act.SEE: {
        Role.GRID_WORKER, Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK, Role.COUNTY_COORDINATOR,
        Role.CITY_BUREAU, Role.SYSTEM,
    },
    Act.WALK: {Role.GRID_WORKER},
    Act.KEEP_POINTS: {Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK, Role.SYSTEM},
    Act.PLAN: {Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK, Role.SYSTEM},
    Act.EXPLAIN: {Role.GRID_WORKER, Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK},
}  # fmt: skip


def works(day: date) -> bool:
    return day.weekday() < 5


@lru_cache
def known() -> PatrolRounds:
    folder = Path(__file__).resolve().parents[4] / "standards"
    return load_standards(folder, city="hefei", shapes=shapes()).find(
        "patrol-rounds", PatrolRounds, on=MONDAY
    )


@pytest.fixture
def rules() -> PatrolRounds:
    return known()


def test_the_table_of_roles() -> None:
    assert set(TABLE) == set(Act) == set(MAY) == set(ACT_NAMES)
    for act in Act:
        assert {role for role in Role if may(role, act).allowed} == TABLE[act], act


def test_a_cell_is_walked_each_working_day_as_far_ahead_as_one_plans(rules: PatrolRounds) -> None:
    def days(today: date, last: date | None) -> list[str]:
        found = round_days(today=today, last_on=last, rules=rules, works=works)
        return [f"{day:%a %d}" for day in found]

    assert days(MONDAY, None) == ["Mon 02", "Tue 03", "Wed 04", "Thu 05", "Fri 06", "Mon 09"]
    assert days(MONDAY, MONDAY) == ["Tue 03", "Wed 04", "Thu 05", "Fri 06", "Mon 09"]
    assert days(MONDAY, date(2026, 11, 9)) == []
    assert days(date(2026, 11, 7), date(2026, 10, 1))[0] == "Mon 09"
    rarer = replace(rules, round=replace(rules.round, every_working_days=3))

    def rare(last: date | None) -> list[int]:
        return [day.day for day in round_days(today=MONDAY, last_on=last, rules=rarer, works=works)]

    assert rare(None) == [2, 5]
    assert rare(date(2026, 10, 30)) == [4, 9]  # Friday before: Monday, Tuesday, Wednesday


@given(st.integers(0, 60), st.integers(1, 7))
def test_planning_again_later_gives_what_planning_at_once_would(back: int, step: int) -> None:
    rules = known()
    last = MONDAY - timedelta(days=back)
    once = round_days(today=MONDAY, last_on=last, rules=rules, works=works)
    later = MONDAY + timedelta(days=step)
    again = round_days(today=later, last_on=once[-1] if once else last, rules=rules, works=works)
    assert not set(once) & set(again)
    assert all(works(day) for day in once + again)


def test_points_are_due_by_their_kind(rules: PatrolRounds) -> None:
    points = [
        PointFacts(1, "fire_lane", MONDAY), PointFacts(2, "green", MONDAY), PointFacts(3, "green", None),
        PointFacts(4, "no_such_kind", None),
    ]  # fmt: skip
    assert due_points(points, day=MONDAY + timedelta(days=1), rules=rules) == [1, 3]
    assert due_points(points, day=MONDAY + timedelta(days=7), rules=rules) == [1, 2, 3]


def test_a_round_is_on_time_on_its_day_and_in_hand_before_it_is_missed(rules: PatrolRounds) -> None:
    by = arrives_by(MONDAY, rules.missed)
    assert by.isoformat() == "2026-11-04T00:00:00+08:00"

    def timely(ended: datetime, received: datetime) -> bool:
        return on_time(planned_on=MONDAY, ended_at=ended, received_at=received, rule=rules.missed)

    assert timely(END, by - timedelta(seconds=1))
    assert not timely(END, by)
    assert not timely(END + timedelta(days=1), END + timedelta(days=1))


@pytest.mark.parametrize(
    ("start", "end", "now", "off"),
    [
        (START, END, END, False),
        (START, END, END + timedelta(days=9), False),
        (START - timedelta(days=1), END, END, True),
        (END, START, END, True),
        (START, START, END, True),
        (
            START,
            START + timedelta(hours=15),
            START + timedelta(days=1),
            False,
        ),  # a night in between is no wrong clock
        (START, END, END - timedelta(minutes=11), True),
        (START, END, END - timedelta(minutes=9), False),
        (START + timedelta(days=1), END + timedelta(days=1), END, True),
    ],
)
def test_the_times_of_a_round_can_always_be(
    start: datetime, end: datetime, now: datetime, *, off: bool
) -> None:
    times = times_of(planned_on=MONDAY, started_at=start, ended_at=end, now=now)
    assert times.off is off
    assert times.started_at < times.ended_at <= now


def test_a_round_is_handed_in_from_its_day_on_and_finds_lie_between_that_day_and_today() -> None:
    late = timedelta(days=1)
    assert [one.code for one in may_walk(planned_on=MONDAY + late, now=END).reasons] == ["early"]
    assert may_walk(planned_on=MONDAY, now=END + timedelta(days=9)).allowed
    days = [fact_on(seen_at=END + off, planned_on=MONDAY, now=END) for off in (-late, timedelta(0), late)]
    assert days == [MONDAY] * 3


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Said(1, "甲", Result.CLEAR), ""),
        (Said(9, "乙", Result.CLEAR), "foreign_point"),
        (Said(1, "甲", Result.FOUND, "littering", "满地都是"), ""),
        (Said(1, "甲", Result.FOUND, "littering", photos=1), ""),
        (Said(1, "甲", Result.FOUND, "other", "说不清"), ""),
        (Said(1, "甲", Result.FOUND, "lift_fault", "满地都是"), "kind"),
        (Said(1, "甲", Result.FOUND, "littering", " "), "unproven"),
        (Said(1, "甲", Result.BLOCKED, note="门锁"), "why"),
        (Said(1, "甲", Result.BLOCKED, note="单元门锁着"), ""),
        (Said(1, "甲", Result.BLOCKED, photos=1), ""),
    ],
)
def test_what_may_be_said_of_a_point(said: Said, code: str) -> None:
    decision = may_say([said], planned={1, 2}, listed={1: ("littering", "other")})
    assert [reason.code for reason in decision.reasons] == ([code] if code else [])


def test_nothing_said_and_a_point_twice_are_refused() -> None:
    assert may_say([], planned={1}, listed={}).reasons[0].code == "empty"
    twice = [Said(1, "甲", Result.CLEAR), Said(1, "甲", Result.CLEAR)]
    assert may_say(twice, planned={1}, listed={}).reasons[0].code == "twice"


def test_what_there_is_to_check(rules: PatrolRounds) -> None:
    good = Walk(START, END, (60, 90, 200), (3, None, 9), (Shot(START, 5, copied=False),))

    def flags(walk: Walk, received: datetime = END) -> list[Flag]:
        return list(
            flags_of(walk, received_at=received, far_metres=500, length=rules.length, missed=rules.missed)
        )

    assert flags(good) == []
    assert flags(good, END + timedelta(hours=25)) == [Flag.LATE_RECEIPT]
    assert flags(replace(good, ended_at=START + timedelta(minutes=241))) == [Flag.LONG]
    assert flags(replace(good, seconds=(5, 6, 900))) == [Flag.RUSHED]
    assert flags(replace(good, metres=(3, 501))) == [Flag.ELSEWHERE]
    assert flags(replace(good, metres=(None, None))) == [Flag.UNPLACED]
    assert flags(replace(good, shots=(Shot(None, None, copied=True),))) == [Flag.COPIED]
    early = Shot(START - timedelta(minutes=31), 501, copied=False)
    assert flags(replace(good, shots=(early,))) == [Flag.OUTSIDE, Flag.ELSEWHERE]
