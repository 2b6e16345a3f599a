"""S4: a three-in-one meeting from topic to finished duty, in the browser of a secretary."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, Page, expect

from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from tests.journeys.conftest import DESK, City, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
SIDES = ("party", "residents_committee", "owners_side", "company")
SIGNED = FilePayload(name="签字页.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4\n%%EOF\n")
TOPIC = "东门雨棚漏水，接送孩子没处躲"


def _press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()


def _come(page: Page, meeting: str) -> None:
    """Register one of each side at the door."""
    page.goto(f"{meeting}/door")
    for number, side in enumerate(SIDES):
        form = page.locator("#new form")
        form.locator("select[name=side]").select_option(side)
        form.locator("input[name=name]").fill(f"代表{'甲乙丙丁'[number]}")
        form.get_by_role("button").first.click()
        expect(page.get_by_role("main")).to_contain_text(f"代表{'甲乙丙丁'[number]}")


def _all_agree(page: Page) -> None:
    """Note for each item that every side agrees."""
    while page.locator("form[action$='/decide']").count():
        form = page.locator("form[action$='/decide']").first
        if not form.is_visible():
            page.locator("details.act", has=form).locator("summary").click()
        for group in form.locator("fieldset").all():
            group.get_by_label("同意", exact=True).check()
        form.get_by_role("button", name="登记结果").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def _sign(page: Page) -> None:
    """Write the minutes and enter by the scan of the page that every side signed them."""
    page.get_by_label(re.compile("^会议记录")).fill("各方逐项表态，一致同意。")
    _press(page, "保存记录")
    for box in page.locator("#next input[name=attendances]").all():
        box.check()
    page.locator("#next input[name=scan]").set_input_files(SIGNED)
    _press(page, "登记签字")


def test_a_topic_becomes_a_duty_that_is_done(open_page: Open, city: City) -> None:
    secretary = Person(open_page("/", viewport=DESK, bypass_csp=True), "社区书记")
    page = secretary.page
    page.goto("/deliberation/topics/new")
    page.get_by_label(re.compile("^哪个小区")).select_option(index=1)
    page.get_by_label(re.compile("^要议什么")).fill(TOPIC)
    secretary.looks()
    _press(page, "提出")
    secretary.unfolds("accept").get_by_role("button", name="列入议题").click()
    secretary.looks()
    page.get_by_role("link", name="召集会议").click()
    page.get_by_label(re.compile("^地点")).fill("党群服务中心")
    secretary.looks()
    _press(page, "通知会议")
    sitting = page.url
    secretary.looks()
    page.get_by_role("link", name=re.compile("^会议页面")).click()
    meeting = page.url
    city.let_pass(timedelta(days=6))
    secretary.enters()
    _come(page, meeting)
    page.goto(meeting)
    page.locator("form[action$='/open'] select").select_option(index=1)
    _press(page, "开始会议")
    _all_agree(page)
    _press(page, "结束会议")
    _sign(page)
    page.goto(sitting)
    # Topics of others may stand on this agenda too.
    ours = page.locator("main .stack", has=page.get_by_role("link", name=TOPIC))
    ours.locator("details.act summary").click()
    form = ours.locator("form[action*='/deliberation/meetings/']")
    form.locator("textarea[name=text]").fill("由居委会联系维修，两周内换新雨棚")
    form.locator("input[name=title1]").fill("更换东门雨棚")
    form.locator("select[name=owner1]").select_option(index=1)
    form.locator("input[name=until1]").fill((shanghai_day(utc_now()) + timedelta(days=20)).isoformat())
    form.get_by_role("button", name="记录议定事项").click()
    expect(page.get_by_role("main")).to_contain_text("议定事项已记录")
    page.get_by_role("main").get_by_role("link", name=TOPIC).click()
    secretary.looks()
    page.get_by_role("link", name="更换东门雨棚").click()
    form = secretary.unfolds("submit")
    form.get_by_label("做了什么，结果怎样").fill("雨棚已经换好")
    form.get_by_role("button", name="提交完成情况").click()
    secretary.unfolds("accept").get_by_role("button", name="验收通过").click()
    expect(page.get_by_role("main")).to_contain_text("已完成")
