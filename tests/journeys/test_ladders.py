"""S9: the bureau asks what other rules would have done, changes one value in its field, and goes on to issue it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, City, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]


def tried(page: Page) -> None:
    """Ask for the trial and wait until the worker has played it."""
    page.get_by_role("button", name="试算", exact=True).click()
    page.wait_for_url("**/cases/ladders/*")
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=120_000)


def test_the_bureau_tries_todays_rules_changes_one_value_and_goes_on_to_issue(
    city: City, open_page: Open
) -> None:
    bureau = Person(open_page(viewport=DESK, bypass_csp=True), "市级主管部门")
    page = bureau.page
    with city.working():
        page.goto("/cases/ladders")
        since, until = page.locator("[name=since]").input_value(), page.locator("[name=until]").input_value()
        assert since < until, "the last quarter stands there"
        page.locator("[name=rules]").select_option(index=1)
        tried(page)
        bureau.looks()
        main = page.get_by_role("main")
        expect(main).to_contain_text("两边不同的案件")

        page.goto("/cases/ladders")
        page.locator("[name=rules]").select_option("values")
        page.get_by_text("逐项改", exact=True).click()
        bureau.looks()
        page.locator("[name=escalation-0-to]").select_option("county")
        page.get_by_role("button", name="试算", exact=True).click()
        expect(page.get_by_role("main")).to_contain_text("请写明为什么这样改")
        assert page.locator("[name=escalation-0-to]").input_value() == "county", "what was chosen stays"
        page.locator("[name=why]").fill("超时的直接告知县区，少一层。")
        bureau.looks()
        tried(page)
        bureau.looks()
    expect(main).not_to_contain_text("0件两边不同")
    expect(main).to_contain_text("超时即告知县区协调机构")
    page.get_by_role("button", name="去发布").click()
    expect(page.get_by_role("main")).to_contain_text("改动")
    assert "超时的直接告知县区" in page.locator("[name=toml]").input_value()
    assert page.locator("[name=reason]").input_value()
    bureau.looks()


def test_the_form_is_used_on_a_phone(open_page: Open) -> None:
    bureau = Person(open_page("", viewport=PHONE, bypass_csp=True), "市级主管部门")
    bureau.page.goto("/cases/ladders")
    bureau.page.get_by_text("逐项改", exact=True).click()
    bureau.looks()
