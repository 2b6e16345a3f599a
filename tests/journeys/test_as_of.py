"""Every page of a register as of a past day: it says so, leads back to today, and no link of it loses the day."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import APIResponse

from hemei.faces.portal.past import PAGES, TODAY_ONLY
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from tests.journeys.conftest import DESK, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
LINK = re.compile(r'(?:href|data-map|hx-get)="(/[^"#]*)')
# Where the walk begins, by role; the other pages are found by their links.
BEGINS = {
    "市级主管部门": (
        "/estates", "/companies", "/management", "/committees",
        "/offices/streets", "/offices/towns", "/offices/assessments", "/party?level=estate", "/party/lists",
        "/party/system", "/policy", "/duties?view=area", "/cockpit", "/deliberation/communities", "/honours/estates",
        "/renewal",
    ),
    "系统管理员": ("/office/bodies",),
}  # fmt: skip
FILES = ("_sheet", ":sheet", ":points")


def name_of(address: str) -> str:
    try:
        return resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return ""


def test_every_register_page_knows_the_past_and_keeps_its_day(open_page: Open) -> None:
    day = shanghai_day(utc_now() - timedelta(days=40)).isoformat()
    seen: set[str] = set()
    for role, begins in BEGINS.items():
        person = Person(open_page(viewport=DESK), role)
        waiting = [f"{path}{'&' if '?' in path else '?'}on={day}" for path in begins]
        while waiting:
            address = waiting.pop(0)
            name = name_of(address)
            if name in seen:
                continue
            seen.add(name)
            answer = person.page.request.get(address)
            assert answer.ok, f"{address}: {answer.status}"
            waiting += [] if name.endswith(FILES) else links_of(answer, address, day)
    assert PAGES - seen == set(), "no link led there from the pages the walk began with"


def links_of(answer: APIResponse, address: str, day: str) -> list[str]:
    """Return where a page leads, having looked at its banner, its links, and that it offers no act."""
    page = answer.text()
    assert f"这是 {day} 的情况" in page, f"{address} does not say that it shows a past day"
    back, *_ = re.findall(r'href="([^"]*)">回到今天', page)
    assert "on=" not in back
    acts = [
        link for link in LINK.findall(page) if TODAY_ONLY.get(name_of(unescape(link))) == "a form acts today"
    ]
    assert acts == [], f"{address} offers acts on a past day"
    assert 'method="post"' not in page.partition("<main")[2].partition("</main>")[0], f"{address} has a form"
    found = [unescape(link) for link in LINK.findall(page) if name_of(unescape(link)) in PAGES]
    lost = [link for link in found if f"on={day}" not in link and link != unescape(back)]
    assert lost == [], f"{address} loses the day in {lost}"
    return [link for link in found if link != unescape(back)]
