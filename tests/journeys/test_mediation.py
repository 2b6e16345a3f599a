"""A case becomes a dispute with one click; the body accepts, assigns, holds a session, records failure, hands it up."""

from __future__ import annotations

import subprocess
import sys

import pytest
from playwright.sync_api import Locator, expect

from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from tests.journeys.conftest import DESK, PHONE, ROOT, City, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]

# A city whose demonstration brings no bodies of mediation gets one a level above the showcase, each with a mediator.
_BODIES = """
from hemei.project.start import ready
ready()
from datetime import date
from hemei.ground.people import queries as people, services
from hemei.ground.people.models import Account
from hemei.ground.people.queries import BodyKind, Level
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now
from hemei.oversight.mediation import queries, services as mediation
SINCE, now = date(2022, 1, 1), utc_now()
system = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
with records.acting(system, accounts=True):
    if not queries.mediation_bodies(actor=system, limit=1):
        clerk = Account.objects.filter(sample__isnull=False, person__appointments__role="community_clerk").first()
        path = clerk.person.appointments.first().scope
        ids = [int(part) for part in path.split(".")[:-1]]
        for number, place in enumerate(ids):
            level = Level(("city", "county", "street", "community")[number])
            row = places.place(place)
            body = services.create_body(
                actor=system, now=now, kind=BodyKind.MEDIATION, name=f"{row.name}调处机构", place_id=place,
                valid_from=SINCE, level=level,
            )
            own = mediation.register_body(
                actor=system, now=now,
                draft=mediation.BodyDraft(body_id=body, level=queries.Level(level.value), valid_from=SINCE),
            )
            person = services.create_person(actor=system, now=now, name=f"调解员{number}", scope=row.path)
            office = services.appoint(
                actor=system, now=now, person_id=person, body_id=body, role=Role.MEDIATOR, valid_from=SINCE
            )
            mediation.register_mediator(
                actor=system, now=now, mediation_body_id=own,
                draft=mediation.MediatorDraft(
                    appointment_id=office, post=queries.Post.SECRETARY, qualification="peoples_mediator",
                    valid_from=SINCE,
                ),
            )
            account = services.create_account(
                actor=system, now=now, person_id=person, username=f"mediator{number}", scope=row.path
            )
            if level is Level.COMMUNITY:
                Account.objects.filter(pk=account).update(sample=90)
"""


def test_a_case_is_mediated_and_goes_up(city: City, open_page: Open) -> None:
    subprocess.run([sys.executable, "-P", "-c", _BODIES], cwd=ROOT, env=city.environment, check=True)
    _refers(Person(open_page(viewport=DESK, bypass_csp=True), "社区工作人员"))
    mediator = Person(open_page("/demo/persons", viewport=DESK, bypass_csp=True), "调解员")
    home = _mediates(mediator)
    _others_look(open_page, home)
    mediator.page.goto(home)
    form = _unfolded(mediator, "fail")
    form.locator("[name=reason]").fill("双方各执一词")
    form.get_by_role("button", name="记录调解不成").click()
    form = _unfolded(mediator, "escalate")
    form.locator("[name=ground]").first.check()
    form.locator("[name=reason]").fill("请上一级调解")
    form.get_by_role("button", name="上报上一级").click()
    expect(mediator.page.locator("main")).to_contain_text("卷宗已经全部转出")


def _refers(clerk: Person) -> None:
    """Hand a case over: refused without the reporter's consent, then done with one click."""
    clerk.opens(_with_reporter(clerk))
    offer = clerk.page.locator("#mediation")
    offer.locator("summary").click()
    offer.get_by_role("button", name="转入调解").click()
    expect(clerk.page.locator("main")).to_contain_text("请先征得报事人同意")
    clerk.looks()
    clerk.page.get_by_label("报事人愿意调解").check()
    clerk.page.get_by_role("button", name="转入调解").click()
    expect(clerk.page.locator("main")).to_contain_text("已转入调解")
    expect(clerk.page.locator("#mediation .badge")).to_have_text("已转入调解")


def _mediates(mediator: Person) -> str:
    """Accept, assign, meet and record; return the address of the file."""
    page = mediator.page
    page.goto("/disputes")
    mediator.looks()
    page.locator("li.row", has_text="由报事转入").locator("a.title").first.click()
    mediator.looks()
    home = page.url
    _unfolded(mediator, "accept").locator("button").last.click()
    form = _unfolded(mediator, "assign")
    form.locator("[name=mediators]").first.check()
    form.get_by_role("button", name="指定调解员").click()
    expect(page.locator("main")).to_contain_text("调解中")
    form = _unfolded(mediator, "meet")
    form.locator("[name=day]").fill(shanghai_day(utc_now()).isoformat())
    form.locator("[name=time]").fill("00:01")
    form.locator("[name=location]").fill("社区调解室")
    form.get_by_role("button", name="召集调解会").click()
    form = _unfolded(mediator, "hold")
    form.locator("[name=present]").first.check()
    form.locator("[name=text]").fill("申请人陈述了经过，希望对方停止施工。")
    form.get_by_role("button", name="记录这次调解会").click()
    expect(page.locator("#sessions")).to_contain_text("已召开")
    mediator.looks()
    return str(home)


def _others_look(open_page: Open, home: str) -> None:
    """The pages on a phone; a resident applies; a street's clerk keeps bodies and reads no dispute."""
    phone = Person(open_page("/demo/persons", viewport=PHONE, bypass_csp=True), "调解员")
    for address in (home, "/disputes", "/disputes/new"):
        phone.page.goto(address)
        phone.looks()
    resident = Person(open_page(viewport=PHONE, bypass_csp=True), "居民")
    resident.page.goto("/my/disputes/new")
    resident.looks()
    street = Person(open_page(viewport=DESK, bypass_csp=True), "街道工作人员")
    street.page.goto("/mediation")
    street.looks()
    answer = street.page.goto(home)
    assert answer is not None
    assert answer.status == 403


def _with_reporter(clerk: Person) -> str:
    """Return the number of a case the clerk may open whose reporter left a way to reach him."""
    clerk.page.goto("/cases")
    numbers = clerk.page.locator("ul.rows .num").all_inner_texts()
    for number in (text.strip() for text in numbers):
        if not number.isdigit():
            continue
        clerk.opens(number)
        if clerk.page.get_by_role("link", name="联系报事人").count():
            return number
    raise AssertionError("no case of this page has a reporter")


def _unfolded(person: Person, act: str) -> Locator:
    step = person.page.locator("details.act", has=person.page.locator(f"form[action$='/do/{act}']")).first
    if step.get_attribute("open") is None:
        step.locator("summary").click()
    return step.locator("form")
