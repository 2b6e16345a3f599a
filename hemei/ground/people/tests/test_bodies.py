"""Bodies, appointments, and which body is responsible for a place."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from hemei.ground.people import queries, services
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import NOW, SINCE, SYSTEM, TODAY, Town
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused

COMMUNITY = "340102001001"


def test_the_department_of_the_county_comes_before_the_citys(town: Town) -> None:
    here, there = town.path(COMMUNITY), town.path("340104001001")
    assert queries.department_for("HM", here, TODAY) == town.bodies["瑶海区住建局"]
    assert queries.department_for("HM", there, TODAY) == town.bodies["市房产局"]
    assert queries.department_for("EM", here, TODAY) == town.bodies["市应急局"]
    assert queries.department_for("XX", here, TODAY) is None
    assert queries.department_for("HM", here, date(2021, 12, 31)) is None


def test_several_departments_are_found_in_one_statement(
    town: Town, django_assert_num_queries: object
) -> None:
    path = town.path(COMMUNITY)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = queries.departments_for(("HM", "EM", "ST", "CO", "FR"), path, TODAY)
    assert found == {
        "HM": town.bodies["瑶海区住建局"],
        "EM": town.bodies["市应急局"],
        "ST": town.bodies["明光路街道办"],
        "CO": town.bodies["东风社区居委会"],
    }


def test_a_place_has_one_community_body_and_one_street_body(town: Town) -> None:
    scope = town.path(COMMUNITY)
    assert queries.community_body_for(scope, TODAY) == town.bodies["东风社区居委会"]
    assert queries.community_body_for(scope + "9999.", TODAY) == town.bodies["东风社区居委会"]
    assert queries.street_body_for(scope, TODAY) == town.bodies["明光路街道办"]
    assert queries.community_body_for(town.path("340102001"), TODAY) is None


def test_the_same_role_is_not_held_twice_at_a_time(town: Town) -> None:
    first = town.appoint("张三", "东风社区居委会", Role.COMMUNITY_CLERK)
    with pytest.raises(Refused, match="重叠"):
        town.appoint("张三", "东风社区居委会", Role.COMMUNITY_CLERK, since=date(2024, 1, 1))
    town.appoint("张三", "东风社区居委会", Role.COMMUNITY_SECRETARY)
    services.end_appointment(actor=SYSTEM, now=NOW, appointment_id=first, valid_until=date(2024, 1, 1))
    town.appoint("张三", "东风社区居委会", Role.COMMUNITY_CLERK, since=date(2024, 1, 1))
    assert len(queries.appointments_on(date(2023, 12, 31), person_id=town.persons["张三"])) == 2
    assert len(queries.appointments_on(TODAY, person_id=town.persons["张三"])) == 2


def test_the_database_itself_refuses_an_overlap(town: Town) -> None:
    town.appoint("张三", "东风社区居委会", Role.COMMUNITY_CLERK)
    with pytest.raises(Exception, match="people_appointment_no_overlap"), connection.cursor() as cursor:
        cursor.execute(
            "insert into people_appointment (person_id, body_id, role, place_id, scope, stream, valid_from)"
            " select person_id, body_id, role, place_id, scope, stream, '2030-01-01' from people_appointment"
        )


def test_a_dissolved_body_stays_and_its_appointments_end(town: Town) -> None:
    town.appoint("张三", "瑶海区住建局", Role.DEPARTMENT_CLERK)
    body_id = town.bodies["瑶海区住建局"]
    services.dissolve_body(
        actor=SYSTEM, now=NOW, body_id=body_id, valid_until=TODAY, successor_id=town.bodies["市房产局"]
    )
    row = queries.body(body_id)
    assert row is not None
    assert row.runs_on(date(2026, 11, 1))
    assert not row.runs_on(TODAY)
    assert row.successor_id == town.bodies["市房产局"]
    assert queries.appointments_on(TODAY, body_id=body_id) == []
    assert queries.department_for("HM", town.path(COMMUNITY), TODAY) == town.bodies["市房产局"]
    with pytest.raises(Refused, match="已经撤销"):
        town.appoint("李四", "瑶海区住建局", Role.DEPARTMENT_CLERK, since=TODAY)
    with pytest.raises(Refused, match="已经撤销"):
        services.dissolve_body(actor=SYSTEM, now=NOW, body_id=body_id, valid_until=TODAY)


def test_every_act_on_a_body_is_an_event_of_its_stream(town: Town) -> None:
    appointment = town.appoint("张三", "东风社区居委会", Role.COMMUNITY_CLERK)
    services.end_appointment(actor=SYSTEM, now=NOW, appointment_id=appointment, valid_until=TODAY)
    with records.acting(SYSTEM):
        events = record.history(stream=f"people.body:{town.bodies['东风社区居委会']}")
    assert [event.type for event in events] == [
        "people.body_created",
        "people.appointed",
        "people.appointment_ended",
    ]
    assert events[1].data["person"] == town.persons["张三"]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM, Role.SYSTEM_ADMIN}))
def test_only_system_administration_sets_up_bodies_and_appoints(town: Town, role: Role) -> None:
    actor = town.actor(role, "340100")
    with pytest.raises(Refused):
        services.create_body(
            actor=actor, now=NOW, kind=BodyKind.DEPARTMENT, name="某局", place_id=town.place("340102"),
            valid_from=SINCE, level=Level.COUNTY, department="UM",
        )  # fmt: skip
    with pytest.raises(Refused):
        services.appoint(
            actor=actor, now=NOW, person_id=town.persons["张三"], body_id=town.bodies["市房产局"],
            role=Role.CITY_BUREAU, valid_from=SINCE,
        )  # fmt: skip


def test_a_system_administrator_sets_up_a_body_and_appoints(town: Town) -> None:
    admin = town.actor(Role.SYSTEM_ADMIN, "340100")
    with records.acting(admin):
        body_id = services.create_body(
            actor=admin, now=NOW, kind=BodyKind.DEPARTMENT, name="瑶海区城管局", place_id=town.place("340102"),
            valid_from=SINCE, level=Level.COUNTY, department="UM",
        )  # fmt: skip
        person_id = services.create_person(actor=admin, now=NOW, name="王五", scope=town.path("340102"))
        services.appoint(
            actor=admin,
            now=NOW,
            person_id=person_id,
            body_id=body_id,
            role=Role.DEPARTMENT_CLERK,
            valid_from=SINCE,
        )
        assert queries.persons([person_id], now=NOW) == {}  # and then sees nobody's row


def test_an_unknown_department_code_is_refused(town: Town) -> None:
    with pytest.raises(Refused, match="ZZ"):
        town.found("某局", BodyKind.DEPARTMENT, "340102", Level.COUNTY, "ZZ")


def test_names_of_bodies_come_in_one_statement(town: Town, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        names = queries.body_names(town.bodies.values())
    assert names == {number: name for name, number in town.bodies.items()}


def test_an_actor_without_a_place_is_an_actor() -> None:
    assert queries.places_of(Role.DEPARTMENT_CLERK, 1, TODAY, 0) == ()
    assert Actor(role=Role.DEPARTMENT_CLERK).places == ()
