"""S13: a payment from the company's order over two approvals to the bank and back, and all of it on one page."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from tests.journeys.conftest import DESK, PHONE, City, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
WAITS = "雨棚和落水管"
"""What the order is for that the demonstration left to the chair and the community."""


def test_a_payment_goes_from_the_company_to_the_bank_and_back(
    city: City, open_page: Open, estate: str, photos: list[Path], tmp_path: Path
) -> None:
    company = Person(open_page(viewport=DESK, bypass_csp=True), "物业项目经理")
    chair = Person(open_page(viewport=PHONE, bypass_csp=True), "业委会委员")
    community = Person(open_page(viewport=PHONE, bypass_csp=True), "社区工作人员")
    prepared = _prepares(company, estate, photos)
    _approves(chair, city, "更换门禁读卡器", "已通过")
    _approves(chair, city, WAITS, "待审批")
    _approves(community, city, WAITS, "已通过")

    sent = _sends(company, estate)
    assert len(sent) >= 2
    statement = _statement(sent, tmp_path)
    company.page.goto(_account(company, estate))
    company.page.get_by_role("link", name="对账").click()
    company.page.set_input_files("[name=file]", statement)
    for name in ("covers_from", "covers_to"):  # of a table its reader says which days he asked the bank for
        company.page.fill(f"[name={name}]", shanghai_day(utc_now()).isoformat())
    company.page.get_by_role("button", name="导入").click()
    company.looks()
    company.page.get_by_role("button", name="勾对所有确定的").click()

    for person in (company, chair):
        person.page.goto(prepared)
        expect(person.page.locator("main")).to_contain_text("已付款")
        trail = person.page.locator(".timeline")
        for step in ("填写付款单", "同意付款", "审批齐了", "送银行", "银行付款，已勾对"):
            expect(trail).to_contain_text(step)
        person.looks()


def _account(person: Person, estate: str) -> str:
    person.page.goto("/purses")
    link = person.page.get_by_role("link", name=estate)
    return str(link.first.get_attribute("href"))


def _prepares(company: Person, estate: str, photos: list[Path]) -> str:
    page = company.page
    page.goto(_account(company, estate))
    company.looks()
    page.get_by_role("link", name="填写付款单").click()
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("main")).to_contain_text("没有填金额")
    company.looks()
    page.select_option("[name=kind]", label="共有部分维修")
    page.fill("[name=amount]", "1860.50")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("main")).to_contain_text("必须有")
    page.get_by_role("button", name="提交审批").click()
    expect(page.locator("main")).to_contain_text("没有填写发票号码")
    company.looks()
    for name, text in {
        "purpose": "2幢更换门禁读卡器", "payee": "示范安防设备公司",
        "payee_account": "1302010109022119876", "payee_bank": "徽商银行示范支行",
        "invoice_number": "26340000770000000001",
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", text)
    page.select_option("[name=budget_line]", index=1)  # nothing is typed: what is left stands in the register
    page.set_input_files("[name=invoice]", photos[0])
    page.get_by_role("button", name="提交审批").click()
    expect(page.locator("main")).to_contain_text("待审批")
    expect(page.locator("main")).to_contain_text(re.compile(r"\d{4}年预算：共有部分维修"))
    company.looks()
    assert page.locator("form[action$='/approve']").count() == 0, "who prepares never approves"
    return page.url


def _approves(person: Person, city: City, purpose: str, after: str) -> None:
    page = person.page
    page.goto("/purses/mine")
    person.looks()
    page.get_by_role("link", name=purpose).click()
    person.looks()
    if page.get_by_role("link", name="去验证").count():
        _confirms(page, city)
    page.get_by_role("button", name="同意付款").click()
    expect(page.locator("main")).to_contain_text(after)
    person.looks()


def _confirms(page: Page, city: City) -> None:
    page.get_by_role("link", name="去验证").click()
    page.get_by_role("button", name="获取验证码").click()
    page.fill("[name=code]", city.code_sent_to(page.locator("form b.num").inner_text()))
    page.get_by_role("button", name="确认").click()


def _sends(company: Person, estate: str) -> list[dict[str, str]]:
    page = company.page
    page.goto(_account(company, estate))
    page.get_by_role("link", name="送银行").click()
    company.looks()
    page.get_by_role("button", name="生成付款文件").click()
    with page.expect_download() as given:
        page.locator("a[download]").first.click()
    text = Path(given.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def _statement(sent: list[dict[str, str]], folder: Path) -> Path:
    """Write what the bank says of these payments, as a table in GB18030."""
    day = shanghai_day(utc_now())
    rows = ["账号,交易日期,交易流水号,借方发生额,贷方发生额,对方账号,对方户名,摘要"]
    rows += [
        f"{one['付款账号']},{day},JB{number:06},{one['金额']},,{one['收款账号']},{one['收款人']},{one['付款单号']}"
        for number, one in enumerate(sent)
    ]
    file = folder / "对账单.csv"
    file.write_bytes("\r\n".join(rows).encode("gb18030"))
    return file
