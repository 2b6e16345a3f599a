"""S5: a committee is elected anew, from the candidates to the notice, the vote, the filing and the first meeting."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import DESK, ROOT, City, Open
from tests.journeys.people import Person

HEARD = timedelta(days=17)  # seven days of objections, and a holiday at their end
pytestmark = [pytest.mark.journey, pytest.mark.prove]
# All candidates but the first, owners of the register, then the sheets of the counting station, come through the
# services.
_READY = """
from hemei.project.start import ready
ready()
import sys
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange, Role, system_actor
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
now = utc_now()
with records.acting(system_actor("1.")):
    city = system_actor(places.city().path)
"""
# Three of five resign: an early election needs a ground.
_RESIGN = """
from hemei.ground.people import queries as people
from hemei.ground.people import services as register
with records.acting(city):
    estate = places.found_estates(sys.argv[1], actor=city)[0]
    term = people.term_facts(shanghai_day(now), estate_id=estate.id)
    seats = [seat for seat in people.sitting_seats(term.id, shanghai_day(now)) if not seat.reserve]
for seat in seats[len(seats) // 2 - len(seats):]:
    register.leave_seat(
        actor=city, now=now, seat_id=seat.id, day=shanghai_day(now), reason=people.SeatEnd.RESIGNED
    )
"""
_STAND = """
from collections import Counter
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
with records.acting(city):
    estate = places.found_estates(sys.argv[1], actor=city)[0]
    owned = people.owner_ids_in(estate.id, actor=city, on=shanghai_day(now))
    sealed = [row.name_id for row in people.persons({who for unit in owned.values() for who in unit}, now=now).values()]
    called = Counter(record.open_sealed(sealed).values())
first, *others = sorted(name for name, bearers in called.items() if name and bearers == 1)[:6]
from hemei.community.committees.rules.election_words import Source
from hemei.community.committees.services import elections
clerk = Actor(Role.COMMUNITY_CLERK, account_id=1, person_id=1, places=(PlaceRange(estate.scope),))
said = ("capacity", "law_abiding", "keeps_covenant", "public_spirited", "able")
for name in others:
    draft = elections.CandidateDraft(source=Source.OWNERS, name=name, declared=dict.fromkeys(said, True))
    with records.acting(clerk):
        number = elections.register(actor=clerk, now=now, election_id=int(sys.argv[2]), draft=draft)
        elections.check(actor=clerk, now=now, candidate_id=number, found={})
print(first)
"""
_SHEETS = """
from hemei.community.voting import queries, services
from hemei.community.voting.models import RollUnit
with records.acting(city):
    found = queries.assembly(int(sys.argv[1]), actor=city)
    votes = queries.votes_of(found.id, actor=city)
    units = list(RollUnit.objects.filter(roll_id=found.roll_id).values_list("pk", flat=True))
    choices = {vote.id: "for" if at < 5 else "against" for at, vote in enumerate(votes)}
    clerk = Actor(Role.COMMUNITY_CLERK, account_id=1, person_id=1, places=(PlaceRange(found.scope),))
    with records.acting(clerk):
        sheets = [
            services.SheetDraft(roll_unit_id=unit, choices=choices, channel="paper", received_at=now)
            for unit in units
        ]
        services.enter_sheets(actor=clerk, now=now, roll_id=found.roll_id, sheets=sheets, source="journey")
"""

# Five members come to their first meeting and choose.
_SIT = """
from hemei.community.committees.queries import elections
from hemei.project.demonstration.sitting import hold
with records.acting(city):
    row = elections.election_page(int(sys.argv[1]), actor=city, now=now).row
clerk = Actor(Role.COMMUNITY_CLERK, account_id=1, person_id=1, places=(PlaceRange(row.scope),))
hold(clerk, now, row.meeting_id, "到会委员推选主任。")
"""


@pytest.fixture
def moved(city: City) -> Iterator[City]:
    """The city, whose clock is put right again."""
    yield city
    city.let_pass(timedelta(0))


def run(city: City, code: str, *words: str) -> str:
    """Run a script against the city; return the last line it printed."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", _READY + code, *words], cwd=ROOT, env=city.environment, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]
    return "".join(done.stdout.splitlines()[-1:])


def unfolded(page: Page, name: str) -> Locator:
    """Unfold the form of a step, if it is folded, and return it."""
    form = page.locator(f"form[action$='/{name}']")
    details = page.locator("details.act", has=form).first
    if details.get_attribute("open") is None:
        details.locator("summary").first.click()
    return form.first


def act(page: Page, name: str) -> None:
    """Send the form of a step as it stands."""
    unfolded(page, name).locator("button").last.click()


def test_a_committee_is_elected_from_the_candidates_to_the_filing(
    moved: City, open_page: Open, estate: str
) -> None:
    clerk = Person(open_page("/", viewport=DESK, bypass_csp=True), "社区工作人员")
    run(moved, _RESIGN, estate)
    home = _begin(clerk.page, moved, estate)
    assembly = _post_and_call(clerk, home, moved)
    moved.let_pass(HEARD + timedelta(days=16, hours=12))
    run(moved, _SHEETS, assembly.rsplit("/", 1)[1])
    moved.let_pass(HEARD + timedelta(days=19))
    clerk.enters()
    page = clerk.page
    for step, button in (("close", "封存"), ("judge", "计票")):
        page.goto(f"{assembly}/{step}")
        page.get_by_role("main").get_by_role("button", name=button).click()
    with moved.working():
        expect(_reloaded(page, home).locator(".head .badge").first).to_have_text("已选出，待备案")
    expect(page.get_by_text("当选委员")).to_have_count(5)
    act(page, "file")
    for role, body in (("街道工作人员", ""), ("部门工作人员", "房产管理局")):
        receiver = Person(open_page("/", viewport=DESK), role, body)
        receiver.page.goto(home)
        form = receiver.page.locator("form[action$='/receive']")
        form.locator("[value=yes]").check()
        form.locator("button").last.click()
        expect(receiver.page.get_by_text("准予备案").first).to_be_visible()
    page.goto(home)
    expect(page.locator(".head .badge").first).to_have_text("已备案，待首次会议")
    form = unfolded(page, "first_meeting")
    day = (
        date.fromisoformat(page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Shanghai'})"))
        + HEARD
        + timedelta(days=21)
    )
    form.locator("[name=day]").fill(day.isoformat())
    form.locator("[name=hour]").fill("00:00")
    form.locator("[name=location]").fill("社区会议室")
    form.locator("button").last.click()
    moved.let_pass(HEARD + timedelta(days=22))
    run(moved, _SIT, home.rsplit("/", 1)[1])
    clerk.enters()
    page.goto(home)
    form = unfolded(page, "constitute")
    form.locator("[name=chair]").select_option(index=1)
    form.locator("button").last.click()
    expect(page.locator(".head .badge").first).to_have_text("已完成")
    clerk.looks()


def _begin(page: Page, city: City, estate: str) -> str:
    """Begin the election, register the first candidate and check him; the others come by the services."""
    page.goto("/elections/new")
    page.get_by_label(re.compile("^小区")).fill(estate)
    page.get_by_label("提前换届选举").check()
    page.get_by_role("button", name="启动选举").click()
    page.wait_for_url(re.compile(r"/elections/\d+$"))
    home = page.url
    name = run(city, _STAND, estate, home.rsplit("/", 1)[1])
    page.goto(home)
    form = unfolded(page, "register")
    form.locator("[name=name]").fill(name)
    for gate in form.locator("select[name^=gate_]").all():
        gate.select_option("yes")
    form.locator("button").last.click()
    page.get_by_role("link", name=f"审查 {name}", exact=True).click()
    page.get_by_role("button", name="作出审查结论").click()
    expect(page.get_by_text("审查通过。", exact=True)).to_be_visible()
    return home


def _post_and_call(clerk: Person, home: str, city: City) -> str:
    """Post the preparation and the list, call the assembly once nobody can object; return its address."""
    page = clerk.page
    while page.locator("#works .badge.warn").count():
        act(page, "work")
    act(page, "post")
    clerk.looks()
    city.let_pass(HEARD)
    clerk.enters()
    page.goto(home)
    today = date.fromisoformat(
        page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Shanghai'})")
    )
    form = unfolded(page, "call")
    form.locator("[name=opens_on]").fill((today + HEARD + timedelta(days=16)).isoformat())
    form.locator("[name=last_on]").fill((today + HEARD + timedelta(days=17)).isoformat())
    form.locator("[name=reason]").fill("委员缺额，业主要求重新选举")
    form.locator("button").last.click()
    page.get_by_role("link", name="打开业主大会会议").click()
    page.wait_for_url("**/assemblies/*")
    return page.url


def _reloaded(page: Page, address: str) -> Page:
    """Open a page until the worker has come round."""
    for _ in range(240):  # a worker starts slowly on a laden machine
        page.goto(address)
        if page.locator("#filing").count():
            break
        page.wait_for_timeout(250)
    return page
