"""S17: who is in charge sees his place's figures, and each number opens to the very records behind it."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, ROOT, City, Open
from tests.journeys.people import Person
from tests.journeys.test_every_page import EVERY_FACE, dressed

pytestmark = [pytest.mark.journey, pytest.mark.prove]

# The worker of a journey before this one may have counted under a moved clock, or before estates were added.
_COUNTED = """
from hemei.project.start import ready
ready()
from hemei.faces.cockpit import services
from hemei.kernel.clock import utc_now
services.refresh_rollups(now=utc_now() + services.LAG, whole=True)
"""


def test_a_number_opens_to_its_records_and_the_map_shows_them(city: City, open_page: Open) -> None:
    subprocess.run([sys.executable, "-P", "-c", _COUNTED], cwd=ROOT, env=city.environment, check=True)
    told = {row["id"]: row for row in json.loads(city.run("figures", "--json").stdout)}
    bureau = Person(open_page(viewport=DESK, bypass_csp=True), "市级主管部门")
    page = bureau.page
    page.get_by_role("link", name="驾驶舱").click()
    tile = page.locator(".figure").filter(has_text="物业管理覆盖率（按小区数）")
    expect(tile).to_contain_text(f"{told['F10']['counted']} / {told['F10']['of']}")
    tile.get_by_role("link").click()
    page.get_by_role("navigation", name="是否计入").get_by_role("link", name=re.compile("^计入")).click()
    expect(page.locator("ul.subjects > li")).to_have_count(min(50, told["F10"]["counted"]))
    first = page.locator("ul.subjects a.title").first
    estate = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(estate)
    page.get_by_role("link", name="驾驶舱").click()
    page.get_by_role("link", name="小区分布").click()
    page.locator(":root[data-map-ready]").wait_for()
    shown = page.locator("[data-show]").first
    shown.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup-content a")).to_have_text(
        page.locator("ul.subjects > li a").first.inner_text()
    )
    bureau.looks()


@pytest.mark.prove
def test_the_bureau_makes_a_bulletin_and_a_resident_reads_it(city: City, open_page: Open) -> None:
    page = Person(open_page("/", viewport=DESK, bypass_csp=True), "市级主管部门").page
    page.get_by_role("link", name="驾驶舱").click()
    page.get_by_role("main").get_by_role("link", name="月度简报").click()
    page.get_by_role("button", name="生成").click()
    expect(page.get_by_role("status").filter(has_text="排版")).to_be_visible()
    city.run("worker", "--once")
    expect(page.get_by_role("link", name="下载 PDF")).to_be_visible(timeout=90_000)
    page.get_by_role("button", name="向居民公布").click()
    expect(page.get_by_role("button", name="撤回公布")).to_be_visible()
    resident = Person(open_page("/", viewport=DESK, bypass_csp=True), "居民")
    resident.page.get_by_role("contentinfo").get_by_role("link", name="月度简报").click()
    with resident.page.expect_download() as given:
        resident.page.get_by_role("link", name=re.compile("住宅小区治理月度简报")).click()
    assert given.value.path().read_bytes().startswith(b"%PDF-")
    resident.looks()


@pytest.mark.parametrize("face", EVERY_FACE)
def test_axe_finds_nothing_serious_in_the_cockpit(open_page: Open, face: str) -> None:
    person = dressed(open_page, face, "街道工作人员")
    person.page.goto("/cockpit")
    person.looks()
    board = person.page.url
    for path in (
        "/figures/F10",
        "/figures/C6?verdict=no",
        "/map",
        "/bulletins",
        "/wall",
        "?on=2026-13-01",
        "?on=2010-01-01",
    ):
        person.page.goto(board + path)
        person.looks()
