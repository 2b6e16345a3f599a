"""What the course of a case says of an event's data: words, never a raw yes, no or nothing."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.coordination.cases import queries
from hemei.coordination.cases.pages import course
from hemei.coordination.cases.tests.conftest import Quarter
from hemei.coordination.cases.tests.test_pages import PHONE, browser_of, reported
from hemei.kernel.actor import Role

pytestmark = pytest.mark.django_db


def test_who_said_that_it_is_another_is_told_so_in_words(quarter: Quarter) -> None:
    number = reported(quarter, phone=PHONE)
    page = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会").get(f"/cases/{number}").text
    assert "上报人看过相似的案件，说不是同一件" in page
    assert "请求批准" not in page
    assert "True" not in page


@pytest.mark.parametrize("raw", [True, False, None])
def test_no_key_of_an_event_shows_a_raw_value(raw: object) -> None:
    names = course.Names(queries.law_of(date(2026, 6, 1)))
    for key in (*course._ABOUT, "anything"):
        said = course._about_lines({key: raw}, names)
        assert said == (["上报人看过相似的案件，说不是同一件"] if raw and key == "asked" else []), key
