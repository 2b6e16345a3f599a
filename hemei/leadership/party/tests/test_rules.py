"""The graph of organisations, and who may do what, cell by cell."""

from __future__ import annotations

import random
from datetime import date

import pytest

from hemei.kernel.actor import Role
from hemei.leadership.party.rules.acts import Act, may
from hemei.leadership.party.rules.founding import may_found, may_stand
from hemei.leadership.party.rules.graph import Link, led_by, may_hold_since, may_relate
from hemei.leadership.party.rules.words import Form, Level, Part, RelationKind

LEADS, GUIDES = RelationKind.LEADS, RelationKind.GUIDES
DAY = date(2026, 1, 1)
CHAIN = [Link(above, below, LEADS, DAY) for above, below in ((1, 2), (2, 3), (3, 4), (9, 2))]
"""1 and 9 lead 2, 2 leads 3, 3 leads 4."""


@pytest.mark.parametrize(
    ("above", "below", "kind", "code"),
    [
        (1, 1, LEADS, "self"),
        (1, 1, GUIDES, "self"),
        (4, 1, LEADS, "circle"),
        (3, 2, LEADS, "circle"),
        (4, 1, GUIDES, ""),  # guiding gives no orders
        (5, 2, LEADS, ""),  # several may lead
        (1, 4, LEADS, ""),
        (9, 1, LEADS, ""),
    ],
)
def test_nobody_comes_to_lead_who_leads_him(above: int, below: int, kind: RelationKind, code: str) -> None:
    decision = may_relate(Link(above, below, kind, DAY), CHAIN)
    assert decision.allowed == (not code)
    assert [reason.code for reason in decision.reasons] == ([code] if code else [])


@pytest.mark.parametrize(
    ("since", "until", "new_until", "allowed"),
    [
        (date(2020, 1, 1), date(2022, 1, 1), None, False),  # both led in 2021
        (date(2020, 1, 1), date(2021, 1, 1), None, True),  # it ended on the day the new one begins
        (date(2024, 1, 1), None, None, False),  # the circle would close later
        (date(2024, 1, 1), None, date(2024, 1, 1), True),  # and does not if the new one has ended by then
    ],
)
def test_a_circle_counts_on_any_day_of_the_new_relation(
    since: date, until: date | None, new_until: date | None, *, allowed: bool
) -> None:
    new = Link(2, 1, LEADS, date(2021, 1, 1), new_until)
    assert may_relate(new, [Link(1, 2, LEADS, since, until)]).allowed == allowed


def test_links_that_never_hold_together_close_no_circle() -> None:
    past, later = Link(1, 2, LEADS, DAY, date(2026, 6, 1)), Link(2, 3, LEADS, date(2026, 6, 1))
    assert may_relate(Link(3, 1, LEADS, DAY), [past, later]).allowed


def test_whom_one_leads_over_any_number_of_steps() -> None:
    assert led_by(1, CHAIN) == {2, 3, 4}
    assert led_by(4, CHAIN) == set()


@pytest.mark.parametrize("seed", range(5))
def test_a_graph_that_grows_by_what_is_allowed_has_no_circle(seed: int) -> None:
    dice, links = random.Random(seed), []  # noqa: S311 - walks, no secrets
    for _ in range(300):
        new = Link(dice.randrange(15), dice.randrange(15), LEADS, DAY)
        if may_relate(new, links).allowed:
            links.append(new)
    assert len({(link.above, link.below) for link in links}) > 40
    assert all(one not in led_by(one, links) for one in range(15))


def test_nothing_holds_before_both_were_founded_or_after_one_ended() -> None:
    founded, ended = date(2025, 5, 1), date(2026, 5, 1)
    assert may_hold_since(founded, [("甲", DAY.replace(year=2020), None), ("乙", founded, None)]).allowed
    early = may_hold_since(date(2025, 4, 30), [("乙", founded, None)])
    assert early.reasons[0].code == "before_founding"
    assert may_hold_since(ended, [("乙", founded, ended)]).reasons[0].code == "ended"


@pytest.mark.parametrize(
    ("form", "level", "allowed"),
    [
        (Form.BRANCH, Level.ESTATE, True),
        (Form.GROUP, Level.BUILDING, True),
        (Form.GROUP, Level.ESTATE, False),
        (Form.BRANCH, Level.BUILDING, False),
        (Form.COMMITTEE, Level.INDUSTRY, True),
        (Form.BRANCH, Level.COMPANY, True),
        (Form.LEADING_GROUP, Level.COMMUNITY, False),
    ],
)
def test_the_branch_stands_in_the_estate_and_the_group_in_the_building(
    form: Form, level: Level, *, allowed: bool
) -> None:
    assert may_stand(form, level).allowed == allowed


FOUNDERS = {
    Role.SYSTEM: set(Level),
    Role.CITY_BUREAU: set(Level),
    Role.COUNTY_COORDINATOR: {Level.STREET, Level.COMMUNITY, Level.UNIT, Level.ESTATE, Level.BUILDING},
    Role.STREET_CLERK: {Level.COMMUNITY, Level.ESTATE, Level.BUILDING},
    Role.COMMUNITY_SECRETARY: {Level.ESTATE, Level.BUILDING},
}


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("role", Role)
def test_each_founds_below_its_own_level(role: Role, level: Level) -> None:
    assert may_found(role, level).allowed == (level in FOUNDERS.get(role, set()))
    assert not may_found(role, level, covered=False).allowed


_BUREAU = {Role.CITY_BUREAU, Role.SYSTEM}
_ABOVE = _BUREAU | {Role.COUNTY_COORDINATOR, Role.STREET_CLERK}
EXPECTED = {
    Act.SEE: _ABOVE
    | {Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.DEPARTMENT_CLERK, Role.COMPANY_MANAGER},
    Act.RELATE: _ABOVE,
    Act.COVER: _ABOVE | {Role.COMMUNITY_SECRETARY},
    Act.DEMAND: _BUREAU | {Role.COUNTY_COORDINATOR},
    Act.PLACE_PART: _ABOVE,
}


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_role_by_act(role: Role, act: Act) -> None:
    assert set(EXPECTED) == set(Act)
    assert may(role, act).allowed == (role in EXPECTED[act])
    assert not may(role, act, covered=False).allowed


def test_the_system_has_the_four_parts_of_the_source() -> None:
    assert len(Part) == 4
