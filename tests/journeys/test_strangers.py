"""What is not mine is answered like what is not there, and both say how to go on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import City, Open
from tests.journeys.people import Person

pytestmark = pytest.mark.journey
NOWHERE = "999999999999"


def says(page: Page, path: str) -> tuple[int, str]:
    answer = page.goto(path)
    assert answer
    return answer.status, page.inner_text("main")


@pytest.mark.parametrize("role", ["社区工作人员", "街道工作人员", "部门工作人员", "物业项目经理", "居民"])
def test_another_streets_case_is_answered_like_none(open_page: Open, city: City, role: str) -> None:
    person = Person(open_page(bypass_csp=True), role)
    foreign = city.case_of_another_county("瑶海区")
    answers = {says(person.page, f"/cases/{number}") for number in (foreign, NOWHERE)}
    assert len(answers) == 1
    status, words = answers.pop()
    assert status == 404
    assert foreign not in words
    assert person.page.locator("main a").count() > 0, "a dead end"
    person.looks()


def test_what_a_role_does_not_have_says_so(open_page: Open) -> None:
    clerk = Person(open_page(bypass_csp=True), "社区工作人员")
    status, _words = says(clerk.page, "/audit")
    assert status in {403, 404}
    assert clerk.page.locator("main a").count() > 0, "a dead end"
    clerk.looks()


def test_a_page_of_staff_asks_a_visitor_to_sign_in(open_page: Open) -> None:
    page = open_page("/work")
    assert "/sign-in" in page.url
