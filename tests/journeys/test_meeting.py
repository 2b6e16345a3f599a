"""S4, S9: a coordination meeting from its call to the duty that is done, with the register at the door on a phone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, Page, expect

from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from tests.journeys.conftest import DESK, PHONE, City, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
SIGNED = FilePayload(name="签字页.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4\n%%EOF\n")
SIDES = ("社区居委会", "物业服务企业", "业主")


def test_neighbours_and_the_company_agree_and_the_duty_is_done(city: City, open_page: Open) -> None:
    clerk = Person(open_page("/", viewport=DESK, bypass_csp=True), "社区工作人员")
    page = clerk.page
    _call(page)
    here = page.url
    city.let_pass(timedelta(days=3, hours=12))
    clerk.enters()  # the session ended meanwhile
    _come(clerk, here)
    page.set_viewport_size(DESK)
    _hold(clerk, here)
    _do_the_duty(clerk, here)
    clerk.looks()


def _call(page: Page) -> None:
    page.goto("/meetings/new")
    page.get_by_label("事务协调会").check()
    page.get_by_role("button", name="下一步").click()
    page.get_by_label(re.compile("^会议名称")).fill("三幢漏水谁来修")
    page.get_by_label(re.compile("^开会日期")).fill((shanghai_day(utc_now()) + timedelta(days=2)).isoformat())
    page.get_by_label(re.compile("^地点")).fill("社区会议室")
    for side in SIDES:
        page.get_by_label(side, exact=True).check()
    page.get_by_label(re.compile("^议程")).fill("查清漏水原因")
    page.get_by_role("button", name="发出公告").click()
    expect(page.get_by_role("heading", name="下一步：登记参会")).to_be_visible()


def _come(clerk: Person, here: str) -> None:
    """Register three people at the door, on a phone."""
    page = clerk.page
    page.set_viewport_size(PHONE)
    page.goto(f"{here}/door")
    for number, side in enumerate(SIDES):
        page.locator("select[name=side]").select_option(label=_label(page, side))
        page.get_by_label(re.compile("^姓名")).fill(f"到会人{number}")
        page.get_by_role("button", name="登记", exact=True).click()
        expect(page.get_by_role("button", name="离场")).to_have_count(number + 1)
    clerk.looks()
    page.get_by_role("link", name="人到齐了，去开始会议").click()


def _label(page: Page, side: str) -> str:
    """Return the words of the option of a side; a body's name may follow."""
    words = page.locator("select[name=side] option").all_inner_texts()
    return next(word for word in words if word.startswith(side))


def _hold(clerk: Person, here: str) -> None:
    """Open the meeting, let all agree, end it, write, sign, post."""
    page = clerk.page
    page.get_by_label(re.compile("^主持人")).select_option(index=1)
    page.get_by_role("button", name="开始会议").click()
    for group in page.locator("#items fieldset").all():
        group.get_by_label("同意", exact=True).check()
    page.get_by_label(re.compile("^决议")).fill("居委会十日内请人查清")
    page.locator("#items").get_by_role("button", name="登记结果").click()
    expect(page.locator("#items")).to_contain_text("通过")
    clerk.looks()
    page.get_by_role("button", name="结束会议").click()
    page.get_by_label(re.compile("^会议记录")).fill("各方发言，一致同意。")
    page.get_by_role("button", name="保存记录").click()
    for box in page.locator("#next input[name=attendances]").all():
        box.check()
    page.locator("#next input[name=scan]").set_input_files(SIGNED)
    page.get_by_role("button", name="登记签字").first.click()
    page.get_by_role("button", name="已经公示").click()
    expect(page.get_by_role("heading", name="下一步：布置任务")).to_be_visible()


def _do_the_duty(clerk: Person, here: str) -> None:
    """Give the community itself something to do, do it and accept it; what came of it stands on the meeting's page."""
    page = clerk.page
    form = page.locator("#next form").first
    form.get_by_label(re.compile("^要办什么")).fill("请人查清漏水原因")
    form.get_by_label(re.compile("^由谁来办")).select_option(index=1)
    form.get_by_label(re.compile("^办到哪一天")).fill(
        (shanghai_day(utc_now()) + timedelta(days=20)).isoformat()
    )
    form.get_by_role("button", name="布置").click()
    expect(page.get_by_role("heading", name="下一步：跟踪任务")).to_be_visible()
    page.locator("#tasks a.title").click()
    for act in ("submit", "accept"):
        clerk.acts(act, "已请人查清：顶楼水管老化。")
    expect(page.get_by_role("main")).to_contain_text("已完成")
    page.goto(here)
