"""The pages of the books: who comes in, money in and out in plain words, a slip put right, lists of fixed cost."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode
from openpyxl import load_workbook

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.models import Release, RevenueDue
from hemei.community.ledgers.tests.conftest import NOW, Purse
from hemei.community.ledgers.tests.ended import end, letter
from hemei.community.ledgers.tests.test_contracts import DRAFT, TERMS
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties.tests.conftest import DONGFENG, MINGGUANG, SANLIAN

COMPANY = "大地物业公司"


def company(purse: Purse) -> Client:
    """Sign in the company's manager, to whom the books are open as to one under contract."""
    with records.acting(SYSTEM):
        for stream in (f"ledgers.ledger:{purse.ledger}", f"places.estate:{purse.estate}"):
            records.grant_access(stream=stream, bodies=(purse.quarter.body(COMPANY),))
    return purse.quarter.browser(Role.COMPANY_MANAGER, COMPANY, "340100")


def contract(purse: Purse) -> int:
    with records.acting(SYSTEM):
        return services.register_contract(actor=SYSTEM, now=NOW, ledger_id=purse.ledger, draft=DRAFT)


def test_each_page_opens_to_its_roles_and_to_nobody_else(purse: Purse) -> None:
    entry = purse.earn(50_000)
    number = contract(purse)
    with records.acting(SYSTEM):
        account = queries.accounts_of(purse.ledger, actor=SYSTEM)[0].id
    pages = [
        "/books", "/books/contracts", "/books/overdue", f"/books/{purse.ledger}", f"/books/{purse.ledger}/entries",
        f"/books/entries/{entry}", f"/books/accounts/{account}", f"/books/contracts/{number}",
    ]  # fmt: skip
    acts = [
        f"/books/{purse.ledger}/income",
        f"/books/{purse.ledger}/cost",
        f"/books/{purse.ledger}/contracts/new",
    ]
    acts += [f"/books/entries/{entry}/reverse", f"/books/contracts/{number}/end"]
    found = {}
    for role, body, code in (
        (Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG),
        (Role.STREET_CLERK, "明光路街道办", MINGGUANG),
        (Role.CITY_BUREAU, "市房产局", "340100"),
        (Role.GRID_WORKER, "东风社区居委会", DONGFENG),
        (Role.COMMUNITY_SECRETARY, "三里庵社区居委会", SANLIAN),
    ):
        client = purse.quarter.browser(role, body, code)
        answers = [client.get(page).status_code for page in (*pages, *acts)]
        found[role] = {tuple(answers[:3]), tuple(answers[3:8]), tuple(answers[8:])}
    seen = {(200,) * 3, (200,) * 5, (403,) * 5}
    assert [found[role] for role in (Role.COMMUNITY_CLERK, Role.STREET_CLERK, Role.CITY_BUREAU)] == [seen] * 3
    assert found[Role.GRID_WORKER] == {(403,) * 3, (403,) * 5}
    assert found[Role.COMMUNITY_SECRETARY] == {(200,) * 3, (404,) * 5, (403,) * 5}
    manager = company(purse)
    assert [manager.get(page).status_code for page in (*pages, *acts)] == [200] * 13
    assert Client().get("/books").status_code == 302


def test_a_company_enters_money_in_plain_words_and_a_slip_is_put_right_in_sight(purse: Purse) -> None:
    client, today = company(purse), shanghai_day(utc_now()).isoformat()
    typed = {"account": "parking", "amount": "1,200.50", "day": today, "note": "地面车位", "key": "abc"}
    address = f"/books/{purse.ledger}/income"
    for wrong, told in (
        ({"amount": "-1"}, "金额“-1”是负数"), ({"amount": "0.001"}, "细到了一分以下"), ({"amount": ""}, "没有填金额"),
        ({"account": "repair"}, "科目不对"), ({"day": "2999-01-01"}, "还没有到"), ({"amount": "12 USD"}, "12 USD"),
    ):  # fmt: skip
        refused = client.post(address, {**typed, **wrong})
        assert (refused.status_code, told in refused.text) == (422, True), wrong
    done = client.post(address, typed)
    assert client.post(address, typed).url == done.url  # the same form sent twice
    assert "地面车位" in client.get(done.url).text
    assert "1,200.50" in client.get(f"/books/{purse.ledger}").text
    assert (
        "不作一般支出" in client.post(f"/books/{purse.ledger}/cost", {**typed, "account": "into_fund"}).text
    )
    cost = client.post(f"/books/{purse.ledger}/cost", {**typed, "account": "repair", "key": "c"})
    asked = {"reason": "金额多打了一个零", "papers": letter()}
    assert client.post(f"{cost.url}/reverse", asked).url == cost.url
    clerk = purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    with records.acting(SYSTEM):
        answer = f"/books/releases/{Release.objects.get().pk}"
    assert "金额多打了一个零" in clerk.get(answer).text
    assert clerk.post(answer, {"answer": "agree"}).url == cost.url
    assert "已经冲销，不再算数" in client.get(cost.url).text
    again = {"reason": "再冲一次看看", "papers": letter()}
    assert client.post(f"{cost.url}/reverse", again).status_code == 422


@pytest.mark.at(NOW)
def test_a_contract_is_registered_and_money_received_for_what_is_due(purse: Purse) -> None:
    client = company(purse)
    address = f"/books/{purse.ledger}/contracts/new"
    typed = {
        "kind": "telecom", "place": "1幢楼顶", "party": "某铁塔公司", "valid_from": "2026-02-01", "every": "12",
        "valid_until": "2028-01-31", "amount": "12000", "due_days": "10", "number": "T-1", "resolution": "",
    }  # fmt: skip
    form = client.get(address).text
    assert ("最后一天（含）" in form, "下一步提请业主表决" in form) == (True, True)
    for wrong, told in (
        ({"kind": ""}, "没有选收入来源"), ({"every": ""}, "没有选多久付一次"), ({"due_days": "十天"}, "付款期限看不懂"),
        ({"valid_until": "2025-01-01"}, "开始以前就结束"), ({"amount": "零"}, "看不懂"), ({"vote": "77"}, "选的表决"),
    ):  # fmt: skip
        refused = client.post(address, {**typed, **wrong})
        assert (refused.status_code, told in refused.text) == (422, True), wrong
    here = client.post(address, typed).url
    page = client.get(here).text
    assert ("某铁塔公司" in page, "没有登记业主怎样决定" in page) == (True, True)
    assert "2026-02-01 — 2028-01-31" in page, "a reader is told the last day"
    assert "1幢楼顶" in client.get("/books/overdue").text
    with records.acting(SYSTEM):
        due = RevenueDue.objects.order_by("due_on").first()
    assert due is not None
    door, money = f"/books/dues/{due.pk}/receive", {"amount": "5000", "received_on": "2026-03-01", "key": "k"}
    for listed in (here, "/books/overdue"):
        page = client.get(listed).text
        assert (door in page, "业主还没有决定" in page) == (False, True), listed
    refused = client.post(door, money)
    assert (refused.status_code, "从对账单勾对" in refused.text) == (422, True)
    with records.acting(SYSTEM):
        number = int(here.rsplit("/", 1)[1])
        services.register_decision(actor=SYSTEM, now=NOW, contract_id=number, resolution="业决〔2026〕9号")
    assert all(door in client.get(listed).text for listed in (here, "/books/overdue"))
    asked = client.get(door).text
    assert "2026-02-01至2027-01-31" in asked, "a reader is told the last day"
    assert client.post(f"/books/dues/{due.pk}/receive", {**money, "amount": "12000.01"}).status_code == 422
    assert client.post(f"/books/dues/{due.pk}/receive", money).url == here
    assert "收了一部分" in client.get(here).text or "逾期" in client.get(here).text
    end(number, date(2027, 2, 1))
    assert "不再收取" in client.get(here).text
    assert "履行中" in client.get("/books/contracts?kind=telecom").text
    assert "没有符合条件的合同" in client.get("/books/contracts?kind=rent").text


def test_a_community_closes_months_and_moves_nothing(purse: Purse) -> None:
    purse.earn(80_000, on=date(2026, 8, 8))
    clerk = purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    page = f"/books/{purse.ledger}"
    assert "划转</button>" not in clerk.get(page).text
    assert clerk.post(f"{page}/transfer", {"quarter": "2026-07-01"}).status_code == 403
    refused = clerk.post(f"{page}/close", {"until": "2026-10-02"})
    assert (refused.status_code, "按月结账" in refused.text) == (422, True)
    assert clerk.post(f"{page}/close", {"until": "2026-10-01"}).url == page
    assert "2026-10-01以前的月份已经结账" in clerk.get(page).text
    owner = company(purse)
    moved = owner.post(f"{page}/transfer", {"quarter": "2026-07-01"})
    entry = owner.get(moved.url).text
    assert ("400.00" in entry, "800.00" in entry) == (True, False), "it left one purse for the other, once"
    assert owner.get(f"{page}/entries").text.count("800.00") == 1, "what was earned before it moved"
    assert owner.post(f"{page}/transfer", {"quarter": "2026-07-01"}).status_code == 422
    assert owner.post(f"{page}/transfer", {"quarter": "x"}).status_code == 422


LISTS = (
    "/books",
    "/books/contracts",
    "/books/overdue",
    "/books/{ledger}/entries",
    "/books/accounts/{account}",
)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_takes_as_many_statements_for_one_row_as_for_many(purse: Purse, address: str) -> None:
    purse.earn(1)
    contract(purse)
    with records.acting(SYSTEM):
        account = next(
            row.id for row in queries.accounts_of(purse.ledger, actor=SYSTEM) if row.code == "parking"
        )
    clerk = purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    page = address.format(ledger=purse.ledger, account=account)
    counts = []
    for _ in range(2):
        clerk.get(page)  # what is kept between requests is warm
        with CaptureQueriesContext(connection) as asked:
            assert clerk.get(page).status_code == 200
        counts.append(len(asked))
        for fen in range(2, 9):
            purse.earn(fen)
        contract(purse)
    assert counts[0] == counts[1]


def test_lists_go_on_where_they_ended_and_come_whole_as_sheets(purse: Purse) -> None:
    with records.acting(SYSTEM):
        drafts = [replace(DRAFT, terms=replace(TERMS, every_months=1, valid_until=date(2026, 11, 1)))] * 6
        services.register_contracts(actor=SYSTEM, now=NOW, ledger_id=purse.ledger, drafts=drafts)
        services.book_dues(actor=SYSTEM, now=NOW)
    clerk = purse.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    for address, sheet, rows in (
        ("/books/overdue", "/books/overdue.xlsx", 60),
        (f"/books/{purse.ledger}/entries", f"/books/{purse.ledger}/entries.xlsx", 60),
    ):
        first = clerk.get(address).text
        older = first.split('href="?')[1].split('"')[0].replace("&amp;", "&")
        second = clerk.get(f"{address}?{older}").text
        assert first.count("<tr>") + second.count("<tr>") - 2 == rows
        book = load_workbook(io.BytesIO(b"".join(clerk.get(sheet).streaming_content)))  # type: ignore[attr-defined]
        assert book.active.max_row == rows + 1
    for bad in ("after=x", "after=2026-13-01.5", "since=soon", "after=2026-01-01.-1"):
        assert clerk.get(f"/books/{purse.ledger}/entries?{bad}").status_code == 200
    narrow = urlencode({"since": "2026-03-01", "until": "2026-03-31"})
    assert clerk.get(f"/books/{purse.ledger}/entries?{narrow}").text.count("<tr>") - 1 == 6
    assert b"".join(clerk.get("/books.xlsx").streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert b"".join(clerk.get("/books/contracts.xlsx").streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]


def test_a_street_opens_the_books_of_an_estate_once(purse: Purse) -> None:
    clerk = purse.quarter.browser(Role.STREET_CLERK, "明光路街道办", MINGGUANG)
    code = Estate.objects.get(pk=purse.estate).code
    for typed, told in (
        ({"estate": code, "opened_on": "2026-01-01"}, "已经建账"),
        ({"estate": "nowhere", "opened_on": "2026-01-01"}, "没有找到这个小区"),
        ({"estate": code, "opened_on": ""}, "没有填日期"),
    ):
        refused = clerk.post("/books/open", typed)
        assert (refused.status_code, told in refused.text) == (422, True)
