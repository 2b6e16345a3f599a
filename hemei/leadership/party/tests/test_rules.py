"""The graph of organisations, and who may do what, cell by cell."""

from __future__ import annotations

import random

import pytest

from hemei.kernel.actor import Role
from hemei.leadership.party.rules.acts import Act, may
from hemei.leadership.party.rules.graph import led_by, may_relate
from hemei.leadership.party.rules.words import Part, RelationKind

LEADS, GUIDES = RelationKind.LEADS, RelationKind.GUIDES
CHAIN = {(1, 2), (2, 3), (3, 4), (9, 2)}
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
    decision = may_relate(above, below, CHAIN, kind)
    assert decision.allowed == (not code)
    assert [reason.code for reason in decision.reasons] == ([code] if code else [])


def test_whom_one_leads_over_any_number_of_steps() -> None:
    assert led_by(1, CHAIN) == {2, 3, 4}
    assert led_by(4, CHAIN) == set()


@pytest.mark.parametrize("seed", range(5))
def test_a_graph_that_grows_by_what_is_allowed_has_no_circle(seed: int) -> None:
    dice, pairs = random.Random(seed), set()  # noqa: S311 - walks, no secrets
    for _ in range(300):
        above, below = dice.randrange(15), dice.randrange(15)
        if may_relate(above, below, pairs, LEADS).allowed:
            pairs.add((above, below))
    assert len(pairs) > 40
    assert all(one not in led_by(one, pairs) for one in range(15))


_BUREAU = {Role.CITY_BUREAU, Role.SYSTEM}
_ABOVE = _BUREAU | {Role.COUNTY_COORDINATOR, Role.STREET_CLERK}
EXPECTED = {
    Act.SEE: _ABOVE
    | {Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.DEPARTMENT_CLERK, Role.COMPANY_MANAGER},
    Act.RELATE: _BUREAU | {Role.COUNTY_COORDINATOR},
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
