"""A mechanism becomes an exemplar: the street nominates, the group reviews, it hangs out, a resident objects."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from hemei.kernel.clock import utc_now
from tests.journeys.conftest import DESK, PHONE, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
WHY = "社区党组织牵头，每月议事，议定事项按期办结。"


def test_an_exemplar_from_nomination_to_objection(open_page: Open) -> None:
    street, bureau = (
        Person(open_page(viewport=DESK, bypass_csp=True), "街道工作人员"),
        Person(open_page(viewport=DESK, bypass_csp=True), "市级主管部门"),
    )
    for person, addresses in (
        (street, ("/honours", "/honours/estates", "/honours/new", "/honours/plan")),
        (bureau, ("/honours/desk", "/honours/plan")),
    ):
        for address in addresses:
            person.page.goto(address)
            person.looks()
    street.page.goto("/honours")
    street.page.locator("a.title").first.click()
    street.looks()
    bureau.page.goto("/honours/desk")
    waiting = bureau.page.locator("#review")
    if waiting.locator("[name=chosen]").count():
        waiting.locator("[name=chosen]").first.check()
        waiting.locator("[name=on]").fill(utc_now().date().isoformat())
        waiting.get_by_role("button", name="登记评审").click()
        expect(bureau.page.locator("#review .notice.bad")).to_be_visible()  # who took part is not said
        bureau.looks()
    resident = Person(open_page(viewport=PHONE, bypass_csp=True), "居民")
    for address in ("/exemplars",):
        resident.page.goto(address)
        resident.looks()
    resident.page.goto("/exemplars")
    if resident.page.get_by_role("link", name="提出异议").count():
        resident.page.get_by_role("link", name="提出异议").first.click()
        resident.looks()
