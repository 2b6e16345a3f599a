"""The pages of volunteering: a member by himself, the community, the office, those above."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hemei.kernel.actor import Role
from hemei.leadership.party.tests.conftest import DONGFENG
from hemei.leadership.volunteering.tests.conftest import OFFICE, Service

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary(service: Service) -> Client:
    return service.side.quarter.browser(Role.COMMUNITY_SECRETARY, "东风社区居委会", DONGFENG)


@pytest.fixture
def member(service: Service) -> Client:
    from hemei.ground.people.models import Account

    Account.objects.filter(pk=service.resident.account_id).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{service.resident.account_id}")
    return client


def today() -> str:
    return timezone.localdate().isoformat()


def test_a_member_reports_in_tells_his_hours_and_the_community_confirms(
    service: Service, member: Client, secretary: Client
) -> None:
    page = member.get("/service/mine", {"q": "东风", "uq": "住建局"}).text
    assert "东风社区" in page
    assert "区住建局机关党支部" in page
    fields = {"community": DONGFENG, "kind": "member", "name": "王小明", "organisation": service.organisation}
    answer = member.post("/service/mine", fields)
    assert answer.status_code == 422
    assert "没有勾选单独同意" in answer.text
    assert 'value="王小明"' in answer.text  # nothing typed is lost
    assert member.post("/service/mine", {**fields, "consent": "1"}).status_code == 302
    page = member.get("/service/mine").text
    volunteer = re.search(r"/service/volunteers/(\d+)/leave", page)[1]
    told = {"volunteer": volunteer, "day": today(), "minutes": "1.5", "what": "清理楼道"}
    assert "时长看不懂" in member.post("/service/mine/hours", {**told, "minutes": "一小时"}).text
    assert member.post("/service/mine/hours", told).status_code == 302
    people = f"/service/communities/{service.community}/people"
    page = secretary.get(people).text
    assert "王**" in page
    assert "王小明" not in page
    judge = re.search(rf'action="({people.removesuffix("/people")}/hours/\d+)"', page)[1]
    assert secretary.post(judge, {"confirm": "1"}).status_code == 302
    assert "1小时30分" in member.get("/service/mine").text
    assert "没有等您确认的记录" in secretary.get(people).text
    for name in ("people.xlsx", "hours.xlsx"):
        assert b"".join(secretary.get(f"/service/communities/{service.community}/{name}").streaming_content)
    street = service.side.quarter.browser(Role.STREET_CLERK, "明光路街道办", "340102001")
    assert street.get(people).status_code == 403
    assert "1小时30分" in street.get("/service").text
    assert member.get("/service").status_code == 403


def test_a_community_keeps_its_lists_and_matches_by_form(service: Service, secretary: Client) -> None:
    home = f"/service/communities/{service.community}"
    assert "清单上没有内容" in secretary.get(home).text
    assert "标题要有" in secretary.post(home, {"kind": "need", "title": "缺"}).text
    secretary.post(home, {"kind": "need", "title": "老人用餐不便", "text": "三幢独居老人"})
    secretary.post(home, {"kind": "project", "title": "爱心送餐"})
    page = secretary.get(home).text
    assert "三幢独居老人" in page
    need = re.search(r'id="item-(\d+)"', page)[1]
    offer = re.search(r'<option value="(\d+)">项目 · 爱心送餐', page)[1]
    assert "请选择资源或项目" in secretary.post(f"{home}/match", {"id": need, "kind": "need"}).text
    secretary.post(f"{home}/match", {"id": need, "offer": offer, "kind": "need"})
    page = secretary.get(home).text
    match = re.search(r'id="field-note-(\d+)text"', page)[1]
    secretary.post(f"{home}/note", {"id": match, "text": "已联系五户", "kind": "need"})
    assert "已联系五户" in secretary.get(home).text
    assert "没有写结果" in secretary.post(f"{home}/finish", {"id": match, "done": "1", "kind": "need"}).text
    secretary.post(f"{home}/finish", {"id": match, "done": "1", "text": "每天送餐", "kind": "need"})
    assert "清单上没有内容" in secretary.get(home).text
    assert "结果：每天送餐" in secretary.get(home, {"ended": "1"}).text


def test_an_office_and_a_community_agree_for_a_year(service: Service, secretary: Client) -> None:
    home = f"/service/communities/{service.community}"
    page = secretary.get(home, {"uq": "住建局"}).text
    organisation = re.search(r'<option value="(\d+)">区住建局机关党支部', page)[1]
    year = timezone.localdate().year
    fields = {"organisation": organisation, "year": year, "signed_on": today(), "persons": "李四"}
    assert "没有填日期" in secretary.post(f"{home}/pair", {**fields, "signed_on": ""}).text
    address = secretary.post(f"{home}/pair", fields).url
    page = secretary.get(address).text
    assert "来源只有“四联四定”的名称" in page
    assert page.count("演示文字</span>") == 8
    assert "请选择“四定”的一项" in secretary.post(f"{address}/item", {"title": "送法进社区"}).text
    secretary.post(f"{address}/item", {"code": "times", "title": "每季送法进社区"})
    office = service.side.quarter.browser(Role.DEPARTMENT_CLERK, OFFICE, "340102")
    listed = office.get("/service/pairings").text
    assert "约定1项：完成0" in listed
    duty = re.search(r'href="(/duties/\d+)"', office.get(address).text)[1]
    assert f"{address}#items" in office.get(duty).text
    assert office.get("/service").url == "/service/pairings"
    offered = {"community": service.community, "kind": "resource", "title": "律师两名"}
    assert office.post("/service/offers", offered).status_code == 302
    assert "律师两名" in secretary.get(home, {"kind": "resource"}).text
    secretary.post(f"{address}/renew", {"signed_on": today()})
    assert str(year + 1) in secretary.get(address).text
    bureau = service.side.quarter.browser(Role.CITY_BUREAU, "市房产局", "340100")
    gaps = bureau.get("/service", {"gaps": "1"}).text
    assert "三里庵社区" in gaps
    assert "东风社区" not in gaps
    for sheet in ("/service.xlsx", "/service/pairings.xlsx"):
        assert b"".join(bureau.get(sheet).streaming_content)
    foreign = service.side.quarter.browser(Role.COMMUNITY_SECRETARY, "三里庵社区居委会", "340104001001")
    assert foreign.get(address).status_code == 404


@pytest.mark.parametrize(("address", "most"), [("/service", 5), ("/service/pairings", 8)])
def test_a_list_costs_the_same_however_much_there_is(
    service: Service, secretary: Client, address: str, most: int
) -> None:
    service.pair()
    secretary.get(address)
    with CaptureQueriesContext(connection) as spent:
        secretary.get(address)
    assert len([query for query in spent if "SAVEPOINT" not in query["sql"]]) <= most
