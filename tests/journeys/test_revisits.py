"""S9: a lot falls on a closed case, the street goes there with a phone and finds it as it was: C8 moves."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, ROOT, City, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
PHONE_LEFT = "13900000029"
_ADVANCE = """
from hemei.project.start import ready
ready()
from hemei.coordination.cases import services
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel import clock
worker = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
services.advance_lots(actor=worker, now=clock.utc_now())
records.take_checkpoint(now=clock.utc_now())
services.advance_lots(actor=worker, now=clock.utc_now())
"""


def test_a_lot_finds_a_false_closing_and_the_figure_moves(
    city: City, open_page: Open, estate: str, photos: list[Path]
) -> None:
    reporter = Person(open_page(viewport=PHONE, bypass_csp=True))
    clerk = Person(open_page(viewport=DESK, bypass_csp=True), "社区工作人员")
    number = reporter.reports(estate, photos[:1], phone=PHONE_LEFT)
    clerk.does(number, "accept")
    clerk.closes(number, "车已经挪走", photos[1:])
    reporter.follows(number, PHONE_LEFT, city.code_sent_to)
    reporter.acts("accept_result")
    before = false_of(city)

    city.let_pass(timedelta(days=8))
    command = [sys.executable, "-P", "-c", _ADVANCE]
    ran = subprocess.run(command, cwd=ROOT, env=city.environment, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    visitor = Person(open_page(viewport=PHONE, bypass_csp=True), "街道工作人员")
    page = visitor.page
    page.goto("/work?kind=revisit")
    visitor.looks()
    expect(page.locator("ul.rows > li").first).to_contain_text("请复查")
    page.locator("ul.rows > li a.title").first.click()
    drawn = page.url.rsplit("/", 1)[1]
    expect(page.get_by_role("main")).to_contain_text("这个案件抽中复查")
    form = visitor.unfolds("record_revisit")
    form.locator("[name=found][value=false]").check()
    form.locator("[name=text]").fill("到现场看了，和上报时一样。")
    form.locator("[name=photos]").set_input_files(photos[:1])
    visitor.looks()
    visitor.sends(form)
    assert visitor.state() == "已受理"
    visitor.looks()
    assert city.events_of(drawn)[-1]["type"] == "cases.case_reopened"
    home = Person(open_page(viewport=DESK, bypass_csp=True), "社区工作人员")
    home.page.goto("/work?kind=handling")
    expect(home.page.get_by_role("main")).to_contain_text("请办理")
    assert false_of(city) == before + 1


def false_of(city: City) -> int:
    """Return how many re-visits found a closing false, as the command line tells figure C8."""
    told = json.loads(city.run("figures", "--json").stdout)
    return next(int(row["counted"]) for row in told if row["id"] == "C8")
