"""Pages of offices and staff: gaps with the fix one click away, forms kept, lists within the reader's scope."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.coordination.offices.models import Assessment, Office, PartTimer
from hemei.coordination.offices.tests.conftest import COMMUNITY, FAR_STREET, STREET, Seats
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.ui.tests.reading import cells

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(seats: Seats) -> Client:
    return seats.browser(Role.STREET_CLERK, "明光路街道办", STREET)


@pytest.fixture
def county(seats: Seats) -> Client:
    seats.town.found("瑶海区政府", BodyKind.COUNTY_GOVERNMENT, "340102", Level.COUNTY)
    return seats.browser(Role.COUNTY_COORDINATOR, "瑶海区政府", "340102")


@pytest.fixture
def bureau(seats: Seats) -> Client:
    return seats.browser(Role.CITY_BUREAU, "市房产局", "340100")


def test_a_gap_leads_to_its_form_and_is_gone_after_it(seats: Seats, clerk: Client) -> None:
    place = seats.town.place(STREET)
    page = clerk.get("/offices/streets?state=gap").text
    assert "没有登记物业管理部门" in page
    assert f'href="/offices/streets/{place}#set-up"' in page
    todo = re.search(r'href="([^"]+)">1个街道没有物业管理专职部门<', clerk.get("/work").text)[1]
    assert f"/offices/streets/{place}" in clerk.get(todo).text
    form = {
        "act": "office",
        "name": "物业管理办公室",
        "unit": "city",
        "dedicated": "1",
        "valid_from": "2024-01-01",
    }
    assert clerk.post(f"/offices/streets/{place}", form).status_code == 302
    posts = {"act": "posts", "count": "3", "from_level": "county", "valid_from": "2024-01-01"}
    assert clerk.post(f"/offices/streets/{place}", posts).status_code == 302
    assert "没有缺口" in clerk.get("/offices/streets?state=gap").text
    assert "没有物业管理专职部门" not in clerk.get("/work").text
    page = clerk.get(f"/offices/streets/{place}").text
    for words in (
        "物业管理办公室",
        "城市管理部（示范名称）",
        "下沉编制 3 个",
        "兜底责任",
        "明光路街道办",
        "一办五部两中心",
    ):
        assert words in page, words
    assert page.count("（示范名称）</li>") + page.count("（示范名称） <") >= 8
    assert "没有登记物业管理部门" in clerk.get(f"/offices/streets/{place}?on=2023-12-31").text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "2 到 60 个字"),
        ({"unit": "x"}, "没有这个机构"),
        ({"valid_from": ""}, "没有填日期"),
        ({"valid_from": "2026-13-01"}, "看不懂"),
        ({"valid_from": "2099-01-01"}, "还没有到"),
        ({"valid_from": "0206-01-01"}, "太早"),
        ({"act": "posts", "count": "许多"}, "编制数要在"),
        ({"act": "posts", "count": "1", "from_level": ""}, "没有选编制从哪一级下沉"),
    ],
)
def test_a_form_of_a_street_is_kept_when_it_is_refused(
    seats: Seats, clerk: Client, changed: dict[str, str], said: str
) -> None:
    form = {"act": "office", "name": "物业科", "unit": "city", "valid_from": "2024-01-01"} | changed
    answer = clerk.post(f"/offices/streets/{seats.town.place(STREET)}", form)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{form["valid_from"]}"' in answer.text
    with records.acting(SYSTEM):
        assert not Office.objects.exists()


def test_a_community_gives_the_work_to_its_own_people(seats: Seats, clerk: Client) -> None:
    place = seats.town.place(COMMUNITY)
    assert f'href="/offices/communities/{place}#assign"' in clerk.get("/offices/communities?state=gap").text
    address = f"/offices/communities/{place}"
    page = clerk.get(address).text
    person = re.search(r'<option value="(\d+)">张\*', page)[1]
    assert clerk.post(address, {"person": "", "valid_from": "2024-01-01"}).status_code == 422
    foreign = clerk.post(address, {"person": str(seats.town.persons["李四"]), "valid_from": "2024-01-01"})
    assert "不是本社区居委会的在任人员" in foreign.text
    assert clerk.post(address, {"person": person, "valid_from": "2024-01-01"}).status_code == 302
    page = clerk.get(address).text
    assert "在任的兼职人员 1 人" in page
    assert "主体责任" in page
    assert f'<option value="{person}"' not in page
    member = seats.browser(Role.COMMUNITY_CLERK, "东风社区居委会", COMMUNITY)
    page = member.get(address).text
    assert "登记兼职人员" not in page
    assert member.post(address, {"person": person, "valid_from": "2024-01-01"}).status_code == 403


def test_a_county_records_its_years(seats: Seats, county: Client) -> None:
    form = {"place": str(seats.town.place("340102")), "year": "2025", "document": "考核办法"}
    assert county.post("/offices/assessments", form).url == "/offices/assessments?year=2025"
    assert "考核办法" in county.get("/offices/assessments?year=2025").text
    assert "2024年没有登记" in county.get("/offices/assessments?year=2024&state=gap").text
    again = county.post("/offices/assessments", form)
    assert again.status_code == 422
    assert "2025年已经登记" in again.text
    assert cells(county, "/offices/assessments.xlsx?year=2025")[-1] == "考核办法"
    for bad in ({"place": ""}, {"year": "x"}, {"document": ""}):
        assert county.post("/offices/assessments", form | bad).status_code == 422


def test_what_is_wrong_is_ended_or_voided_from_the_page(seats: Seats, clerk: Client) -> None:
    seats.office()
    fact = f"/offices/facts/office/{_only(Office)}"
    assert "物业管理办公室" in clerk.get(fact).text
    refused = clerk.post(fact, {"act": "end", "valid_until": "2021-01-01"})
    assert "结束日早于开始日" in refused.text
    assert clerk.post(fact, {"act": "void", "reason": "登记错了街道"}).status_code == 302
    assert "已作废" in clerk.get(f"/offices/streets/{seats.town.place(STREET)}").text
    seats.assign()
    timer = f"/offices/facts/part_timer/{_only(PartTimer)}"
    assert clerk.post(timer, {"act": "end", "valid_until": "2025-01-01"}).status_code == 302
    assert clerk.get("/offices/facts/office/999999").status_code == 404
    assert clerk.get("/offices/facts/nothing/1").status_code == 404


def _only(model: type) -> int:
    with records.acting(SYSTEM):
        return int(model.objects.get().pk)


PAGES = {
    "/offices/streets": {Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU},
    "/offices/towns": {Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU},
    "/offices/streets/{street}": {Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU},
    "/offices/communities": {
        Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU,
    },
    "/offices/communities/{community}": {
        Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU,
    },
    "/offices/assessments": {Role.COUNTY_COORDINATOR, Role.CITY_BUREAU},
    "/offices/facts/assessment/{fact}": {Role.COUNTY_COORDINATOR, Role.CITY_BUREAU},
}  # fmt: skip
DESKS = {
    Role.COMMUNITY_CLERK: ("东风社区居委会", COMMUNITY),
    Role.COMMUNITY_SECRETARY: ("东风社区居委会", COMMUNITY),
    Role.GRID_WORKER: ("东风社区居委会", COMMUNITY),
    Role.STREET_CLERK: ("明光路街道办", STREET),
    Role.DEPARTMENT_CLERK: ("瑶海区住建局", "340102"),
    Role.CITY_BUREAU: ("市房产局", "340100"),
    Role.COMPANY_MANAGER: ("大地物业公司", "340100"),
    Role.SYSTEM_ADMIN: ("市房产局", "340100"),
    Role.AUDITOR: ("市房产局", "340100"),
}


@pytest.mark.parametrize("role", DESKS)
def test_each_page_is_for_its_roles_alone(seats: Seats, role: Role) -> None:
    seats.assess()
    client = seats.browser(role, *DESKS[role])
    names = {
        "street": seats.town.place(STREET),
        "community": seats.town.place(COMMUNITY),
        "fact": _only(Assessment),
    }
    found = {address: client.get(address.format(**names)).status_code for address in PAGES}
    assert found == {address: 200 if role in roles else 403 for address, roles in PAGES.items()}


def test_another_street_is_not_there(seats: Seats, clerk: Client) -> None:
    assert clerk.get(f"/offices/streets/{seats.town.place(FAR_STREET)}").status_code == 404
    assert clerk.get(f"/offices/streets/{seats.town.place(COMMUNITY)}").status_code == 404
    assert clerk.get("/offices/streets/999999999").status_code == 404
    assert "三里庵街道" not in clerk.get("/offices/streets").text
    assert "三里庵街道" not in cells(clerk, "/offices/streets.xlsx")
    assert "三里庵社区" not in str(cells(clerk, "/offices/communities.xlsx"))


def test_before_any_document_there_is_no_such_page(seats: Seats, clerk: Client) -> None:
    assert clerk.get("/offices/streets?on=2018-12-31").status_code == 404
    assert clerk.get(f"/offices/streets/{seats.town.place(STREET)}?on=2018-12-31").status_code == 404


def test_a_visitor_is_sent_to_sign_in(db: None) -> None:
    for address in ("/offices/streets", "/offices/communities.xlsx", "/offices/assessments"):
        assert Client().get(address).headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("address", ["/offices/streets", "/offices/communities", "/offices/assessments"])
def test_a_list_takes_the_same_statements_however_much_is_recorded(
    seats: Seats, bureau: Client, address: str
) -> None:
    seats.office()
    seats.assign()
    seats.assess()
    bureau.get(address)
    with CaptureQueriesContext(connection) as few:
        bureau.get(address)
    seats.office(actor=seats.far_street, code=FAR_STREET)
    seats.assign("王五")
    seats.assess(actor=seats.city, code="340104")
    with CaptureQueriesContext(connection) as more:
        bureau.get(address)
    assert len(more) == len(few)


def test_the_whole_list_is_given_as_a_sheet(seats: Seats, bureau: Client) -> None:
    seats.office()
    found = cells(bureau, "/offices/streets.xlsx?state=whole")
    assert "明光路街道" in found
    assert "三里庵街道" not in found
    assert "三里庵街道" in cells(bureau, "/offices/streets.xlsx?state=gap")
