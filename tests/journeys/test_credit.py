"""S11: a company objects to what was recorded of it, and wins."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from tests.journeys.conftest import DESK, PHONE, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]


def test_a_company_objects_and_wins(open_page: Open) -> None:
    company = Person(open_page("/", viewport=PHONE, bypass_csp=True), "物业项目经理")
    named = company.stands_in()
    company.page.goto("/credit/mine")
    company.looks()
    bureau = Person(open_page("/", viewport=DESK, bypass_csp=True), "市级主管部门")
    county = Person(open_page("/", viewport=DESK, bypass_csp=True), "区县协调员")
    page = county.page
    page.goto("/credit/lines/new?estate=示范")
    county.looks()
    page.locator("main .rows a.title", has_text=named).first.click()
    page.get_by_label(re.compile("^行为日期")).fill(shanghai_day(utc_now()).isoformat())
    page.get_by_label(re.compile("^行为(?!日期)")).select_option("B05")
    page.get_by_label(re.compile("^依据")).fill("核查记录第8号：一季度收支未公开")
    county.looks()
    page.get_by_role("main").get_by_role("button", name="登记", exact=True).click()
    proposed, page = page.url, bureau.page
    page.goto(proposed)
    page.get_by_role("button", name="认定", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("计分")
    line = page.url
    company.page.goto(line)
    company.page.locator("details.act summary", has_text="提出异议").click()
    company.page.get_by_label(re.compile("^异议的事实和证据")).fill("一季度收支4月10日已在公示栏公开，附照片")
    company.looks()
    company.page.get_by_role("button", name="提交异议").click()
    expect(company.page.get_by_role("main")).to_contain_text("暂不计分")
    # Who confirmed it does not decide the objection to it.
    page = county.page
    page.goto(line)
    county.looks()
    page.locator("details.act summary", has_text="异议成立").click()
    form = page.locator("form", has=page.locator("input[value=uphold]"))
    form.locator("textarea").fill("经核实，照片和日期属实")
    form.get_by_role("button").click()
    company.page.goto(line)
    expect(company.page.get_by_role("main")).to_contain_text("已撤销")
    expect(company.page.get_by_role("main")).to_contain_text("经核实，照片和日期属实")
    company.looks()
