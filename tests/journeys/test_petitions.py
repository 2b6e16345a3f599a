"""S15, F9: a community confirms a repetition and turns a petition into a dispute; the county answers a pattern."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]


def test_a_petition_becomes_a_dispute_and_a_pattern_a_duty(open_page: Open) -> None:
    bureau = Person(open_page("/", viewport=DESK, bypass_csp=True), "市级主管部门")
    page = bureau.page
    page.goto("/petitions?repeat=proposed")
    bureau.looks()
    page.locator("main tbody a").first.click()
    bureau.looks()
    page.get_by_role("button", name="是重复信访").click()
    expect(page.get_by_role("main")).to_contain_text("已登记为重复信访")
    clerk = Person(open_page("/", viewport=PHONE, bypass_csp=True), "社区工作人员")
    page = clerk.page
    page.goto("/petitions")
    clerk.looks()
    page.locator("main tbody a").last.click()
    page.get_by_role("button", name="转入调解").click()
    expect(page.get_by_role("main")).to_contain_text("已转入调解")
    clerk.looks()
    county = Person(open_page("/", viewport=DESK, bypass_csp=True), "县区联席办")
    page = county.page
    page.goto("/petitions/patterns")
    county.looks()
    page.get_by_role("button", name=re.compile("^布置治理任务")).first.click()
    expect(page.get_by_role("main")).to_contain_text("已提出")
    page.get_by_role("link", name="看任务").first.click()
    expect(page.get_by_role("main")).to_contain_text("怎样从成因上治理")
