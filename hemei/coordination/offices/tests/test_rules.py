"""Roles and acts cell by cell; days, names and numbers; and what the document must keep."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.coordination.offices.rules import acts
from hemei.coordination.offices.rules.acts import Act
from hemei.coordination.offices.rules.standards import PartTimeStaff, StreetStructure, StreetUnit, UnitCounts
from hemei.kernel.actor import Role

# fmt: off
TABLE = """
                     see  keep_office keep_staff keep_assessment
community_clerk      yes  -           -          -
community_secretary  yes  -           yes        -
street_clerk         yes  yes         yes        -
county_coordinator   yes  yes         yes        yes
city_bureau          yes  yes         yes        yes
system               -    yes         yes        yes
"""
# fmt: on
HEAD, *LINES = (line.split() for line in TABLE.strip().splitlines())
ALLOWED = {
    (Role(line[0]), Act(act))
    for line in LINES
    for act, cell in zip(HEAD, line[1:], strict=True)
    if cell == "yes"
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", Act)
def test_a_role_may_do_what_the_table_says_and_nobody_else_anything(role: Role, act: Act) -> None:
    decision = acts.may(role, act)
    assert decision.allowed is ((role, act) in ALLOWED)
    assert bool(decision.reasons) is not decision.allowed
    assert set(acts.ACT_NAMES) == set(Act) == set(acts.MAY)


TODAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("day", "allowed"), [(TODAY, True), (date(2026, 11, 3), False), (date(2019, 1, 1), True)]
)
def test_a_fact_is_recorded_on_its_day_or_later(day: date, *, allowed: bool) -> None:
    assert acts.may_begin(day, TODAY).allowed is allowed


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 11, 2), ""),
        (date(2026, 11, 3), "future"),
        (date(2024, 1, 1), "period"),
        (date(2023, 1, 1), "period"),
        (date(2024, 1, 2), ""),
    ],
)
def test_a_fact_ends_after_it_began_and_not_in_the_future(day: date, code: str) -> None:
    decision = acts.may_end(date(2024, 1, 1), day, TODAY)
    assert code == (decision.reasons[0].code if decision.reasons else "")


@pytest.mark.parametrize(
    ("year", "allowed"), [(2018, False), (2019, True), (2026, True), (2027, False), (0, False)]
)
def test_an_assessment_is_of_a_year_between_the_citys_opinion_and_now(year: int, *, allowed: bool) -> None:
    assert acts.is_year(year, TODAY).allowed is allowed


@pytest.mark.parametrize(
    ("count", "allowed"), [(0, True), (200, True), (201, False), (-1, False), (None, False)]
)
def test_posts_are_a_number_somebody_could_mean(count: int | None, *, allowed: bool) -> None:
    assert acts.may_count(count).allowed is allowed


@pytest.mark.parametrize(
    ("name", "allowed"), [("物业办", True), ("办", False), ("办" * 60, True), ("办" * 61, False)]
)
def test_an_office_has_a_name(name: str, *, allowed: bool) -> None:
    assert acts.is_name(name).allowed is allowed


@pytest.mark.parametrize(("count", "fits"), [(0, False), (1, True), (2, True), (3, False)])
def test_one_or_two_are_enough_and_three_too_many(count: int, *, fits: bool) -> None:
    assert PartTimeStaff(1, 2, None).holds(count) is fits  # type: ignore[arg-type]


def unit(sort: str, *, home: bool = False) -> StreetUnit:
    return StreetUnit(f"{sort}{home}", sort, "", "", None, home)  # type: ignore[arg-type]


def structure(*units: StreetUnit, counts: tuple[int, int, int] = (1, 2, 0)) -> StreetStructure:
    return StreetStructure(None, UnitCounts(*counts, None), units, PartTimeStaff(1, 2, None), (), ())  # type: ignore[arg-type]


def test_the_units_are_as_many_as_the_counts_say_and_one_keeps_property() -> None:
    office, first, second = unit("office"), unit("department"), unit("department", home=True)
    assert structure(office, first, second).home is second
    assert structure(office, first, second).of("office") is None
    with pytest.raises(ValueError, match="the counts say"):
        structure(office, first, second, counts=(1, 1, 0))
    with pytest.raises(ValueError, match="exactly one unit"):
        structure(office, first, first)
    with pytest.raises(ValueError, match="no range"):
        PartTimeStaff(2, 1, None)  # type: ignore[arg-type]
