"""At the counter: who came is checked and found, his request is filed, answered, and handed over."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from hemei.ground.people.models import Account
from hemei.ground.people.tests.factories import NOW
from hemei.ground.privacy import queries, services
from hemei.ground.privacy.rules import Right
from hemei.ground.privacy.tests.conftest import HOME, Office
from hemei.ground.privacy.tests.test_pages import enter
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from tests.grounds import standing

COME = services.Come("self", "id_card")
ASKS = services.Asks(Right.COPY, "要一份全部信息的副本", told=True)


@standing
def clerk(office: Office) -> Actor:
    """A clerk of the far community: a person may come to any counter of the city."""
    return office.town.actor(Role.COMMUNITY_CLERK, "340104001001", "三里庵社区居委会", account=1)


def filed(office: Office, clerk: Actor) -> str:
    person = office.town.persons["张三"]
    with records.acting(clerk):
        return services.ask_at_counter(actor=clerk, now=NOW, person_id=person, come=COME, asks=ASKS)


def test_who_came_is_found_by_his_number_and_sees_that_he_was(office: Office, clerk: Actor) -> None:
    with records.acting(clerk):
        (row,) = services.find_person(actor=clerk, now=NOW, number=" 138 0013 8000 ", come=COME)
        assert (row.id, row.name) == (office.town.persons["张三"], "张**")
        assert services.find_person(actor=clerk, now=NOW, number="13800138001", come=COME) == []
    with records.acting(office.resident):
        (look,) = queries.looks_at(actor=office.resident, persons=(row.id,))
    assert (look.kind, look.field, look.body_id) == ("privacy.person_found", "phone", clerk.body_id)


@pytest.mark.parametrize(
    ("number", "come", "says"),
    [
        ("", COME, "手机号或者证件号码"),
        ("13800138000", services.Come("self", ""), "哪种证件"),
        ("13800138000", services.Come("neighbour", "id_card"), "不能提出"),
    ],
)
def test_nobody_is_sought_unchecked(
    office: Office, clerk: Actor, number: str, come: services.Come, says: str
) -> None:
    with records.acting(clerk), pytest.raises(Refused, match=says):
        services.find_person(actor=clerk, now=NOW, number=number, come=come)


def test_the_course_of_a_request_made_at_a_counter(office: Office, clerk: Actor) -> None:
    number = filed(office, clerk)
    with records.acting(clerk):
        (row,) = queries.requests(actor=clerk, counter=True)
        assert (row.number, row.proof, row.claimant) == (number, "id_card", "self")
        for act in (services.take_copy, services.hand_over):
            with pytest.raises(Refused), transaction.atomic():
                act(actor=clerk, now=NOW, number=number)
    with records.acting(office.officer):
        services.answer_request(actor=office.officer, now=NOW, number=number, text="副本请到窗口取")
    with records.acting(clerk):
        texts = {
            text
            for matter in services.take_copy(actor=clerk, now=NOW, number=number)
            for _, text in matter.texts
        }
        assert {"张三", "13800138000"} <= texts
        services.hand_over(actor=clerk, now=NOW, number=number)
        with pytest.raises(Refused), transaction.atomic():
            services.take_copy(actor=clerk, now=NOW, number=number)
        events = [event.type for event in record.history(stream=row.stream)]
    assert events[-2:] == ["privacy.request_answered", "privacy.answer_handed_over"]
    with records.acting(office.resident):
        kinds = [look.kind for look in queries.looks_at(actor=office.resident, persons=(row.person_id,))]
        assert kinds == ["privacy.copy_taken"]
        (sight,) = queries.own_sights(actor=office.resident)
    assert (sight.notice, sight.way) == ("national/2026-10-01", "counter")


def test_another_counter_neither_sees_nor_hands_over(office: Office, clerk: Actor) -> None:
    number = filed(office, clerk)
    other = office.town.actor(Role.COMMUNITY_CLERK, "340103001001", "四古巷社区居委会", account=2)
    with records.acting(other):
        assert queries.request_by_number(number, actor=other) is None
        with pytest.raises(Refused, match="没有这件申请"):
            services.hand_over(actor=other, now=NOW, number=number)


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.COMPANY_MANAGER, Role.HOTLINE_CLERK, Role.AUDITOR])
def test_nobody_else_keeps_a_counter(office: Office, role: Role) -> None:
    actor = office.town.actor(role, HOME, "大地物业公司", account=3)
    with records.acting(actor), pytest.raises(Refused, match="不能在窗口代为提出"):
        services.find_person(actor=actor, now=NOW, number="13800138000", come=COME)


@pytest.fixture
def counter(office: Office) -> Client:
    office.town.person("孙九", HOME)
    office.town.appoint("孙九", "东风社区居委会", Role.COMMUNITY_CLERK)
    office.town.account("孙九", HOME, username="counter")
    return enter(office, "孙九")


def test_the_counter_in_the_browser(office: Office, counter: Client) -> None:
    desk, person = enter(office, "赵七"), enter(office, "张三")
    form = {"claimant": "self", "proof": "id_card", "number": "13800138000"}
    assert counter.post("/privacy/counter", {**form, "number": ""}).status_code == 422
    assert "没有查到" in counter.post("/privacy/counter", {**form, "number": "13900000000"}).content.decode()
    page = counter.post("/privacy/counter", form).content.decode()
    assert "张**" in page
    assert "13800138000" not in page
    (address,) = [
        part.split('"')[0] for part in page.split('href="') if part.startswith("/privacy/counter/file/")
    ]
    assert counter.get(f"{address}x").status_code == 404
    assert counter.post(address, {"right": "copy", "text": ""}).status_code == 422
    assert counter.post(address, {"right": "copy", "text": "要副本", "told": "1"}).status_code == 302
    (number,) = [
        part.split('"')[0] for part in counter.get("/privacy/counter").content.decode().split("/privacy/counter/")
        if part[:6].isdigit()
    ]  # fmt: skip
    assert "由个人信息保护负责人" in counter.get(f"/privacy/counter/{number}").content.decode()
    request = desk.get(f"/privacy/requests/{number}").content.decode()
    assert "居民身份证" in request
    assert "东风社区居委会" in request
    assert " 起的告知" in request
    assert desk.post(f"/privacy/requests/{number}", {"how": "answer", "text": "可取"}).status_code == 302
    assert "张三" in counter.post(f"/privacy/requests/{number}/copy").content.decode()
    assert counter.post(f"/privacy/counter/{number}/hand").status_code == 302
    assert counter.get(f"/privacy/counter/{number}").status_code == 200
    mine = person.get("/privacy/mine").content.decode()
    for words in ("窗口代为提出", "为您取出全部信息的副本", "在窗口按手机号查到您", "在窗口</span>"):
        assert words in mine
    assert person.get("/privacy/counter").status_code == 403
    assert Account.objects.filter(username="counter").exists()
