"""An exemplar: nominated, reviewed, posted, objected to, answered, published, re-checked and withdrawn."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from tests.journeys.conftest import DESK, PHONE, City, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
WHY = "项目经理常驻，报修当日响应，收支按季公开，业主满意。"
POSTED = timedelta(days=20)


def nominated(page: Page, kind: str) -> str:
    """Nominate the first estate of which this kind is not on its way yet; return the address of the nomination."""
    page.goto("/honours/new")
    for number in range(1, page.locator("[name=estate] option").count()):
        page.locator("[name=estate]").select_option(index=number)
        page.locator(f"[name=kind][value={kind}]").check()
        page.locator("[name=statement]").fill(WHY)
        page.get_by_role("button", name="推荐", exact=True).click()
        if re.search(r"/honours/\d+$", page.url):
            return page.url
    raise AssertionError(f"No estate can be nominated for {kind}.")


def reviewed(bureau: Person, number: str) -> None:
    """Enter the group's review of a nomination: refused without who took part, then passed."""
    page = bureau.page
    page.goto("/honours/desk")
    waiting = page.locator("#review")
    waiting.locator(f"[name=chosen][value='{number}']").check()
    waiting.locator("[name=on]").fill(shanghai_day(utc_now()).isoformat())
    waiting.locator(f"[name=agree-{number}]").fill("5")
    waiting.get_by_role("button", name="登记评审").click()
    expect(page.locator("#review .notice.bad")).to_contain_text("参加的不足5方")
    assert waiting.locator(f"[name=chosen][value='{number}']").is_checked()
    bureau.looks()
    for member in waiting.locator("[name=members]").all()[:5]:
        member.check()
    waiting.get_by_role("button", name="登记评审").click()
    passed = page.locator("#post").locator(f"[name=chosen][value='{number}']")
    passed.check()
    page.get_by_role("button", name="公示所选").click()
    expect(page.locator("#publish")).to_contain_text("公示期还没有满")
    bureau.looks()


def objected(resident: Person, number: str) -> None:
    """Object to what hangs out."""
    page = resident.page
    page.goto("/exemplars")
    resident.looks()
    page.locator(f"a[href='/exemplars/{number}']").click()
    page.locator("[name=text]").fill("上个月报修三次没有人来，有通话记录。")
    resident.looks()
    page.get_by_role("button", name="提出异议").click()
    expect(page.locator("main")).to_contain_text("已收到")


def answered(bureau: Person, address: str) -> None:
    """Answer the objection: it does not hold."""
    page = bureau.page
    page.goto(address)
    expect(page.locator("#posting")).to_contain_text("上个月报修三次没有人来")
    page.locator("#posting summary").click()
    page.get_by_label("异议不成立", exact=True).check()
    page.locator("#posting textarea").fill("核对工单，三次报修都在当日办结。")
    bureau.looks()
    page.locator("#posting").get_by_role("button", name="答复").click()
    expect(page.locator("#posting")).to_contain_text("核对工单")


def test_an_exemplar_from_nomination_to_withdrawal(open_page: Open, city: City) -> None:
    company = Person(open_page(viewport=PHONE, bypass_csp=True), "物业项目经理")
    bureau = Person(open_page(viewport=DESK, bypass_csp=True), "市级主管部门")
    resident = Person(open_page(viewport=PHONE, bypass_csp=True), "居民")
    address = nominated(company.page, "company_service")
    company.looks()
    number = address.rsplit("/", 1)[1]
    reviewed(bureau, number)
    objected(resident, number)
    answered(bureau, address)
    city.let_pass(POSTED)
    bureau.enters()
    page = bureau.page
    page.goto("/honours/desk")
    page.locator("#publish").locator(f"[name=chosen][value='{number}']").check()
    page.get_by_role("button", name="公布所选").click()
    page.goto(address)
    expect(page.locator("main")).to_contain_text("已公布")
    bureau.looks()
    city.let_pass(POSTED * 2)
    bureau.enters()
    page.goto(address)
    page.locator("summary", has_text="登记复核").click()
    form = page.locator("form[action$='/recheck']")
    form.locator("[name=on]").fill((shanghai_day(utc_now()) + POSTED * 2).isoformat())
    form.get_by_label("不合格，自复核日起撤销").check()
    form.locator("textarea").fill("抽查两次报修，都超过三天没有办结。")
    bureau.looks()
    form.get_by_role("button", name="登记").click()
    expect(page.locator("main")).to_contain_text("已撤销")
    company.enters()
    company.page.goto(address)
    expect(company.page.locator("main")).to_contain_text("抽查两次报修")
    company.looks()


def test_pages_of_exemplars_before_those_in_charge(open_page: Open) -> None:
    for role, addresses in (
        ("街道工作人员", ("/honours", "/honours/estates", "/honours/new", "/honours/plan")),
        ("市级主管部门", ("/honours/desk", "/honours/plan")),
    ):
        person = Person(open_page(viewport=DESK, bypass_csp=True), role)
        for address in addresses:
            person.page.goto(address)
            person.looks()
