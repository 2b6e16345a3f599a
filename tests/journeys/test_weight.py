"""An old telephone on a slow network: the report page, the whole filing and a patrol stay light, all counted.

Weighed is what comes over the wire to a phone that has nothing yet: pages, styles, scripts, suggestions, and what a
service worker fetches. Photos go up and are not counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import PHONE, City, Open
from tests.journeys.people import Person
from tests.journeys.wire import Rounds, Wire, wire_to

pytestmark = pytest.mark.journey
MOST_BYTES = 150_000
MOST_ROUNDS = 3


@contextmanager
def bare_phone(browser: Browser, wire: Wire, state: Any = None) -> Iterator[tuple[Page, Rounds]]:
    """A phone that knows nothing but who is signed in."""
    context = browser.new_context(base_url=wire.address, locale="zh-CN", viewport=PHONE, storage_state=state)
    page = context.new_page()
    try:
        yield page, Rounds(context.new_cdp_session(page))
    finally:
        context.close()


def settle(page: Page) -> None:
    """Wait until the page has come and its service worker, if it has one, has fetched what it keeps."""
    page.wait_for_load_state("networkidle")
    page.evaluate("Promise.race([navigator.serviceWorker.ready, new Promise((ok) => setTimeout(ok, 3000))])")
    page.wait_for_timeout(1500)


def test_filing_a_report_is_light_and_short(
    browser: Browser, city: City, open_page: Open, photos: list[Path]
) -> None:
    found = open_page("/report?q=示范", script=False).locator("ul.rows a.title").first
    form = str(found.get_attribute("href"))
    with wire_to(city.address) as wire, bare_phone(browser, wire) as (page, rounds):
        page.goto(form)
        page.locator("form[data-draft-ready]").wait_for()
        settle(page)
        opened = f"the page itself: {wire.came} bytes, {rounds.most} rounds, {wire.asked}"
        assert wire.came < MOST_BYTES, opened
        assert rounds.most <= MOST_ROUNDS, (opened, rounds.depth)
        page.fill("[name=text]", "儿童滑梯的螺丝松了")
        page.set_input_files("[name=photos]", photos)
        page.wait_for_timeout(3000)  # the kinds his words suggest come while he looks for photos
        before = len(wire.asked)
        page.get_by_role("button", name="提交").click()
        page.wait_for_url("**/report/received/*")
        settle(page)
        waited = [path for path in wire.asked[before:] if "/static/" not in path]
        filed = f"with its sending: {wire.came} bytes, {wire.asked}"
        assert wire.came < MOST_BYTES, filed
        assert len(waited) <= MOST_ROUNDS, filed
        assert any(path.startswith("/report/kinds") for path in wire.asked), "the suggestion was not weighed"


def test_a_patrol_is_light(browser: Browser, city: City, open_page: Open) -> None:
    worker = Person(open_page(), "网格员")
    with wire_to(city.address) as wire:
        with bare_phone(browser, wire, worker.page.context.storage_state()) as (page, rounds):
            page.goto("/patrols")
            page.locator("ul.rows a.title[data-kept-page]").first.wait_for()
            settle(page)
            day = f"the day with what it lays in store: {wire.came} bytes, {rounds.most} rounds, {wire.asked}"
            one = str(page.locator("a.title[data-kept-page]").first.get_attribute("href"))
            assert wire.came < MOST_BYTES, day
            assert rounds.most <= MOST_ROUNDS, (day, rounds.depth)
        wire.begin()
        with bare_phone(browser, wire, worker.page.context.storage_state()) as (page, rounds):
            page.goto(one)
            page.locator("form[data-draft-ready]").wait_for()
            settle(page)
            round_ = f"a round: {wire.came} bytes, {rounds.most} rounds, {wire.asked}"
            assert wire.came < MOST_BYTES, round_
            assert rounds.most <= MOST_ROUNDS, (round_, rounds.depth)
