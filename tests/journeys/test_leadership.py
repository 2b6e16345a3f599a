"""S1, S2: a duty is done with a paper and leads to its clause; a branch stands in an estate and is led from above."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from tests.journeys.conftest import DESK, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
PAPER = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer\n%%EOF\n"


OWN = "示范：汇总本季度物业投诉的办理情况"
"""A duty the journey sets itself: what the lists demand depends on the day the city is built."""


def test_the_bureau_gives_a_duty_and_the_county_does_it_with_a_paper(open_page: Open) -> None:
    bureau = Person(open_page("/", viewport=DESK, bypass_csp=True), "市级主管部门")
    page = bureau.page
    page.goto("/party/lists")
    with page.expect_navigation():
        page.locator("li[id='county.plan'] form button").click()
    expect(page.get_by_role("status").first).to_be_visible()
    page.locator("li[id='county.plan'] a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    county = Person(open_page("/", viewport=DESK, bypass_csp=True), "区县协调员")
    body = county.stands_in()
    page.goto(f"/duties/new?q={body}")
    page.get_by_label("责任单位").select_option(label=body)
    page.get_by_label(re.compile("^要求做什么")).fill(OWN)
    page.get_by_label(re.compile("^完成期限")).fill(
        (shanghai_day(utc_now()) + timedelta(days=20)).isoformat()
    )
    page.get_by_role("button", name="布置任务").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(OWN)
    page = county.page
    page.goto("/duties?view=mine&state=open")
    page.get_by_role("link", name=OWN).click()
    page.locator("details.act summary").first.click()
    form = page.locator("form[action$='/submit']")
    form.get_by_label("做了什么，结果怎样").fill("已召开联席会议，分工到人。")
    form.locator("input[name=attachments]").set_input_files(
        {"name": "会议纪要.pdf", "mimeType": "application/pdf", "buffer": PAPER}
    )
    form.get_by_role("button", name="提交完成情况").click()
    expect(page.get_by_role("link", name=re.compile("^文件1（PDF"))).to_be_visible()
    county.looks()
    page.locator(".timeline a[href^='/standards/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_secretary_founds_a_branch_that_the_community_leads(open_page: Open) -> None:
    secretary = Person(open_page("/", viewport=DESK, bypass_csp=True), "社区书记")
    page = secretary.page
    page.goto("/estates")
    page.get_by_role("main").locator("tbody a, ul.rows a").first.click()
    code = page.url.rsplit("/", 1)[-1]
    page.goto(f"/party/new?level=estate&estate={code}")
    page.get_by_label(re.compile("^名称")).fill("示范试建小区党支部")
    page.get_by_label("党支部", exact=True).check()
    page.get_by_label(re.compile("^成立日期")).fill("2025-07-01")
    page.get_by_role("button", name="成立党组织").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("示范试建小区党支部")
    expect(page.get_by_role("main")).to_contain_text("由")
    secretary.looks()
    page.goto("/service")
    secretary.looks()
    page.get_by_role("main").locator("tbody a").first.click()
    secretary.looks()
    page.get_by_role("link", name="人员和时长").click()
    secretary.looks()
