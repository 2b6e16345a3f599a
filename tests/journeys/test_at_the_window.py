"""An old owner comes to the window: a clerk finds his home, sees a document, enters the ballot, gives a receipt."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]


def test_a_ballot_is_entered_at_the_window(open_page: Open) -> None:
    owner = Person(open_page(viewport=PHONE, bypass_csp=True), "居民")
    page = owner.page
    page.goto("/votes/mine")
    card = page.locator("section.card", has=page.get_by_role("link", name=re.compile("去投票|再投一次")))
    card = card.filter(has=page.get_by_role("link", name="看会议和议程")).first
    unit = card.locator("h2").inner_text().split()[-1]
    meeting = card.get_by_role("link", name="看会议和议程").get_attribute("href")
    assert meeting

    clerk = Person(open_page(viewport=DESK, bypass_csp=True), "社区工作人员")
    page = clerk.page
    page.goto(meeting)
    page.get_by_role("link", name="表决窗口", exact=True).click()
    clerk.looks()
    page.fill("[name=q]", unit)
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name=unit, exact=True).click()
    clerk.looks()
    step = page.locator("details.act", has=page.locator("[name=act][value=cast]"))
    if step.get_attribute("open") is None:
        step.locator("summary").click()
    step.get_by_role("button", name="录入选票").click()
    expect(page.locator("main")).to_contain_text("没有办成")
    step.locator("[name=document]").select_option("identity_card")
    for ballot in step.locator("fieldset", has_text="第").all():
        ballot.get_by_text("同意", exact=True).click()
    step.get_by_role("button", name="录入选票").click()
    expect(page.locator("h1")).to_have_text("选票回执")
    clerk.looks()
    assert page.locator("dd b.num").first.inner_text()
    page.get_by_role("link", name="回表决窗口").click()
    expect(page.locator("h1")).to_have_text("表决窗口")
    owner.page.goto("/votes/mine")
    expect(owner.page.locator("main")).to_contain_text("窗口")
    owner.looks()
