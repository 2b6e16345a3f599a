"""Residents are found by whole names and numbers only, within sight, seldom, and they see who searched."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from hemei.ground.people import services
from hemei.ground.people.pages.searching import found_person, search_persons
from hemei.ground.people.rules.searching import Sought, is_personal_number, may_search, sought
from hemei.ground.people.rules.standards import PersonSearch
from hemei.ground.people.tests.factories import NOW, SYSTEM, Town
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused

COMMUNITY, FAR = "340102001001", "340104001001"
WHY = "核对来电人住址"
IDENTITY = "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (" 张 三丰", Sought("name", "张 三丰")),
        ("138 0013 8000", Sought("phone", "13800138000")),
        ("+86-138-0013-8000", Sought("phone", "13800138000")),
        (IDENTITY.lower(), Sought("identity", IDENTITY)),
        ("张", None),
        ("", None),
        ("138001", Sought("identity", "138001")),  # a passport may be as short; it finds nobody by a part
        ("1101051949123100XX2", None),
        ("110105194912310021", None),
        ("张3", None),
    ],
)
def test_only_what_is_whole_is_searched_for(typed: str, expected: Sought | None) -> None:
    found = sought(typed)
    assert (found if isinstance(found, Sought) else None) == expected


@pytest.mark.parametrize(
    ("text", "personal"),
    [("13800138000", True), (IDENTITY, True), ("91350100M000100Y43", False), ("261102000123", False), ("绿地", False)],
)  # fmt: skip
def test_no_address_carries_a_personal_number(text: str, *, personal: bool) -> None:
    assert is_personal_number(text) is personal


def test_an_account_waits_once_it_has_searched_enough(db: None) -> None:
    rules = record.standards().find("person-search", PersonSearch, on=NOW.date())
    most = rules.searches_per_hour.most
    made = [NOW - timedelta(minutes=minute) for minute in range(most)]
    assert may_search(made[1:], rules, NOW).allowed
    refused = may_search(made, rules, NOW)
    assert not refused.allowed
    assert refused.reasons[0].values["seconds"] == (60 - most + 1) * 60 + 1
    assert may_search(made, rules, NOW + timedelta(seconds=int(refused.reasons[0].values["seconds"]))).allowed


def clerk(town: Town, code: str = COMMUNITY, body: str = "东风社区居委会") -> Actor:
    return town.actor(Role.COMMUNITY_CLERK, code, body=body, account=7)


def names(actor: Actor, text: str, now: datetime = NOW) -> list[str]:
    with records.acting(actor):
        found = services.search_persons(actor=actor, now=now, text=text, reason=WHY)
    return [person.shown["name"] for person in found.persons]


def test_a_resident_is_found_by_the_whole_name_or_number_and_only_where_he_lives(town: Town) -> None:
    for text in ("张三", "13800138000"):
        assert names(clerk(town), text) == ["张**"]
        assert names(clerk(town, FAR, "三里庵社区居委会"), text) == []
    assert names(clerk(town), "张三丰") == []
    assert names(clerk(town), "张*") == []


def test_a_hotline_clerk_finds_by_identity_what_an_import_entered(town: Town) -> None:
    with records.acting(SYSTEM):
        batch = services.Persons([{"name": "周全", "identity": IDENTITY, "phone": None}])
        person = batch.enter({"name": "周全", "identity": IDENTITY, "phone": None}, town.path(COMMUNITY))
        batch.write(NOW, records.Written())
    hotline = town.actor(Role.HOTLINE_CLERK, "340100", account=7)
    with records.acting(hotline):
        found = services.search_persons(actor=hotline, now=NOW, text=IDENTITY, reason=WHY)
    assert [row.id for row in found.persons] == [person]
    assert found.persons[0].shown["identity"] == "110" + "*" * 13 + "2X"


def test_every_search_is_recorded_and_the_person_sees_who_and_why(town: Town) -> None:
    actor, owner = clerk(town), town.actor(Role.RESIDENT, COMMUNITY, person="张三")
    names(actor, "张三")
    names(actor, "李没有")
    with records.acting(owner):
        look = record.history(stream=services.stream_of(town.persons["张三"]))[-1]
        (reason,) = record.open_sealed([look.data["about"]["texts"]["text"]["vault"]]).values()
    assert (look.type, look.data["field"], reason) == ("people.person_found", "name", WHY)
    assert look.actor["body"] == town.bodies["东风社区居委会"]
    with records.acting(SYSTEM):
        events = record.history(stream="people.search:7")
    assert [event.data["found"] for event in events] == [[town.persons["张三"]], []]
    assert "张三" not in str([event.data for event in events])


def test_who_searched_enough_waits_and_moving_house_does_not_help(town: Town) -> None:
    actor = clerk(town)
    with records.acting(actor):
        rules = record.standards().find("person-search", PersonSearch, on=NOW.date())
        for _ in range(rules.searches_per_hour.most):
            services.search_persons(actor=actor, now=NOW, text="无名氏", reason=WHY)
    for again in (actor, clerk(town, FAR, "三里庵社区居委会")):
        with pytest.raises(Refused, match="一小时内"):
            names(again, "张三", NOW + timedelta(minutes=59))
    assert names(actor, "张三", NOW + timedelta(minutes=61)) == ["张**"]


@pytest.mark.parametrize(
    "role",
    [
        Role.CITY_BUREAU,
        Role.COUNTY_COORDINATOR,
        Role.DEPARTMENT_CLERK,
        Role.COMPANY_MANAGER,
        Role.AUDITOR,
        Role.RESIDENT,
    ],
)
def test_who_does_not_speak_with_residents_searches_for_none(town: Town, role: Role) -> None:
    actor = town.actor(role, "340100", account=7)
    with pytest.raises(Refused, match="不能"):
        names(actor, "张三")
    with pytest.raises(PermissionDenied):
        answer(actor)


# Pages


def answer(actor: Actor, ticket: str | None = None, **typed: str) -> tuple[int, str]:
    factory = RequestFactory()
    request: HttpRequest = factory.post("/persons", typed) if typed else factory.get("/persons")
    request.actor = actor  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    with records.acting(actor):
        response = search_persons(request) if ticket is None else found_person(request, ticket)
    return response.status_code, response.content.decode()


def ticket_of(page: str) -> str:
    return page.split('href="/persons/')[1].split('"', maxsplit=1)[0]


def test_from_a_search_to_the_number_in_full(town: Town) -> None:
    actor = replace(clerk(town), person_id=None)
    assert answer(actor)[0] == 200
    status, page = answer(actor, text="张三", reason=WHY)
    assert status == 200
    assert "13800138000" not in page
    assert "138****8000" in page
    ticket = ticket_of(page)
    status, page = answer(actor, ticket)
    assert "13800138000" not in page
    assert answer(actor, ticket, field="phone", reason="")[0] == 422
    status, page = answer(actor, ticket, field="phone", reason="回电核实漏水楼层")
    assert "13800138000" in page
    status, page = answer(actor, ticket, field="identity", reason="回电核实漏水楼层")
    assert status == 404


def test_a_ticket_opens_for_who_searched_only_and_not_for_long(town: Town) -> None:
    actor = clerk(town)
    ticket = ticket_of(answer(actor, text="张三", reason=WHY)[1])
    for other, given in (
        (replace(actor, account_id=8), ticket),
        (actor, ticket[:-1]),
        (actor, signing.dumps([7, town.persons["张三"]], salt="another")),
        (actor, signing.dumps([7, town.persons["李四"]], salt="people.found")),  # out of sight
    ):
        with pytest.raises(Http404):
            answer(other, given)


@pytest.mark.parametrize(
    ("typed", "words"),
    [({"text": "张三", "reason": ""}, "没有写明"), ({"text": "张", "reason": WHY}, "完整的姓名")],
)
def test_what_is_wrong_is_said_beside_the_field(town: Town, typed: dict[str, str], words: str) -> None:
    status, page = answer(clerk(town), **typed)
    assert status == 422
    assert words in page
