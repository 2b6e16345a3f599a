"""The pages of mediation: each role's doors, each act's form, refusals with their message, statements that stay few."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hemei.kernel.actor import Actor, Role
from hemei.oversight.mediation.rules.words import Level
from hemei.oversight.mediation.tests.conftest import CITY, DONGFENG, STREET, Court


def secretary(court: Court, level: Level = Level.COMMUNITY) -> Actor:
    return court.secretaries[level]


def test_a_body_works_a_dispute_from_acceptance_to_the_level_above(court: Court) -> None:
    number = court.file()
    client = court.browser("秘书community")
    page = client.get(reverse("mediation:inbox"))
    assert "待受理" in page.content.decode()
    assert client.get(reverse("mediation:dispute", args=[number])).status_code == 200

    def do(name: str, **typed: Any) -> str:
        answer = client.post(reverse("mediation:act", args=[number, name]), typed, follow=True)
        return str(answer.content.decode())

    do("accept")
    assert "请选择调解员" in do("assign")
    party = court.page(secretary(court), number).parties[0].id
    mediator = court.mediators["调解员community"]
    assert "调解员是当事人的近亲属" in do("assign", mediators=[mediator], relatives=[party])
    do("assign", mediators=[mediator])
    assert court.row(number).state == "in_mediation"
    assert "与规则提出的大小不同" in do("size", size="major")
    do("size", size="general", reason="整栋楼都受影响")
    do("extend", until="2027-11-01", reason="鉴定")
    do("danger", text="扬言动手，已拨打110")
    do("meet", way="remote", day="2026-11-30", time="19:00", location="视频会议号", key="m1")
    text = do("fail", reason="各执一词")
    assert "调解不成" in text
    assert "卷宗已经全部转出" in do("escalate", ground="failed", reason="请街道调解")
    assert client.get(reverse("mediation:dispute", args=[number])).status_code == 404
    assert court.row(number).level == "street"


def test_a_dispute_is_filed_at_the_desk_and_bad_input_is_refused_with_its_message(court: Court) -> None:
    client = court.browser("秘书community")
    assert client.get(reverse("mediation:new")).status_code == 200
    answer = client.post(reverse("mediation:new"), {"kind": "noise", "text": "吵", "name": "甲"})
    assert answer.status_code == 422
    assert "请选择小区" in answer.content.decode()


PAGES = {
    "mediation:inbox": {Role.MEDIATOR},
    "mediation:new": {Role.MEDIATOR, Role.COMMUNITY_CLERK, Role.STREET_CLERK},
    "mediation:apply": {Role.RESIDENT, Role.COMPANY_MANAGER},
    "mediation:bodies": {Role.STREET_CLERK, Role.CITY_BUREAU},
}


def test_each_page_opens_to_its_roles_and_to_nobody_else(court: Court) -> None:
    town, number = court.town, court.file()
    clients = {
        Role.MEDIATOR: court.browser("秘书community"),
        Role.RESIDENT: court.browser("张三"),
        Role.COMMUNITY_CLERK: court.browser("甲", DONGFENG, "东风社区居委会", Role.COMMUNITY_CLERK),
        Role.STREET_CLERK: court.browser("乙", STREET, "明光路街道办", Role.STREET_CLERK),
        Role.CITY_BUREAU: court.browser("丁", CITY, "市房产局", Role.CITY_BUREAU),
        Role.COMPANY_MANAGER: court.browser("戊", CITY, "大地物业公司", Role.COMPANY_MANAGER),
    }
    seen = {
        name: {role for role, client in clients.items() if client.get(reverse(name)).status_code == 200}
        for name in PAGES
    }
    assert seen == PAGES
    for role, client in clients.items():
        status = client.get(reverse("mediation:dispute", args=[number])).status_code
        assert status == (200 if role is Role.MEDIATOR else 403), role
    street = clients[Role.STREET_CLERK]
    body = court.bodies[Level.STREET]
    assert street.get(reverse("mediation:body", args=[body])).status_code == 200
    answer = street.post(reverse("mediation:body_act", args=["committee"]), {
        "name": "明光路人民调解委员会", "valid_from": "2026-01-01", "until": "2029-01-01",
        "members": f"{town.persons['秘书street']} 女\n{town.persons['调解员street']}",
        "founder": town.bodies["明光路街道办"],
    })  # fmt: skip
    assert answer.status_code == 422
    assert "3至9人" in answer.content.decode()


def test_the_inbox_takes_as_many_statements_for_three_as_for_one(court: Court) -> None:
    court.file()
    client = court.browser("秘书community")
    client.get(reverse("mediation:inbox"))
    counted = []
    for more in ((), ("k2", "k3")):
        for key in more:
            court.file(key=key)
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("mediation:inbox"))
        counted.append(len(caught))
    assert counted[0] == counted[1]
