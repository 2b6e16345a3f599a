"""What credit puts on the workbench: decisions with the calendar's own end, lines to confirm, the yearly filing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hemei.ground.clocks.models import Deadline
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.oversight.credit import queries, services, work
from hemei.oversight.credit.tests.conftest import Credit
from tests.grounds import standing

pytestmark = pytest.mark.django_db


@standing
def county(credit: Credit) -> Actor:
    credit.town.found("瑶海区政府", BodyKind.COUNTY_GOVERNMENT, "340102", Level.COUNTY)
    # The row goes with these tests; the town, which all of credit shares, must not remember it.
    return replace(credit.actors["county"], body_id=credit.town.bodies.pop("瑶海区政府"))


def todo(actor: Actor) -> list[tuple[str, datetime]]:
    with records.acting(actor):
        return [(row.face.todo, row.due_at) for row in work.decisions(actor, None, 20)]


def test_what_a_county_decides_stands_on_its_workbench_until_it_did(credit: Credit, county: Actor) -> None:
    line = credit.confirmed()
    credit.act("object_to_line", line, "company", grounds="当月已经公开")
    [(words, due)] = todo(county)
    assert words == "请决定异议"
    others = [credit.actors[name] for name in ("far_county", "city", "company", "street")]
    assert [todo(one) for one in others] == [[], [], [], []]
    with records.acting(SYSTEM):
        Deadline.objects.filter(stream=f"credit.line:{line}").update(due_at=due + timedelta(days=3))
        page = queries.line_page(line, actor=SYSTEM, now=NOW)
    assert page is not None
    assert set(page.ends.values()) == {
        due + timedelta(days=3)
    }  # a new notice moves the clock, and the page with it
    assert {event.type.partition(".")[0] for event in page.events} == {"credit"}
    credit.act("decide_line_objection", line, "county", upheld=False, reason="记录属实，维持认定")
    assert todo(county) == []


def test_a_decision_after_its_end_is_on_record_as_late(credit: Credit, county: Actor) -> None:
    del county
    line = credit.confirmed()
    credit.act("object_to_line", line, "company", grounds="当月已经公开")
    later = NOW + timedelta(days=60)
    credit.act("decide_line_objection", line, "county", later, upheld=True, reason="企业当月确已公开")
    with records.acting(SYSTEM):
        page = queries.line_page(line, actor=SYSTEM, now=later)
    assert page is not None
    (decided,) = [event for event in page.events if event.type == "credit.objection_decided"]
    assert decided.data["late"] is True


def test_lines_to_confirm_are_counted_for_who_confirms_them(credit: Credit) -> None:
    credit.propose()
    counts = dict.fromkeys(("county", "far_county", "city", "company", "street"), 0)
    for name in counts:
        with records.acting(credit.actors[name]):
            counts[name] = sum(row.count for row in queries.to_confirm(actor=credit.actors[name], now=NOW))
    assert counts == {"county": 1, "far_county": 0, "city": 0, "company": 0, "street": 0}
    with records.acting(credit.actors["county"]):
        (row,) = work.confirming(credit.actors["county"], None, 20)
        assert work.confirming(credit.actors["county"], (row.due_at, 0), 20) == []  # the next page
    assert row.face.address == "/credit/lines?state=proposed"


def test_a_line_is_confirmed_or_refused_in_time_or_on_record_as_late(credit: Credit, county: Actor) -> None:
    lines = [credit.propose(happened_on=date(2026, 9, day)) for day in (1, 2)]
    with records.acting(county):
        (waiting,) = queries.to_confirm(actor=county, now=NOW)
        assert (waiting.count, waiting.late) == (2, 0)
        assert waiting.due_at is not None
        assert waiting.due_at.date() == date(2026, 11, 16)  # ten working days
        later = waiting.due_at + timedelta(days=1)
        assert [row.late for row in queries.to_confirm(actor=county, now=later)] == [2]
    credit.act("confirm_line", lines[0], "county")
    credit.act("refuse_line", lines[1], "county", later, reason="核查时已经改正，不属实")
    told = {}
    for line in lines:
        with records.acting(SYSTEM):
            page = queries.line_page(line, actor=SYSTEM, now=later)
        assert page is not None
        told |= {event.type: event.data["late"] for event in page.events if "late" in event.data}
    assert told == {"credit.line_confirmed": False, "credit.line_refused": True}
    with records.acting(county):
        assert queries.to_confirm(actor=county, now=later) == []


def test_a_company_owes_its_basic_information_until_it_filed(credit: Credit) -> None:
    company = credit.actors["company"]

    def due(on: date) -> date | None:
        with records.acting(company):
            return next(iter(queries.filing_due(actor=company, on=on)), None)

    assert due(date(2026, 1, 5)) == date(2026, 3, 31)
    assert due(date(2026, 11, 2)) == date(2026, 3, 31)  # late, and still to be filed this year
    with records.acting(company):
        (row,) = work.filing(company, None, 20)
        assert row.face.todo == "请报送"
        assert work.filing(company, (row.due_at, 0), 20) == []  # the next page
        draft = services.BasicDraft(year=2026, staff=20, managers=2, projects=1, area_dm2=2_500_000)
        services.file_basic(actor=company, now=datetime(2026, 3, 31, 8, tzinfo=UTC), draft=draft)
    assert due(date(2026, 4, 1)) is None
    assert due(date(2027, 1, 1)) == date(2027, 3, 31)
    with records.acting(credit.actors["county"]):
        assert work.filing(credit.actors["county"], None, 20) == []
