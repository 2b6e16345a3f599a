"""The pages of the fund: who sees what, what a form refuses, how many statements a list costs, what an owner sees."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from hemei.community.funds import services
from hemei.community.funds.models import Share, Use
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_renewing import founded, voted
from hemei.community.funds.tests.test_services import FIRST
from hemei.community.voting.models import Assembly
from hemei.ground.people.models import Account
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now

HOME = "340102001001"


@pytest.fixture(autouse=True)
def demo(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = True


def browser(chest: Chest, role: Role, body: str, code: str, name: str = "") -> Client:
    town, person = chest.quarter.town, name or f"{role.value} {body}"
    with records.acting(SYSTEM, accounts=True):
        if not name:
            town.person(person, code)
            town.appoint(person, body, role)
        account = town.account(person, code, username=person)
        Account.objects.filter(pk=account).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{account}")
    return client


def proven(client: Client) -> None:
    """Let who is signed in have proved a moment ago that it is he."""
    session = client.session
    session["confirmed_at"] = int(utc_now().timestamp())
    session.save()


def planning(chest: Chest) -> tuple[str, dict[str, str]]:
    """Return the address of the form of a plan and what is typed there for a roof."""
    chest.deposit({**FIRST, "103": 10_000})
    code = Estate.objects.get(pk=chest.quarter.estate).code
    return f"/funds/estates/{code}/uses/new", {
        "path": "ordinary", "title": "1幢屋面防水", "part": "roof", "place": str(chest.building("1幢")),
        "name1": "防水层", "amount1": "1000", "warranty": "over",
    }  # fmt: skip


def test_a_plan_that_will_not_do_is_refused_in_words_on_its_page(chest: Chest) -> None:
    form, typed = planning(chest)
    clerk = browser(chest, Role.COMMUNITY_CLERK, "东风社区居委会", HOME)
    county = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
    assert "（不能列支）" in clerk.get(form).text
    for slip, told in (
        ({"part": "warranty"}, "第二十五条"),
        ({"warranty": ""}, "没有回答"),
        ({"warranty": "runs"}, "《住宅专项维修资金管理办法》第二十五条第（一）项"),
        ({"warranty": "outside"}, "没有上传说明"),
        ({"amount1": "0"}, "是零"),
        ({"amount1": "-5"}, "是负数"),
        ({"amount1": "0.001"}, "细到了一分以下"),
        ({"title": ""}, "没有写明维修什么"),
        ({"path": "emergency", "situation": ""}, "不在《维修资金应急使用的情形》"),
        ({"path": "emergency", "situation": "E3"}, "没有上传"),
    ):
        answer = clerk.post(form, {**typed, **slip})
        assert (answer.status_code, told in answer.text) == (422, True), slip
    assert county.get(form).status_code == 403


def test_a_use_goes_from_the_plan_to_the_payment_on_its_page(chest: Chest) -> None:
    form, typed = planning(chest)
    clerk = browser(chest, Role.COMMUNITY_CLERK, "东风社区居委会", HOME)
    county = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
    page = clerk.post(form, typed)["Location"]
    use = Use.objects.get()
    assert ("召集分摊的业主表决" in clerk.get(page).text, "没有办成" in clerk.get(page).text) == (True, False)
    early = clerk.post(page, {"act": "begin", "day": str(TODAY)})
    assert (early.status_code, "没有办成" in early.text) == (422, True), "said, though its form is not there"
    chest.carry(use.pk)
    begun = {"act": "begin", "day": str(TODAY), "contractor": "合城", "chosen_by": "direct", "offers": "1"}
    assert clerk.post(page, {**begun, "offers": "0"}).status_code == 422
    assert "下一步：物业公司、业主委员会或者社区登记开工。" in county.get(page).text
    assert "由物业公司、业主委员会或者社区在这里上传。" in county.get(page).text
    assert clerk.post(page, begun).status_code == 302
    assert "已登记开工。" in clerk.get(page).text
    assert clerk.post(page, {"act": "accept", "day": str(TODAY)}).status_code == 302
    assert "第二十条第（二）项、第（三）项" in clerk.get(page).text  # sold public housing is not computed
    assert "超过预算" in clerk.post(page, {"act": "bill", "bill": "1100.01"}).text
    assert "没有上传施工合同" in clerk.post(page, {"act": "bill", "bill": "1,000.00"}).text
    chest.papers(use.pk)
    assert clerk.post(page, {"act": "bill", "bill": "1,000.00"}).status_code == 302
    assert clerk.post(page, {"act": "approve"}).status_code == 422
    assert "下一步：物业主管部门审核结算。" in clerk.get(page).text
    assert "请再验证一次是您本人" in county.get(page).text
    proven(county)
    assert county.post(page, {"act": "approve"}).status_code == 302
    own = county.get(page).text
    assert ("已审核同意。" in own, "这笔结算是您审核同意的，不能由您拨付。" in own) == (True, True)
    assert "请由另一人拨付" in county.post(page, {"act": "pay", "day": str(TODAY)}).text
    with records.acting(SYSTEM):
        chest.quarter.town.person("出纳", "340100")
        chest.quarter.town.appoint("出纳", "市房产局", Role.CITY_BUREAU)
    county = browser(chest, Role.CITY_BUREAU, "市房产局", "340100", "出纳")
    proven(county)
    assert 'href="#field-payday"' in county.post(page, {"act": "pay", "day": "2999-01-01"}).text
    assert county.post(page, {"act": "pay", "day": str(Use.objects.get().billed_on)}).status_code == 302
    told = county.get(page).text
    assert "分摊清册" in told
    assert "由业主付" in told
    assert b"".join(county.get(f"{page}/shares.xlsx").streaming_content)[:2] == b"PK"
    assert Client().get(page).status_code == 302
    far = browser(chest, Role.COMMUNITY_CLERK, "四古巷社区居委会", "340103001001")
    assert far.get(page).status_code == 404
    assert county.post(page, {"act": "nothing"}).status_code == 404


def test_a_gap_is_told_to_who_collects_it_while_it_is_owed_and_to_no_neighbour(chest: Chest) -> None:
    chest.deposit({**FIRST, "103": 10_000})
    use = chest.plan()
    chest.to_accepted(use)
    services.bill_use(actor=chest.clerk, now=NOW, use_id=use, bill_fen=100_000, audit="")
    county = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
    clerk = browser(chest, Role.COMMUNITY_CLERK, "东风社区居委会", HOME)
    page, told = f"/funds/uses/{use}", ("100.00", "150.01", "由业主付", "登记付清")
    for who in (county, clerk):
        assert [words in who.get(page).text for words in told] == [False] * 4, "a bill tells no balance"
    chest.approve(use)
    chest.pay_approved(use)
    assert [words in county.get(page).text for words in told] == [False, True, True, True]
    assert [words in clerk.get(page).text for words in told] == [False] * 4
    sheet = load_workbook(BytesIO(b"".join(county.get(f"{page}/shares.xlsx").streaming_content))).active
    first, second = (list(row) for row in sheet.iter_rows(max_row=2, values_only=True))
    assert (first, len(second)) == (["户号", "建筑面积（平方米）", "分摊（元）"], 3)
    share = Share.objects.get(use_id=use, gap_fen__gt=0)
    paid = {"act": "gap", "number": str(share.pk), "day": str(TODAY)}
    assert "没有填交存凭据的编号" in county.post(page, paid).text
    assert county.post(page, {**paid, "receipt": "G-1"}).status_code == 302
    assert "150.01" not in county.get(page).text, "what was paid is nobody's business any more"


def test_lists_cost_few_statements_and_no_balance_of_one_stands_in_them(chest: Chest) -> None:
    chest.deposit({"101": 123_456})
    chest.plan()
    code = Estate.objects.get(pk=chest.quarter.estate).code
    county = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
    pages = (
        "/funds", "/funds?state=short", "/funds?state=idle", "/funds/households?state=short", "/funds/uses?state=open",
        "/funds/emergencies", f"/funds/estates/{code}", f"/funds/estates/{code}/doors",
    )  # fmt: skip
    for page in pages:
        county.get(page)
        with CaptureQueriesContext(connection) as caught:
            answer = county.get(page)
        assert answer.status_code == 200, page
        assert len(caught) <= 22, (page, len(caught))
    assert "1,234.56" not in county.get(f"/funds/estates/{code}/doors").text
    for name in ("funds", "households", "uses"):
        book = county.get(f"/funds{'' if name == 'funds' else '/' + name}.xlsx")
        assert b"".join(book.streaming_content)[:2] == b"PK"
    company = browser(chest, Role.COMPANY_MANAGER, "大地物业公司", "340100")
    page = f"/funds/estates/{code}"
    assert company.get(page).status_code == 404  # the estate is under no contract of its own
    look = {"act": "look", "door": "1幢1单元101", "reason": "业主来窗口核对"}
    assert county.post(page, {**look, "reason": ""}).status_code == 422
    assert "不在这个小区的分户账里" in county.post(page, {**look, "door": "9幢101"}).text
    assert "1,234.56" in county.post(page, look, follow=True).text
    grid = browser(chest, Role.GRID_WORKER, "东风社区居委会", HOME)
    assert grid.get("/funds").status_code == 403


def test_an_owner_sees_his_own_account_and_who_looked_and_nobody_elses(chest: Chest) -> None:
    chest.deposit(FIRST)
    use = chest.plan()
    chest.to_accepted(use)
    chest.pay(use)
    code = Estate.objects.get(pk=chest.quarter.estate).code
    county = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
    page = f"/funds/estates/{code}"
    county.post(page, {"act": "look", "door": "1幢1单元104", "reason": "核对转账凭证"})
    owner = browser(chest, Role.RESIDENT, "", HOME, "丙")
    told = owner.get("/funds/mine").text
    assert "1幢1单元104" in told
    assert "1幢1单元101" not in told
    assert "1幢屋面防水" in told
    assert "市房产局" in told
    assert "核对转账凭证" in told
    assert owner.get("/funds").status_code == 403
    assert owner.get(page).status_code == 403
    assert county.get("/funds/mine").status_code == 403


def page_of(chest: Chest) -> str:
    code = Estate.objects.get(pk=chest.quarter.estate).code
    clerk = browser(chest, Role.COMMUNITY_CLERK, "东风社区居委会", HOME)
    return str(clerk.get(f"/funds/estates/{code}").text)


def test_nobody_is_offered_to_ask_for_a_renewal_that_nothing_carries(chest: Chest) -> None:
    founded(chest)
    page = page_of(chest)
    assert ("提请业主大会决定续筹" in page, "通知不足的户续筹" in page) == (True, False)


def test_the_clerk_puts_a_renewal_to_the_owners_in_the_words_of_the_form(chest: Chest) -> None:
    founded(chest)
    page = f"/funds/estates/{Estate.objects.get(pk=chest.quarter.estate).code}"
    clerk = browser(chest, Role.COMMUNITY_CLERK, "东风社区居委会", HOME)
    form = {
        "act": "put",
        "per_m2": "20",
        "percent": "",
        "until": "2039-06-30",
        "decision": "业委会〔2026〕9号",
    }
    refused = clerk.post(page, {**form, "percent": "60"})
    assert (refused.status_code, "或者写了两样" in refused.text) == (422, True)
    assert clerk.post(page, form).status_code == 302
    [meeting] = Assembly.objects.all()
    assert meeting.agenda[0]["title"] == "续筹维修资金，每平方米20元，2039年6月30日前交齐"
    told = clerk.get(page).text
    for words in ("已经提请", f"/assemblies/{meeting.pk}", "没有通过的，不能通知"):
        assert words in told, words
    assert "通知不足的户续筹" not in told


def test_the_page_of_a_fund_says_which_vote_carries_a_renewal_and_why_another_does_not(chest: Chest) -> None:
    voted(chest, "续筹维修资金", "2幢")
    voted(chest, "按首期补足维修资金", "1幢")
    founded(chest)
    page = page_of(chest)
    for words in (
        "没有写明每平方米交多少元",
        "可以按它通知",
        "通知不足的户续筹",
        "提请业主大会决定续筹",
    ):
        assert words in page, words
