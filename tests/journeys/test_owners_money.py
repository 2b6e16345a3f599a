"""S13, S10: an owner on a phone reads the quarter, opens a spending, says and asks something, and is answered."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
ASKED = "停车收入为什么比上一季少"
_OWING = ("物业项目经理", "业委会委员", "社区工作人员")


def test_an_owner_reads_the_quarter_opens_a_spending_asks_and_is_answered(open_page: Open) -> None:
    owner = Person(open_page("/", viewport=PHONE, bypass_csp=True), "居民")
    page = owner.page
    page.goto("/my/disclosure")
    owner.looks()
    estate = page.locator("main section h2").first.inner_text().split()[0]
    expect(page.locator("main")).to_contain_text("您的份额")
    page.locator("#spent .aside a").click()
    owner.looks()
    page.locator("main li.row a").first.click()
    expect(page.locator("main")).to_contain_text("谁同意的")
    owner.looks()
    page.get_by_label("意见").fill("请把验收照片贴在公告栏")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#stage-after")).to_contain_text("请把验收照片贴在公告栏")
    owner.looks()
    page.goto("/my/disclosure")
    page.locator("#ask textarea").fill(ASKED)
    page.locator("#ask button").click()
    expect(page.locator("#asked")).to_contain_text(ASKED)
    answers = _who_is_asked(open_page, estate)
    answers.looks()
    answers.page.locator("textarea").fill("九月有三个车位停用检修")
    answers.page.get_by_role("button", name="答复").click()
    expect(answers.page.locator("main")).to_contain_text("九月有三个车位停用检修")
    page.reload()
    expect(page.locator("#asked")).to_contain_text("九月有三个车位停用检修")
    owner.looks()


def _who_is_asked(open_page: Open, estate: str) -> Person:
    """Return whoever owes the answer, at the question: the company, the committee, or the community without either."""
    for role in _OWING:
        found = Person(open_page("/", viewport=DESK, bypass_csp=True), role)
        found.page.goto("/questions?open=1")
        rows = found.page.locator("main li.row", has_text=estate).filter(has_text="小区的钱")
        if rows.count():
            rows.first.locator("a").first.click()
            expect(found.page.locator("main")).to_contain_text(ASKED)
            if found.page.locator("main textarea").count():
                return found
    raise AssertionError(f"nobody is asked for {estate}")
