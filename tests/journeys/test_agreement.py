"""S13: the tiers of an account agreement are added, taken away and corrected, without scripts and by the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Open
from tests.journeys.people import Person
from tests.journeys.test_purses import _account

pytestmark = [pytest.mark.journey, pytest.mark.prove]


def test_a_tier_for_one_kind_of_payment_is_written_by_the_keyboard_without_scripts(
    open_page: Open, estate: str
) -> None:
    clerk = Person(open_page(viewport=PHONE, script=False), "社区工作人员")
    page = clerk.page
    page.goto(f"{_account(clerk, estate)}/agreement/put")
    _adds(page)
    expect(page.locator("[name=name_2]")).to_have_value("大额")
    page.locator("[name=name_3]").press("Enter")  # hands the form in, and takes no tier away
    expect(page.locator(".notice.bad")).to_contain_text("第4档的名称“”是空的")
    expect(page.locator("[name=tiers]")).to_have_value("4")
    expect(page.locator("[name=up_to_0]")).to_have_value("5,000.00")
    page.locator("button[name=remove][value='3']").press("Enter")
    expect(page.locator("[name=tiers]")).to_have_value("3")
    expect(page.locator("[name=name_2]")).to_be_focused()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_each_page_of_an_agreement_is_readable(
    open_page: Open, estate: str, viewport: dict[str, int]
) -> None:
    clerk = Person(open_page(viewport=viewport, bypass_csp=True), "社区工作人员")
    account, page = _account(clerk, estate), clerk.page
    page.goto(account)
    expect(page.locator("main")).to_contain_text("所有付款")
    clerk.looks()
    page.goto(f"{account}/agreement/put")
    clerk.looks()
    _adds(page)
    clerk.looks()
    page.get_by_role("button", name="召集表决").click()
    expect(page.locator(".notice.bad")).to_contain_text("是空的")
    clerk.looks()


def _adds(page: Page) -> None:
    """Add a tier after the last: the form goes on in it, with what the last demands."""
    page.locator("button[name=add][value='2']").press("Enter")
    expect(page.locator("[name=name_3]")).to_be_focused()
    expect(page.locator("fieldset[id='tier-3'] [role=status]")).to_contain_text("已加一档")
    expect(page.locator("[name=approvers_3]")).to_have_value("2")
