"""Pages of credit: the course of a line through its forms, who may open what, lists with fixed query counts, sheets."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.ground.people.models import Account
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.oversight.credit import queries, services
from hemei.oversight.credit.models import CreditReport, ExchangeEntry
from hemei.oversight.credit.pages import gate
from hemei.oversight.credit.tests.conftest import CODES, NEAR, Credit, at
from hemei.ui.tests.reading import cells

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]
DESKS = {
    Role.COMMUNITY_CLERK: ("东风社区居委会", NEAR),
    Role.GRID_WORKER: ("东风社区居委会", NEAR),
    Role.STREET_CLERK: ("明光路街道办", "340102001"),
    Role.COUNTY_COORDINATOR: ("瑶海区政府", "340102"),
    Role.DEPARTMENT_CLERK: ("瑶海区住建局", "340102"),
    Role.CITY_BUREAU: ("市房产局", "340100"),
    Role.COMPANY_MANAGER: ("大地物业公司", "340100"),
    Role.AUDITOR: ("市房产局", "340100"),
}


def browser(credit: Credit, role: Role) -> Client:
    """Return a signed-in browser of a new person in this role."""
    body, code = DESKS[role]
    if body not in credit.town.bodies:
        credit.town.found(body, BodyKind.COUNTY_GOVERNMENT, code, Level.COUNTY)
    name = f"{role} {body}"
    credit.town.person(name, code)
    credit.town.appoint(name, body, role)
    account = credit.town.account(name, code, username=f"{role}.{code}")
    Account.objects.filter(pk=account).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{account}")
    return client


def test_a_company_objects_and_wins(credit: Credit) -> None:
    street, county, company = (
        browser(credit, role) for role in (Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.COMPANY_MANAGER)
    )
    found = street.get("/credit/lines/new?estate=翡翠").text
    address = re.search(r'href="(/credit/lines/new\?project=\d+)"', found)[1]
    form = {
        "project": address.rsplit("=", 1)[1],
        "behaviour": "B05",
        "happened_on": "2026-11-02",
        "evidence": "核查8号",
    }
    assert "没有写明依据" in street.post("/credit/lines/new", form | {"evidence": ""}).text
    assert (
        "不在该企业的合同期内" in street.post("/credit/lines/new", form | {"happened_on": "2022-05-31"}).text
    )
    line = street.post("/credit/lines/new", form).url
    assert "待认定" in street.get(line).text
    early = company.get(line).text  # nothing to object to, nothing to repair yet
    assert "应在此前认定或者不予认定" in early
    assert "提出异议" not in early
    assert "申请信用修复" not in early
    assert street.post(line, {"act": "confirm"}).status_code == 422
    assert "1条信用信息等待认定" in county.get("/work").text
    assert "报送2026年基本信息" in company.get("/work").text
    assert county.post(line, {"act": "confirm"}).status_code == 302
    page = company.get("/credit/mine").text
    assert "翡翠花园" in page
    assert "前可以提出异议" in page
    assert "至少4个字；现在是2个字" in company.post(line, {"act": "object", "grounds": "不服"}).text
    assert company.post(line, {"act": "object", "grounds": "当月已经公开，附照片"}).status_code == 302
    page = company.get(line).text
    assert "异议处理中" in page
    assert "提出的异议，应在此前决定" in page
    assert "当月已经公开" in county.get(line).text
    assert "这条信息是您认定的，不能由您决定对它的异议" in (shown := county.get(line).text)
    assert 'value="uphold"' not in shown
    assert "请由主管部门的另一人决定" in county.post(line, {"act": "uphold", "reason": "经核实已经公开"}).text
    city = browser(credit, Role.CITY_BUREAU)
    assert city.post(line, {"act": "uphold", "reason": "经核实已经公开"}).status_code == 302
    page = company.get(line).text
    assert "异议成立，已撤销" in page
    assert "经核实已经公开" in page
    assert "可以依法申请行政复议或者提起诉讼" in page
    assert "再次提出异议的，不予受理" in company.post(line, {"act": "object", "grounds": "再提一次异议"}).text


def test_a_score_adds_up_on_its_page(credit: Credit) -> None:
    credit.confirmed()
    for number in range(14):
        credit.confirmed(behaviour="B09", happened_on=date(2026, 10, 1) + timedelta(number))
    county = browser(credit, Role.COUNTY_COORDINATOR)
    page = county.get(f"/credit/of/{CODES[0]}?on=2026-11-02").text
    told = re.search(r"合计</th>.*?<strong>(-?\d+)</strong>", page, re.DOTALL)
    assert told is not None
    assert int(told[1]) == 59 - 5 - 10
    assert "同一行为合计不超过上限" in page
    assert "暂不评星级" in page
    manager = county.get(f"/credit/of/{credit.managers[2]}?on=2026-11-02")
    assert manager.status_code == 200
    assert re.search(r"大地物业有限公司 · \S+</span></span></td>", manager.text)  # whose line, and where
    assert county.get("/credit/of/91340100MA2N00001X").status_code == 404
    assert county.get(f"/credit/of/{CODES[0]}?on=2021-01-01").status_code == 404


def test_a_company_sees_its_own_alone(credit: Credit) -> None:
    mine = credit.confirmed()
    other = credit.confirmed(by="city", project_id=credit.projects[1])
    company = browser(credit, Role.COMPANY_MANAGER)
    assert company.get(f"/credit/lines/{mine}").status_code == 200
    assert company.get(f"/credit/lines/{other}").status_code == 404
    assert company.get(f"/credit/of/{CODES[0]}").status_code == 200
    assert company.get(f"/credit/of/{CODES[1]}").status_code == 404
    assert company.get(f"/credit/of/{credit.managers[2]}").status_code == 404
    assert "远山" not in str(cells(company, "/credit/lines.xlsx"))


def test_basic_information_is_filed_from_the_page(credit: Credit) -> None:
    company = browser(credit, Role.COMPANY_MANAGER)
    form = {"staff": "30", "managers": "2", "projects": "1", "area": "25000"}
    assert company.post("/credit/mine", form | {"staff": "许多"}).status_code == 422
    assert company.post("/credit/mine", form).status_code == 302
    assert "年已报送" in company.get("/credit/mine").text


PAGES = {
    "/credit/lines": {
        Role.COMMUNITY_CLERK, Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU, Role.COMPANY_MANAGER,
    },
    "/credit/lines/new": {Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU},
    "/credit/lines/{line}": {
        Role.COMMUNITY_CLERK, Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU, Role.COMPANY_MANAGER,
    },
    "/credit/catalogue": {
        Role.COMMUNITY_CLERK, Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU, Role.COMPANY_MANAGER,
    },
    "/credit/mine": {Role.COMPANY_MANAGER},
    "/credit/slides": {Role.CITY_BUREAU},
    "/credit/trial": {Role.CITY_BUREAU},
}  # fmt: skip


@pytest.mark.parametrize("role", DESKS)
def test_each_page_is_for_its_roles_alone(credit: Credit, role: Role) -> None:
    line = credit.confirmed()
    client = browser(credit, role)
    found = {address: client.get(address.format(line=line)).status_code for address in PAGES}
    assert found == {address: 200 if role in roles else 403 for address, roles in PAGES.items()}
    assert client.get("/credit").status_code == 200


def test_the_bureau_sees_who_slides_and_by_what(credit: Credit) -> None:
    credit.confirmed()
    credit.confirmed(behaviour="G02", by="city", project_id=credit.projects[1])
    bureau = browser(credit, Role.CITY_BUREAU)
    page = bureau.get("/credit/slides?since=2026-08-01&on=2026-11-02").text
    assert page.index("大地物业有限公司") < page.index("远山物业有限公司")
    assert "不公开或虚假公开" in page
    rows = cells(bureau, "/credit/slides.xlsx?since=2026-08-01&on=2026-11-02")
    assert "B05 不公开或虚假公开" in rows
    assert bureau.post("/credit/slides").status_code == 302
    assert "AAA" in Client().get("/credit").text
    assert bureau.post("/credit/slides").status_code == 422


def test_a_new_catalogue_is_tried_before_it_is_issued(credit: Credit) -> None:
    for code in ("B04", "B06"):
        credit.confirmed(behaviour=code, happened_on=date(2025, 9, 1), confirmed=at(date(2025, 9, 3)))
    bureau = browser(credit, Role.CITY_BUREAU)
    page = bureau.get("/credit/trial").text
    assert "code = &#34;B05&#34;" in page
    with records.acting(SYSTEM):
        held = record.standards().in_force("credit-catalogue", on=date(2026, 11, 2)).text
    softer = held.replace("points = -10", "points = -1")
    page = bureau.post("/credit/trial", {"toml": softer}).text
    assert "39 → 57" in page or "没有企业换等级" in page
    assert "2025年末" in page
    broken = bureau.post("/credit/trial", {"toml": held.replace('level = "AAA"', 'level = "AA"')})
    assert broken.status_code == 422


def asked_of(credit: Credit, number: int) -> None:
    """Let a department have asked about the first company."""
    with records.acting(SYSTEM):
        ExchangeEntry.objects.create(
            stream=f"credit.exchange:{number}", scope=places.city().path, kind="query", department="trading",
            number=str(number), purpose="tender", basis="条例第七十九条", company_id=credit.companies[0], asked_at=NOW,
            request_digest="",
        )  # fmt: skip


def test_lists_ask_the_same_number_of_questions_however_long(credit: Credit) -> None:
    county, bureau = browser(credit, Role.COUNTY_COORDINATOR), browser(credit, Role.CITY_BUREAU)
    most = {
        (county, "/credit/lines"): 15, (county, "/credit"): 8, (county, "/credit/lists"): 8,
        (bureau, "/credit/slides"): 18, (bureau, "/credit/exchange"): 8,
    }  # fmt: skip

    def asked(client: Client, address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    credit.confirmed(happened_on=date(2026, 11, 1))
    asked_of(credit, 0)
    bureau.post("/credit/slides")  # settles last year, so that there are levels
    few = {who: asked(*who) for who in most}
    for number in range(1, 6):
        credit.confirmed(happened_on=date(2026, 11, 1) - timedelta(number))
        asked_of(credit, number)
    credit.confirmed(behaviour="G02", by="city", project_id=credit.projects[1], happened_on=date(2026, 11, 1))
    assert {who: asked(*who) for who in most} == few
    assert {who[1]: count for who, count in few.items() if count > most[who]} == {}


def test_rankings_are_turned_page_by_page(credit: Credit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PAGE", 1)
    credit.confirmed()
    credit.confirmed(behaviour="G02", by="city", project_id=credit.projects[1])
    bureau = browser(credit, Role.CITY_BUREAU)
    assert bureau.post("/credit/slides").status_code == 302
    marks = {
        "/credit/slides?since=2026-08-01&on=2026-11-02": ("大地物业有限公司", "远山物业有限公司"),
        "/credit/lists?list=incentive": ("大地物业有限公司", "远山物业有限公司"),
        "/credit": ("大地物业有限公司", "远山物业有限公司"),
    }
    for address, names in marks.items():
        page = bureau.get(address).text
        older = re.search(r'href="(\?[^"]+)" rel="next"', page)
        assert older is not None, address
        after = bureau.get(address.partition("?")[0] + unescape(older[1])).text
        assert {name for name in names if name in rows_of(page)} ^ {
            name for name in names if name in rows_of(after)
        } == set(names), address
        assert 'rel="next"' not in after, address


def rows_of(page: str) -> str:
    """Return the body of a page's table."""
    return page.partition("<tbody>")[2].partition("</tbody>")[0]


def test_a_report_is_printed_confirmed_and_outdated(credit: Credit) -> None:
    credit.confirmed()
    company = browser(credit, Role.COMPANY_MANAGER)
    assert company.post(f"/credit/of/{CODES[0]}").status_code == 302
    assert "正在生成" in company.get(f"/credit/of/{CODES[0]}").text
    assert services.print_waiting(clock=lambda: NOW) == 1
    assert services.print_waiting(clock=lambda: NOW) == 0
    with records.acting(SYSTEM):
        row = CreditReport.objects.get()
    content = b"".join(company.get(f"/credit/reports/{row.pk}/file").streaming_content)
    assert content.startswith(b"%PDF")
    assert "内容仍然有效" in Client().get(f"/credit/reports/{row.token}").text
    for missing in ("nothing", "%00"):
        assert Client().get(f"/credit/reports/{missing}").status_code == 404
    assert browser(credit, Role.STREET_CLERK).get(f"/credit/reports/{row.pk}/file").status_code == 403
    credit.confirmed(happened_on=date(2026, 8, 1))
    assert "已经过时" in Client().get(f"/credit/reports/{row.token}").text


def test_everybody_compares_companies(credit: Credit) -> None:
    with records.acting(credit.actors["city"]):
        services.settle_year(actor=credit.actors["city"], now=NOW, year=2025, holder="company")
    page = Client().get("/credit?q=翡翠").text
    assert "大地物业有限公司" in page
    assert "远山物业有限公司" not in page
    both = "&".join(f"company={number}" for number in credit.companies)
    page = Client().get(f"/credit/compare?{both}&company=x").text
    assert "翡翠花园" in page
    assert "长淮新村" in page
    assert "没有选企业" in Client().get("/credit/compare").text
    assert CODES[0] in str(cells(Client(), "/credit.xlsx"))
    with records.as_public():
        assert len(queries.public_levels_of(credit.companies)) == 2
