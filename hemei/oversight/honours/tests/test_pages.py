"""The pages of honours: a street, a company, the bureau's desk, a resident, and everybody."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hemei.ground.people.models import Account
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.oversight.honours import queries
from hemei.oversight.honours.models import Nomination
from hemei.oversight.honours.queries import Kind
from hemei.oversight.honours.tests.conftest import DONGFENG, MEMBERS, STATEMENT, Honour

pytestmark = pytest.mark.django_db


@pytest.fixture
def street(honour: Honour) -> Client:
    return honour.side.quarter.browser(Role.STREET_CLERK, "明光路街道办", "340102001")


@pytest.fixture
def bureau(honour: Honour) -> Client:
    return honour.side.quarter.browser(Role.CITY_BUREAU, "市房产局", "340100")


def today() -> str:
    return timezone.localdate().isoformat()


def test_a_street_nominates_and_the_bureau_publishes_by_form(
    honour: Honour, street: Client, bureau: Client
) -> None:
    honour.establish()
    page = street.get("/honours/new", {"q": "绿地"}).text
    estate = re.search(r'<option value="(\d+)">绿地小区', page)[1]
    assert "示范项目" not in page.split('name="kind"', 1)[1].split("</fieldset>")[0]  # companies apply for it
    fields = {"estate": estate, "kind": "committee", "statement": STATEMENT}
    answer = street.post("/honours/new", fields)
    assert answer.status_code == 422
    assert "这个小区没有在任的业委会" in answer.text
    assert "请先选举或换届，或改报其他类别" in answer.text
    assert STATEMENT in answer.text  # nothing typed is lost
    address = street.post("/honours/new", {**fields, "kind": "mechanism"}).url
    number = address.rsplit("/", 1)[1]
    assert STATEMENT in street.get(address).text
    assert "收回推荐" in street.get(address).text
    assert street.get("/honours/desk").status_code == 403
    desk = bureau.get("/honours/desk").text
    assert "没有待公示的" in desk
    review = {"chosen": number, f"agree-{number}": "6", f"found-{number}": "材料齐全", "on": today()}
    assert "参加的不足5方" in bureau.post("/honours/desk/review", {**review, "members": "party"}).text
    assert "没有选择任何一项" in bureau.post("/honours/desk/review", {"on": today()}).text
    assert bureau.post("/honours/desk/review", {**review, "members": MEMBERS}).status_code == 302
    assert bureau.post("/honours/desk/post", {"chosen": number}).status_code == 302
    assert "公示期到" in bureau.post("/honours/desk/publish", {"chosen": number}).text
    anybody = Client().get("/exemplars").text
    assert "三位一体机制典型 · 绿地小区" in anybody
    assert f"/exemplars/{number}" in anybody
    with records.acting(SYSTEM):
        Nomination.objects.filter(pk=number).update(posting_ends_on=timezone.localdate() - timedelta(days=1))
    assert bureau.post("/honours/desk/publish", {"chosen": number}).status_code == 302
    assert "已公布" in street.get("/honours", {"kind": "mechanism", "state": "published"}).text
    assert "没有符合条件的推荐" in street.get("/honours", {"kind": "committee"}).text
    assert "绿地小区" in street.get("/honours/estates").text
    assert "没有符合条件的小区" in street.get("/honours/estates", {"which": "all"}).text
    for sheet in ("/honours.xlsx", "/honours/estates.xlsx", "/honours/plan.xlsx"):
        assert b"".join(street.get(sheet).streaming_content)
    act = f"{address}/withdraw"
    assert "请选择撤销原因" in bureau.post(act, {"on": today()}).text
    assert (
        "撤销日期要在公布以后"
        in bureau.post(act, {"on": today(), "ground": "conduct", "reason": "有查实的问题"}).text
    )
    assert street.post(act, {"on": today(), "ground": "conduct", "reason": "有查实"}).status_code == 422


def test_a_company_applies_for_its_project_and_others_see_nothing(honour: Honour, bureau: Client) -> None:
    honour.manage()
    company = honour.side.quarter.browser(Role.COMPANY_MANAGER, "大地物业公司", "340100")
    page = company.get("/honours/new").text
    estate = re.search(r'<option value="(\d+)">绿地小区', page)[1]
    address = company.post(
        "/honours/new", {"estate": estate, "kind": "demonstration", "statement": STATEMENT}
    ).url
    assert "登记现场查看" not in company.get(address).text
    visit = {"on": today(), "members": ["housing", "trade"], "found": "整洁"}
    assert "请选择结论" in bureau.post(f"{address}/visit", visit).text
    assert bureau.post(f"{address}/visit", {**visit, "in_order": "1"}).status_code == 302
    assert "现场查看" in company.get(address).text
    assert company.get("/honours/plan").status_code == 403
    stranger = honour.side.quarter.browser(Role.COMPANY_MANAGER, "远山物业公司", "340100")
    assert stranger.get(address).status_code == 404
    assert company.post(f"{address}/take_back").status_code == 302
    assert "推荐人收回" in company.get(address).text


def test_a_resident_objects_and_only_the_bureau_reads_it(
    honour: Honour, street: Client, bureau: Client
) -> None:
    honour.establish()
    now = utc_now()
    number = honour.nominate(Kind.MECHANISM, now=now)
    honour.review(number, now=now)
    honour.post(number, now=now)
    account = honour.side.town.account("王小明", DONGFENG, phone="13800138001")
    Account.objects.filter(pk=account).update(sample=1)
    resident = Client()
    assert resident.get(f"/exemplars/{number}").status_code == 302  # to the sign-in
    resident.post(f"/demo/persons/{account}")
    assert "没有写明理由" in resident.post(f"/exemplars/{number}", {"text": "不"}).text
    assert resident.post(f"/exemplars/{number}", {"text": "三个月没有开会"}).status_code == 302
    assert "您已经提出过异议" in resident.post(f"/exemplars/{number}", {"text": "还有一条"}).text
    assert resident.get("/honours").status_code == 403
    assert "三个月没有开会" not in street.get(f"/honours/{number}").text
    page = bureau.get(f"/honours/{number}").text
    assert "三个月没有开会" in page
    objection = re.search(r'name="objection" value="(\d+)"', page)[1]
    answer = {"objection": objection, "upheld": "1", "answer": "会议记录缺失，异议成立"}
    assert "请选择结论" in bureau.post(f"/honours/{number}/answer", {"objection": objection}).text
    assert bureau.post(f"/honours/{number}/answer", answer).status_code == 302
    assert "异议成立，不予公布" in street.get(f"/honours/{number}").text
    assert bureau.get(f"/exemplars/{number}").status_code == 403
    assert resident.get(f"/exemplars/{number}").status_code == 404


def test_the_plan_of_a_street_is_set_by_the_bureau_and_measured(
    honour: Honour, street: Client, bureau: Client
) -> None:
    address = f"/honours/plan/{honour.side.town.place('340102001')}?year=2026"
    assert "还没有目标" in street.get("/honours/plan", {"year": "2026"}).text
    assert "没有目标" in street.get(address).text
    assert "确定2026年目标" not in street.get(address).text
    assert "看不懂" in bureau.post(address, {"managed": "九成"}).text
    assert "没有填写任何目标" in bureau.post(address, {}).text
    assert "目标要大于0%" in bureau.post(address, {"managed": "120"}).text
    assert bureau.post(address, {"managed": "90", "party_covered": "100"}).status_code == 302
    assert "没有达到" in street.get(address).text
    form = bureau.get(address).text
    kept = dict(re.findall(r'name="(managed|party_covered)" type="text" value="([^"]*)"', form))
    assert kept == {"managed": "90", "party_covered": "100"}
    assert bureau.post(address, kept).status_code == 302  # sent again as it stands
    assert "目标2项，共6项" in street.get("/honours/plan", {"year": "2026"}).text
    assert street.get(f"/honours/plan/{honour.side.town.place('340104001')}").status_code == 404
    assert street.get(f"/honours/plan/{honour.side.town.place('340102')}").status_code == 404


@pytest.mark.parametrize(
    ("address", "most"),
    [("/honours", 5), ("/honours/estates", 5), ("/honours/plan", 5), ("/honours/desk", 7)],
)
def test_a_list_costs_the_same_however_much_there_is(
    honour: Honour, bureau: Client, address: str, most: int
) -> None:
    honour.establish()

    def cost() -> int:
        bureau.get(address)
        with CaptureQueriesContext(connection) as spent:
            bureau.get(address)
        return len([query for query in spent if "SAVEPOINT" not in query["sql"]])

    honour.honour(Kind.MECHANISM)
    honour.nominate(Kind.MECHANISM, "蓝天小区")
    first = cost()
    honour.elect()
    honour.honour(Kind.COMMITTEE)
    assert cost() == first <= most
    with records.acting(honour.bureau):
        assert len(queries.nominations(queries.NominationFilter(), actor=honour.bureau)) == 3
