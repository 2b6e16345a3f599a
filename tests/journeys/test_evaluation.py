"""Evaluations in a browser: a street's rank opens down to a record, a failed committee's recall is recommended."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]


def test_s8_a_street_is_ranked_and_opens_a_line_down_to_a_record(open_page: Open) -> None:
    clerk = Person(open_page(viewport=PHONE, bypass_csp=True), "街道工作人员")
    page, own = clerk.page, clerk.stands_in().removesuffix("办事处")
    page.goto("/evaluations?standard=street-evaluation")
    page.locator("main").get_by_role("link", name="街道物业管理专项评价").first.click()
    expect(page.locator("main")).to_contain_text("名次")
    clerk.looks()
    others = [link for link in page.locator("tbody a").all() if link.inner_text() != own]
    foreign = others[0].get_attribute("href") or ""
    page.get_by_role("link", name=own, exact=True).click()
    item = page.get_by_role("link", name="社区配备一至二名兼职人员", exact=True)
    expect(page.locator("main")).to_contain_text("目前没有记录可证")
    clerk.looks()
    item.click()
    expect(page.locator("main")).to_contain_text("打开指标F8当日的清单")
    clerk.looks()
    page.goto(
        f"{foreign}/items/staff_communities"
    )  # another street's records lie hidden and must not look undone
    expect(page.locator("main")).to_contain_text("没有您有权查看的记录")


def test_s5_a_failed_committee_is_talked_to_and_its_recall_recommended_to_those_entitled(
    open_page: Open,
) -> None:
    bureau = Person(open_page(viewport=DESK, bypass_csp=True), "市级主管部门")
    page = bureau.page
    page.goto("/evaluations?standard=committee-evaluation")
    page.locator("main").get_by_role("link", name="业主委员会履职评价").first.click()
    failed = page.locator("tbody tr", has_text="不合格").first
    failed.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("建议罢免不称职的委员")
    expect(page.locator("main")).to_contain_text("评价只是建议")
    bureau.looks()
    page.get_by_role("link", name="打开任务").click()
    expect(page.locator("main")).to_contain_text("约谈")
