"""The bulk path writes what the single services write, in few statements and one event a batch."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hemei.ground.people import queries, services
from hemei.ground.people.models import Account, Appointment, Body, Person
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.services import BodyDraft, PersonDraft, SeatDraft
from hemei.ground.people.tests.factories import NOW, SINCE, SYSTEM, TODAY, Town
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused

COMMUNITY = "340102001001"
NAMES = ("name", "short_name", "pinyin", "initials")
PHONE = "15411112222"


def body_draft(town: Town, name: str, department: str = "UM") -> BodyDraft:
    return BodyDraft(
        BodyKind.DEPARTMENT, Level.COUNTY, name, town.place("340102"), town.path("340102"), SINCE, department
    )


def person_draft(town: Town, body_id: int, number: int, role: Role = Role.GRID_WORKER) -> PersonDraft:
    place, scope = town.place(COMMUNITY), town.path(COMMUNITY)
    seat = SeatDraft(body_id, role, place, scope, SINCE)
    return PersonDraft(scope, "王五", f"154{number:08}", username=f"grid{number}", sample=1, seats=(seat,))


def columns(row: Person | Account | Appointment | Body, *without: str) -> dict[str, object]:
    skipped = {"id", "stream", "person_id", "name_id", "phone_id", "phone_index", "password", *without}
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in skipped
    }


def test_loaded_rows_are_those_the_services_write(town: Town) -> None:
    body_id = services.load_bodies(
        actor=SYSTEM, now=NOW, scope=town.path("340100"), drafts=[body_draft(town, "瑶海区城管局")]
    )[0]
    draft = person_draft(town, body_id, 11112222, Role.DEPARTMENT_CLERK)
    loaded = services.load_persons(actor=SYSTEM, now=NOW, scope=town.path("340100"), drafts=[draft])[0]

    single_body = town.found("瑶海区城管局二", BodyKind.DEPARTMENT, "340102", Level.COUNTY, "UM")
    town.person("王六", COMMUNITY, "15411112223")
    town.account("王六", COMMUNITY, username="grid2")
    single = services.appoint(
        actor=SYSTEM, now=NOW, person_id=town.persons["王六"], body_id=single_body, role=Role.DEPARTMENT_CLERK,
        valid_from=SINCE, place_id=town.place(COMMUNITY),
    )  # fmt: skip
    with records.acting(SYSTEM):
        assert columns(Body.objects.get(pk=body_id), *NAMES) == columns(
            Body.objects.get(pk=single_body), *NAMES
        )
        person, other = Person.objects.get(pk=loaded.person_id), Person.objects.get(pk=town.persons["王六"])
        assert columns(person) == columns(other)
        accounts = [Account.objects.get(person_id=row.pk) for row in (person, other)]
        assert columns(accounts[0], "username", "sample") == columns(accounts[1], "username", "sample")
        assert not accounts[0].has_usable_password()
        assert columns(Appointment.objects.get(person_id=person.pk), "body_id") == columns(
            Appointment.objects.get(pk=single), "body_id"
        )
        assert record.open_sealed([person.name_id, person.phone_id]) == {
            person.name_id: "王五",
            person.phone_id: PHONE,
        }
        assert queries.persons_by_phone(PHONE) == [person.pk]
        batch = [event.type for event in record.history(stream="people.load")]
    assert batch == ["people.bodies_loaded", "people.persons_loaded"]


def test_a_loaded_resident_signs_in_by_phone_and_sees_himself(town: Town) -> None:
    draft = PersonDraft(town.path(COMMUNITY), "王五", PHONE, by_phone=True)
    loaded = services.load_persons(actor=SYSTEM, now=NOW, scope=town.path("340100"), drafts=[draft])[0]
    assert Account.objects.get(pk=loaded.account_id).phone_index == record.blind_index("phone", PHONE)
    with records.acting(town.actor(Role.RESIDENT, COMMUNITY)):
        assert queries.persons([loaded.person_id], now=NOW) == {}
    town.persons["王五"] = loaded.person_id
    with records.acting(town.actor(Role.RESIDENT, COMMUNITY, person="王五")):
        assert list(queries.persons([loaded.person_id], now=NOW)) == [loaded.person_id]


def test_the_number_of_statements_does_not_grow_with_the_rows(town: Town) -> None:
    body_id, scope = town.bodies["东风社区居委会"], town.path("340100")
    spent = []
    for start, count in ((1, 2), (1000, 300)):
        drafts = [person_draft(town, body_id, start + number) for number in range(count)]
        with CaptureQueriesContext(connection) as asked:
            services.load_persons(actor=SYSTEM, now=NOW, scope=scope, drafts=drafts)
        spent.append(len(asked))
    assert spent[0] == spent[1]
    assert len(queries.appointments_on(TODAY, body_id=body_id)) == 302


def test_nothing_at_all_is_loaded_as_nothing(town: Town) -> None:
    assert services.load_bodies(actor=SYSTEM, now=NOW, scope=town.path("340100"), drafts=[]) == []
    assert services.load_persons(actor=SYSTEM, now=NOW, scope=town.path("340100"), drafts=[]) == []


def test_the_bulk_path_keeps_the_rules(town: Town) -> None:
    scope = town.path("340100")
    with pytest.raises(ValueError, match="ZZ"):
        services.load_bodies(actor=SYSTEM, now=NOW, scope=scope, drafts=[body_draft(town, "某局", "ZZ")])
    with pytest.raises(Refused):
        services.load_bodies(actor=town.actor_of_role(Role.AUDITOR), now=NOW, scope=scope, drafts=[])
    seat = SeatDraft(
        town.bodies["东风社区居委会"], Role.SYSTEM, town.place(COMMUNITY), scope, date(2022, 1, 1)
    )
    with pytest.raises(Refused):
        services.load_persons(
            actor=SYSTEM, now=NOW, scope=scope, drafts=[PersonDraft(scope, "王五", seats=(seat,))]
        )
