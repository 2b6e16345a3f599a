"""The pages of mediation: each role's doors, each act's form, refusals with their message, statements that stay few."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hemei.ground.people.tests.factories import NOW
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation import queries, services
from hemei.oversight.mediation.models import MediationCommittee
from hemei.oversight.mediation.rules.words import Level
from hemei.oversight.mediation.services import SessionDraft
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
    refused = do("assign", mediators=[mediator], relatives=[party])
    assert "调解员是当事人的近亲属" in refused
    assert re.search(f'name="mediators"[^>]*value="{mediator}"[^>]*checked', refused)  # what was ticked stays
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
    number = court.file()
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


def test_a_committee_is_entered_by_name_and_a_body_names_its_departments(court: Court) -> None:
    town, city = court.town, court.bodies[Level.CITY]
    for name in ("委员甲", "委员乙", "委员丙"):
        court.official(name)
    court.town.person("普通居民", DONGFENG)
    client = court.browser("丁", CITY, "市房产局", Role.CITY_BUREAU)
    page = reverse("mediation:new_committee")
    assert client.get(page).status_code == 200
    looked = client.post(page, {"act": "find", "q": "委员", "founder_q": "东风"}).content.decode()
    for said in ("委员甲", "委员丙", "东风社区居委会"):
        assert said in looked
    assert "普通居民" not in client.post(page, {"act": "find", "q": "普通"}).content.decode().replace(
        "value=", ""
    )
    typed: dict[str, Any] = {
        "act": "register", "name": "东风社区人民调解委员会", "valid_from": "2026-01-01", "until": "2029-01-01",
        "founder": town.bodies["东风社区居委会"], "woman": [town.persons["委员甲"]],
        "member": [town.persons["委员甲"], town.persons["委员乙"]],
    }  # fmt: skip
    assert "3至9人" in client.post(page, typed).content.decode()
    typed["member"] = [*typed["member"], town.persons["普通居民"]]
    assert "不是在职人员" in client.post(page, typed).content.decode()
    typed["member"][2] = town.persons["委员丙"]
    assert client.post(page, typed).status_code == 302
    [committee] = MediationCommittee.objects.all()
    assert committee.members.filter(woman=True).count() == 1

    def act(name: str, **more: Any) -> str:
        answer = client.post(
            reverse("mediation:body_act", args=[name]), {"mediation_body": city, **more}, follow=True
        )
        return str(answer.content.decode())

    assert "请选择同级的部门" in act("found", departments=[town.bodies["明光路街道办"]])
    assert "市房产局" in act("found", departments=[town.bodies["市房产局"]])
    assert queries.founders_of(city, on=shanghai_day(utc_now())) == [(town.bodies["市房产局"], "市房产局")]
    act("leave", department=town.bodies["市房产局"])
    assert queries.founders_of(city, on=shanghai_day(utc_now())) == []
    body = client.get(reverse("mediation:body", args=[city])).content.decode()
    assert "人员" not in body.partition("登记调解员")[2]


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


def test_a_file_takes_as_many_statements_however_much_is_in_it(court: Court) -> None:
    number = court.mediated()
    client = court.browser("秘书community")
    page = reverse("mediation:dispute", args=[number])
    client.get(page)

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(page).status_code == 200
        return len(caught)

    def fill(*times: int) -> None:
        for time in times:
            draft = SessionDraft(starts_at=NOW + timedelta(days=time), location="社区", key=f"s{time}")
            court.do(secretary(court), services.call_session, dispute_id=number, draft=draft)
            who = court.resident("张三" if time % 2 else "李四")
            court.do(who, services.make_offer, dispute_id=number, text=f"第{time}次商量", amount_fen=100)

    fill(1)
    before = statements()
    fill(2, 3, 4)
    assert statements() == before


def test_an_act_that_is_refused_half_way_leaves_nothing_behind(court: Court) -> None:
    number = court.mediated()
    applicant = court.page(secretary(court), number).parties[0]
    died = {"party_id": applicant.id, "died_on": NOW.date()}
    court.do(secretary(court), services.note_death, dispute_id=number, **died)
    client = court.browser("秘书community")
    typed = {"party": applicant.id, "side": "applicant", "name": "李四", "phone": "15400139000"}
    answer = client.post(reverse("mediation:act", args=[number, "succeed"]), typed)
    assert "同时在两边" in answer.content.decode()
    assert not court.page(secretary(court), number).parties[0].left  # he waits for an heir who can be one
