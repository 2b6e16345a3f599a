"""The pages of meetings: a clerk from call to posting, an owner before and after, strangers, the list."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.community.meetings import services
from hemei.community.meetings.tests.conftest import DONGFENG, NOW, Neighbours
from hemei.community.meetings.tests.signing import paper
from hemei.ground.people.models import Account
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day

PHONES = {"业主0": "13900000000", "业主1": "13900000001", "业主2": "13900000002", "租客": "13900000003"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(neighbours: Neighbours) -> Client:
    return neighbours.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)


def resident(neighbours: Neighbours, name: str) -> Client:
    account = neighbours.town.account(name, DONGFENG, phone=PHONES[name])
    Account.objects.filter(pk=account).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{account}")
    return client


def test_a_clerk_calls_a_meeting_by_form_and_an_owner_reads_it(neighbours: Neighbours, clerk: Client) -> None:
    page = clerk.get("/meetings/new").text
    assert "业主恳谈会" in page
    assert "业主委员会会议" not in page  # called by its seats, on the committee's page
    assert "三位一体议事会" not in page  # called on its topics
    address = f"/meetings/new?estate={neighbours.estate.pk}&kind=coordination"
    page = clerk.get(address).text
    assert "与会议日隔满1天" in page
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    day = shanghai_day(utc_now()) + timedelta(days=1)
    typed = {
        "estate": neighbours.estate.pk, "kind": "coordination", "title": "三幢漏水谁来修", "day": day.isoformat(),
        "time": "19:00", "location": "社区会议室", "sides": ["residents_committee", "company", "owners"],
        "items": "查清漏水原因\n维修费用\n", "key": key,
    }  # fmt: skip
    answer = clerk.post("/meetings/new", typed)
    assert answer.status_code == 422
    assert "公告日与会议日之间要隔满1天" in answer.text
    assert "三幢漏水谁来修" in answer.text  # nothing typed is lost
    typed["day"] = (day + timedelta(days=1)).isoformat()
    answer = clerk.post("/meetings/new", typed)
    assert answer.status_code == 302
    assert clerk.post("/meetings/new", typed).url == answer.url
    page = clerk.get(answer.url).text
    assert "下一步：登记参会" in page
    owner = resident(neighbours, "业主0")
    assert "三幢漏水谁来修" in owner.get("/meetings").text
    page = owner.get(answer.url).text
    assert "查清漏水原因" in page
    assert "下一步" not in page
    assert owner.post(f"{answer.url}/come").status_code == 302
    assert "您已报名" in owner.get(answer.url).text
    said = {"text": "请先查顶楼的水管", "key": "k1"}
    assert owner.post(f"{answer.url}/comment", said).status_code == 302
    assert owner.post(f"{answer.url}/comment", said).status_code == 302
    page = clerk.get(answer.url).text
    assert page.count("请先查顶楼的水管") == 1
    assert "业主0" not in page
    comment = re.search(r'name="comment" value="(\d+)"', page)[1]
    assert clerk.post(f"{answer.url}/answer", {"comment": comment, "text": ""}).status_code == 422
    assert clerk.post(f"{answer.url}/answer", {"comment": comment, "text": "会上安排"}).status_code == 302
    assert "会上安排" in owner.get(answer.url).text
    for act in ("open", "minutes", "register", "cancel"):
        assert owner.post(f"{answer.url}/{act}", {"text": "x"}).status_code in {403, 404, 409, 422}
    assert owner.get(f"{answer.url}/door").status_code == 403


def test_a_committee_meeting_is_noticed_on_the_page_of_its_committee(
    neighbours: Neighbours, clerk: Client
) -> None:
    asked = services.DemandDraft(
        kind="committee_meeting", title="公共收益去向", asking=3, asking_of=7, asked_on=NOW.date(), key="d",
        estate_id=neighbours.estate.pk,
    )  # fmt: skip
    with records.acting(neighbours.clerk):
        number = services.demand_meeting(actor=neighbours.clerk, now=NOW, draft=asked)
    there = f"/committee-life/{neighbours.estate.code}/meeting?demanded={number}&"
    assert there in clerk.get(f"/meetings/{number}").text.replace("&amp;", "&")
    typed = {"estate": neighbours.estate.pk, "kind": "committee_meeting", "title": "用公共收益", "size": "1",
             "day": "2030-01-01", "time": "19:00", "location": "会议室", "items": "用公共收益"}  # fmt: skip
    answer = clerk.post("/meetings/new", typed)
    assert answer.status_code == 422
    assert "不在这里召集" in answer.text


def test_statements_are_let_through_and_opinions_stay_with_their_owner(
    neighbours: Neighbours, clerk: Client
) -> None:
    meeting = neighbours.call(now=utc_now(), starts_at=utc_now() + timedelta(days=3))
    here = f"/meetings/{meeting}/statements"
    owner, other = resident(neighbours, "业主1"), resident(neighbours, "租客")
    assert owner.post(f"/meetings/{meeting}/state", {"text": "修", "key": "a"}).status_code == 422
    assert owner.post(f"/meetings/{meeting}/state", {"text": "先修水管再谈钱", "key": "a"}).status_code == 302
    assert "先修水管再谈钱" in owner.get(here).text
    assert "先修水管再谈钱" not in other.get(here).text
    number = re.search(r'name="statement" value="(\d+)"', clerk.get(here).text)[1]
    assert clerk.post(f"/meetings/{meeting}/judge", {"statement": number}).status_code == 302
    assert other.post(f"/meetings/{meeting}/opine", {f"opinion-{number}": "agree"}).status_code == 302
    assert "赞成" in other.get(here).text
    assert "表态的人还不够多" in clerk.get(here).text


def page_signed() -> SimpleUploadedFile:
    scan, name = paper()
    return SimpleUploadedFile(name, scan.read(), content_type="application/pdf")


def test_a_clerk_holds_a_meeting_on_its_page(neighbours: Neighbours, clerk: Client) -> None:
    meeting = neighbours.held()
    here = f"/meetings/{meeting}"
    assert "下一步：记录各议题的结果" in clerk.get(here).text
    item = re.search(r'name="item" value="(\d+)"', clerk.get(here).text)[1]
    page = clerk.post(f"{here}/decide", {"item": item, "side-company": "for"})
    assert page.status_code == 422
    assert "还没有登记业主的表态" in page.text
    voices = {f"side-{code}": "for" for code in ("residents_committee", "company", "owners")}
    assert clerk.post(f"{here}/decide", {"item": item, **voices, "words": "各付一半"}).status_code == 302
    for act, typed in (
        ("close", {}),
        ("minutes", {"text": "各方发言"}),
        ("sign", {"attendances": [one.pk for one in neighbours.came(meeting)], "scan": page_signed()}),
        ("post", {}),
        ("tasks", {"title": "修水管", "owner": neighbours.town.bodies["大地物业公司"],
                   "until": (shanghai_day(utc_now()) + timedelta(days=9)).isoformat()}),
    ):  # fmt: skip
        assert clerk.post(f"{here}/{act}", typed).status_code == 302, act
    records.deliver_pending(now=utc_now())
    page = clerk.get(here).text
    assert f"{len(neighbours.came(meeting))}人都已签字" in page
    assert 'name="attendances"' not in page  # nobody is left to choose
    assert f'href="{here}"' in clerk.get("/meetings?owing=1").text  # a task of it is open
    assert "修水管" in page
    assert f"{here}/minutes.pdf" in page
    content = b"".join(clerk.get(f"{here}/minutes.pdf").streaming_content)
    assert content.startswith(b"%PDF")
    owner = resident(neighbours, "业主2")
    page = owner.get(here).text
    assert "各方发言" in page
    assert "修水管" in page
    assert "物业经理" not in page  # who was there is for the hosts
    assert owner.get(f"{here}/minutes.pdf").status_code == 404
    tenant = resident(neighbours, "租客")
    assert "各方发言" not in tenant.get(here).text  # the minutes are the owners' (SPC interpretation art. 13)


def test_strangers_find_no_meeting(neighbours: Neighbours, clerk: Client) -> None:
    meeting = neighbours.call()
    foreign = neighbours.quarter.browser(Role.COMMUNITY_CLERK, "三里庵社区居委会", "340104001001")
    for path in (f"/meetings/{meeting}", f"/meetings/{meeting}/statements", f"/meetings/{meeting}/door"):
        assert foreign.get(path).status_code == 404
    assert "三幢漏水谁来修" not in foreign.get("/meetings").text
    assert foreign.post(f"/meetings/{meeting}/cancel", {"reason": "没有理由"}).status_code == 404
    assert clerk.get("/meetings/999999").status_code == 404


def test_the_list_costs_the_same_for_one_and_for_many(neighbours: Neighbours, clerk: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert clerk.get("/meetings").status_code == 200
        return len(caught)

    cost()
    before = cost()
    for _ in range(3):
        neighbours.call()
    assert cost() == before
    assert "没有符合条件的会议" in clerk.get("/meetings?q=没有这样的").text
    assert b"".join(clerk.get("/meetings.xlsx?state=noticed").streaming_content)
