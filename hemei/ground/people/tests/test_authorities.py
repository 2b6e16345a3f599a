"""Who is the authority of a matter: the county's department the frame names, else the coordination office."""

from __future__ import annotations

from datetime import date
from unittest.mock import patch

import pytest
from django.test import Client

from hemei.ground.people import queries
from hemei.ground.people.facts import matter_authorities
from hemei.ground.people.models import Account
from hemei.ground.people.rules.authorities import matters_of
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import SYSTEM, TODAY, Town, made_town
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Matter, PlaceRange, Role
from tests.grounds import standing

FUND = Matter.MAINTENANCE_FUND
YAOHAI, SHUSHAN = "340102", "340104"


@standing
def town() -> Town:
    return made_town()


@pytest.mark.parametrize(
    ("role", "departments", "held"),
    [
        (Role.DEPARTMENT_CLERK, ["HM"], {FUND}),
        (Role.DEPARTMENT_CLERK, ["UM"], set()),
        (Role.DEPARTMENT_CLERK, [], set()),
        (Role.COUNTY_COORDINATOR, ["UM", "HM"], set()),
        (Role.COUNTY_COORDINATOR, ["UM"], {FUND}),
        (Role.STREET_CLERK, ["HM"], set()),
        (Role.CITY_BUREAU, ["HM"], set()),
    ],
)
def test_the_named_department_holds_a_matter_and_where_it_is_missing_the_office(
    role: Role, departments: list[str], held: set[Matter]
) -> None:
    assert matters_of(role, departments, matter_authorities(TODAY)) == held


def test_where_the_city_names_nobody_it_stays_with_the_coordination_office(town: Town) -> None:
    assert matter_authorities(date(2021, 12, 31)) is None
    assert matters_of(Role.COUNTY_COORDINATOR, ["HM"], None) == {FUND}
    assert matters_of(Role.DEPARTMENT_CLERK, ["HM"], None) == frozenset()
    county = town.found("瑶海区人民政府", BodyKind.COUNTY_GOVERNMENT, YAOHAI, Level.COUNTY)
    with patch("hemei.ground.people.queries.authorities.matter_authorities", return_value=None):
        assert queries.authority_for(FUND, town.path("340102001001"), TODAY) == county


def test_the_authority_of_a_place_is_the_department_of_its_own_county(town: Town) -> None:
    for code, name in ((YAOHAI, "瑶海区人民政府"), (SHUSHAN, "蜀山区人民政府")):
        town.found(name, BodyKind.COUNTY_GOVERNMENT, code, Level.COUNTY)
    here, there = town.path("340102001001"), town.path("340104001001")
    assert queries.authority_for(FUND, here, TODAY) == town.bodies["瑶海区住建局"]
    assert queries.authority_for(FUND, there, TODAY) == town.bodies["蜀山区人民政府"]
    assert queries.authority_for(FUND, town.path("340103001001"), TODAY) is None


def test_a_department_sees_its_county_at_the_doors_of_its_matter_alone(town: Town) -> None:
    clerk = town.actor(Role.DEPARTMENT_CLERK, YAOHAI, "瑶海区住建局")
    assert (clerk.places, clerk.matters) == ((), {FUND})
    assert clerk.at(FUND).places == (PlaceRange(town.path(YAOHAI)),)
    assert not clerk.at(FUND).covers(town.path("340104001001"))
    other = town.actor(Role.DEPARTMENT_CLERK, "340100", "市应急局")
    assert other.at(FUND) is other


def test_a_session_knows_the_matters_of_its_office(town: Town, client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = True
    town.found("瑶海区人民政府", BodyKind.COUNTY_GOVERNMENT, YAOHAI, Level.COUNTY)
    seen = {}
    for name, body, role in (
        ("住建局甲", "瑶海区住建局", Role.DEPARTMENT_CLERK),
        ("区办乙", "瑶海区人民政府", Role.COUNTY_COORDINATOR),
    ):
        with records.acting(SYSTEM, accounts=True):
            town.person(name, YAOHAI)
            town.appoint(name, body, role)
            account = town.account(name, YAOHAI, username=name)
            Account.objects.filter(pk=account).update(sample=1)
        client.post(f"/demo/persons/{account}")
        seen[name] = _acting(client)
    assert (seen["住建局甲"].places, seen["住建局甲"].matters) == ((), {FUND})
    assert seen["住建局甲"].keeps == (PlaceRange(town.path(YAOHAI)),)
    assert (seen["区办乙"].matters, len(seen["区办乙"].places)) == (frozenset(), 1)


def _acting(client: Client) -> Actor:
    session = client.session
    session.load()
    return queries.actor_of(session)  # type: ignore[arg-type]
