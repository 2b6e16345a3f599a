"""S10: an owner who is old votes on paper; a clerk prints, takes the ballot in by photo, and confirms what was read."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from hemei.community.voting.rules.sheets import pages_of
from hemei.community.voting.tests.pens import drawn_pages, filled_in, photographed, seeded
from hemei.kernel.workdays import SHANGHAI
from tests.journeys.conftest import DESK, PHONE, ROOT, City, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
# The notice of the vote, by the clerk whose pages the journey opens.
_NOTICE = """
from hemei.project.start import ready
ready()
from datetime import timedelta
from hemei.community.voting import services
from hemei.ground.people.models import Account, Appointment
from hemei.ground.places.models import Estate
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
everyone = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
with records.acting(everyone):
    person = Account.objects.filter(sample__isnull=False).values_list("person_id", flat=True)
    office = Appointment.objects.filter(person_id__in=list(person), role="community_clerk").order_by("id").first()
    estates = Estate.objects.filter(scope__startswith=office.scope).order_by("id")
    estate = next(one for one in estates if places.standing_units(one.pk, actor=everyone, on=shanghai_day(utc_now())))
    places_of = (PlaceRange(office.scope),)
    clerk = Actor(Role.COMMUNITY_CLERK, office.pk, office.person_id, office.body_id, office.pk, places_of)
with records.acting(clerk):
    print(services.freeze_roll(actor=clerk, now=utc_now(), estate_id=estate.pk, key="journey-paper",
        matters=["hire_company", "use_maintenance_fund"], closes_at=utc_now() + timedelta(days=9)))
"""


def noticed(city: City) -> int:
    command = [sys.executable, "-P", "-c", _NOTICE]
    done = subprocess.run(
        command, cwd=ROOT, env=city.environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return int(done.stdout.split()[-1])


def test_an_old_owner_votes_on_paper_and_a_clerk_takes_it_in(
    open_page: Open, city: City, tmp_path: Path
) -> None:
    roll = noticed(city)
    clerk = Person(open_page("/", viewport=DESK, bypass_csp=True), "社区工作人员")
    page = clerk.page
    with city.working():
        page.goto(f"/paper/{roll}")
        page.get_by_role("button", name="印票").click()
        link = page.locator("#runs a.title")
        link.wait_for()
        clerk.looks()
        with page.expect_download() as downloaded:
            link.click()
        content = Path(downloaded.value.path()).read_bytes()
        [layout] = pages_of(
            [(1, "选聘和解聘物业服务企业或者其他管理人"), (2, "使用建筑物及其附属设施的维修资金")]
        )
        chance = seeded(3)
        [clean] = drawn_pages(content, -1)
        photo, _ = filled_in(clean, layout, ["tick", "cross"], chance)
        (tmp_path / "票.jpg").write_bytes(photographed(photo, chance))

        phone = Person(open_page("/", viewport=PHONE, bypass_csp=True), "社区工作人员")
        page = phone.page
        page.goto(f"/paper/{roll}")
        phone.looks()
        handed = f"{datetime.now(SHANGHAI):%Y-%m-%dT%H:%M}"
        page.locator("[name=handed_from]").fill(handed)
        page.locator("[name=received_at]").fill(handed)
        page.get_by_role("button", name="开始收一批票").click()
        page.locator("[name=files]").set_input_files(tmp_path / "票.jpg")
        page.get_by_role("button", name="上传").click()
        confirm = page.get_by_role("button", name="我已核对，计入1张票")
        confirm.wait_for()
        phone.looks()
        page.get_by_role("link", name="第1页").click()
        phone.looks()
        page.go_back()
        page.locator("[name=signed]").check()
        page.locator("[name=evidence]").fill("推选书，存档案盒三")  # of a home with several owners
        confirm.click()
        expect(page.locator(".head .badge")).to_have_text("已确认")
    page.goto(f"/paper/{roll}")
    expect(page.locator("dl.facts")).to_contain_text("已读入的票")
    page.goto(f"/paper/{roll}/ballots")
    page.evaluate("document.querySelectorAll('details').forEach((step) => { step.open = true; })")
    phone.looks()
