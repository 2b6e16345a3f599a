"""The pages of the Party side, for each role."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.kernel.actor import Role
from hemei.leadership.party.tests.conftest import DONGFENG, Side

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(side: Side) -> Client:
    return side.quarter.browser(Role.CITY_BUREAU, "市房产局", "340100")


def test_the_graph_is_walked_by_links(side: Side, bureau: Client) -> None:
    page = bureau.get("/party").text
    address = re.search(r'href="(/party/\d+)">市物业行业党委', page)[1]
    committee = bureau.get(address).text
    assert "市委市直机关工作委员会" in committee
    assert "市委非公经济和社会组织工委" in committee
    assert "指导" in committee
    assert bureau.get("/party", {"q": "没有"}).text.count("没有符合条件的党组织") == 1
    assert bureau.get("/party/999999").status_code == 404
    assert b"".join(bureau.get("/party.xlsx").streaming_content)


def test_a_relation_by_form(side: Side, bureau: Client) -> None:
    below, above = side.organisations["三里庵社区党委"], side.organisations["industry"]
    address = f"/party/{below}"
    fields = {"above": above, "kind": "leads", "since": "2026-01-01"}
    assert "请选择领导还是指导" in bureau.post(f"{address}/relations", {**fields, "kind": ""}).text
    assert bureau.post(f"{address}/relations", fields).status_code == 302
    page = bureau.get(address).text
    assert "市物业行业党委" in page
    number = re.search(r"/party/relations/(\d+)/end", page)[1]
    bureau.post(f"/party/relations/{number}/end", {"back": below, "until": "2026-06-01"})
    page = bureau.get(address).text
    assert "没有登记领导或指导它的党组织" in page
    assert "不再由市物业行业党委领导" in page  # its course keeps what was
    assert "没有登记领导或指导它的党组织" not in bureau.get(address, {"on": "2026-05-31"}).text


def test_an_organisation_is_founded_changed_and_ended_by_form(side: Side) -> None:
    secretary = side.quarter.browser(Role.COMMUNITY_SECRETARY, "东风社区居委会", DONGFENG)
    code, above = side.estates["绿地小区"].code, side.organisations["东风社区党委"]
    assert "选择小区" in secretary.get("/party/new", {"level": "estate", "q": "绿地"}).text
    form = secretary.get("/party/new", {"level": "estate", "estate": code}).text
    assert (
        f'<option value="{above}" selected>' in form
    )  # its community's organisation leads it unless said otherwise
    fields = {"level": "estate", "estate": code, "name": "绿地小区党支部", "form": "branch", "leader": above}
    assert "请填写日期" in secretary.post("/party/new", fields).text
    assert "成立，关系不能从" in secretary.post("/party/new", {**fields, "since": "2021-12-31"}).text
    address = secretary.post("/party/new", {**fields, "since": "2023-03-01"}).url
    page = secretary.get(address).text
    assert "绿地小区" in page
    assert "由东风社区党委领导" in page
    assert "名称要有" in secretary.post(f"{address}/change", {"name": "绿", "since": "2024-01-01"}).text
    secretary.post(
        f"{address}/change", {"name": "绿地小区党总支", "form": "general_branch", "since": "2024-01-01"}
    )
    page = secretary.get(address).text
    assert "更名为：绿地小区党总支" in page
    assert "党总支" in page
    assert "<h1>绿地小区党支部</h1>" in secretary.get(address, {"on": "2023-06-01"}).text
    assert "绿地小区党支部" in secretary.get("/party", {"on": "2023-06-01"}).text
    assert "绿地小区党支部" not in secretary.get("/party").text
    assert "日期要晚于" in secretary.post(f"{address}/end", {"until": "2020-01-01"}).text
    secretary.post(f"{address}/end", {"until": "2025-01-01"})
    assert "已撤销" in secretary.get(address).text
    assert "还没有党组织覆盖" in secretary.get(f"/party/estates/{code}").text
    assert secretary.post(f"{address}/end", {"until": "2025-02-01"}).status_code == 422


def test_who_founds_nothing_is_refused(side: Side) -> None:
    clerk = side.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    assert clerk.get("/party/new").status_code == 403
    assert "成立党组织" not in clerk.get("/party").text


def test_every_line_is_labelled_as_a_demonstration_text(side: Side, bureau: Client) -> None:
    page = bureau.get("/party/lists").text
    assert page.count("演示文字</span>") == 8 + 3 + 2 + 2 + 2
    assert "来源给出这一级有8项，没有给出任何一项的内容" in page
    bureau.post("/party/lists/community/three_in_one")
    page = bureau.get("/party/lists").text
    assert "新布置了2项任务" in page
    assert "共2项：完成0" in page
    clerk = side.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    assert "布置本期任务" not in clerk.get("/party/lists").text
    assert clerk.post("/party/lists/community/three_in_one").status_code == 403
    work = clerk.get("/work").text
    assert "牵头“三位一体”议事" in work
    duty = clerk.get(re.search(r'href="(/duties/\d+)"', work)[1]).text
    assert "/party/lists#community.three_in_one" in duty
    assert "东风社区党委" in duty


def test_the_leadership_system_by_form(side: Side) -> None:
    street = side.quarter.browser(Role.STREET_CLERK, "明光路街道办", "340102001")
    page = street.get("/party/system").text
    assert all(words in page for words in ("党委领导", "政府负责", "部门协同", "多方参与"))
    body = re.search(r'<option value="(\d+)">明光路街道办', page)[1]
    place = side.town.place("340102001")
    fields = {"part": "government_responsible", "body": body, "line": "responsibility-list:blocked_fire_lane"}
    assert "请填写日期" in street.post(f"/party/system?place={place}", fields).text
    street.post(f"/party/system?place={place}", {**fields, "since": "2026-01-01"})
    page = street.get("/party/system").text
    assert "/responsibilities#blocked_fire_lane" in page
    assert "还没有登记：党委领导、部门协同、多方参与" in page  # the gap is named
    assert "还没有登记：党委领导、政府负责" in street.get("/party/system", {"on": "2025-12-31"}).text
    assert b"".join(street.get("/party/system.xlsx").streaming_content)
    county = side.town.place("340102")
    assert "缺：党委领导、部门协同、多方参与" in street.get("/party/system", {"place": county}).text
    number = re.search(r"/party/system/(\d+)/end", page)[1]
    street.post(f"/party/system/{number}/end", {"back": place})
    assert (
        '/responsibilities#blocked_fire_lane"'
        not in street.get("/party/system").text.split("</main>")[0].split("<select")[0]
    )


def test_what_covers_an_estate_by_form(side: Side) -> None:
    secretary = side.quarter.browser(Role.COMMUNITY_SECRETARY, "东风社区居委会", DONGFENG)
    address = f"/party/estates/{side.estates['绿地小区'].code}"
    assert "还没有党组织覆盖" in secretary.get(address).text
    fields = {"organisation": side.organisations["东风社区党委"], "kind": "work", "since": "2026-01-01"}
    assert "请选择组织覆盖还是工作覆盖" in secretary.post(address, {**fields, "kind": ""}).text
    secretary.post(address, fields)
    assert "工作覆盖" in secretary.get(address).text
    foreign = side.quarter.browser(Role.COMMUNITY_SECRETARY, "三里庵社区居委会", "340104001001")
    assert foreign.get(address).status_code == 404


def test_residents_and_visitors_stay_outside(side: Side) -> None:
    grid = side.quarter.browser(Role.GRID_WORKER, "东风社区居委会", DONGFENG)
    for address in ("/party", "/party/lists", "/party/system"):
        assert grid.get(address).status_code == 403, address
        assert Client().get(address).status_code == 302, address


@pytest.mark.parametrize(("address", "most"), [("/party", 5), ("/party/lists", 5), ("/party/system", 11)])
def test_a_page_costs_the_same_however_much_there_is(
    side: Side, bureau: Client, address: str, most: int
) -> None:
    bureau.get(address)
    with CaptureQueriesContext(connection) as spent:
        bureau.get(address)
    assert len([query for query in spent if "SAVEPOINT" not in query["sql"]]) <= most
