"""An owner asks for a visit; a clerk stands at his door with a phone, and both keep what they must keep."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]


def test_a_ballot_is_fetched_from_the_door(open_page: Open) -> None:
    owner = Person(open_page(viewport=PHONE, bypass_csp=True), "居民")
    page = owner.page
    page.goto("/votes/mine")
    asks = page.get_by_role("link", name="请社区上门")
    card = page.locator("section.card").filter(has=asks).first
    unit = card.locator("h2").inner_text().split()[-1]
    meeting = card.get_by_role("link", name="看会议和议程").get_attribute("href")
    assert meeting
    asks.first.click()
    owner.looks()
    page.select_option("[name=when]", "morning")
    page.get_by_role("button", name="请社区上门").click()
    expect(page.locator("main")).to_contain_text("已请上门")
    owner.looks()
    for name in ("由谁投票", "业主提议", "收到了确认函？填写代码"):
        page.goto("/votes/mine")
        page.get_by_role("link", name=name).first.click()
        owner.looks()

    clerk = Person(open_page(viewport=PHONE, bypass_csp=True), "社区工作人员")
    page = clerk.page
    page.goto(meeting)  # other estates of the community may hold theirs, too
    page.get_by_role("link", name=re.compile("上门收票（.户请上门）")).click()
    clerk.looks()
    expect(page.locator("tbody tr").first).to_contain_text("上午")
    page.locator("tbody tr", has_text=unit).get_by_role("link", name="上门收票").click()
    clerk.looks()
    page.select_option("[name=visitor]", index=1)
    page.select_option("[name=document]", "identity_card")
    page.get_by_role("button", name="提交选票").click()
    expect(page.locator(".notice.bad")).to_contain_text("还有事项没有选择")
    for ballot in page.locator("fieldset", has_text="第").all():
        ballot.get_by_text("同意", exact=True).click()
    page.get_by_role("button", name="提交选票").click()
    expect(page.locator("h1")).to_have_text("选票回执")
    clerk.looks()
    assert page.locator("dd b.num").first.inner_text()
    for name in ("回表决窗口", "送到门上的确认函"):
        page.get_by_role("link", name=name).first.click()
        clerk.looks()
    owner.page.goto("/votes/mine")
    expect(owner.page.locator("main")).to_contain_text("上门")
