"""From a case to a line: what happened in it goes through the outbox, and an authority is asked, once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from hemei.coordination.cases.rules.words import Outcome
from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import NOW, Quarter, made_quarter
from hemei.coordination.cases.tests.test_lots import HOUR, MONDAY, drawn, scene
from hemei.ground.companies import services as company_services
from hemei.ground.companies.services import CompanyDraft, Contract, ProjectDraft
from hemei.ground.people.tests.factories import SINCE, SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.credit.models import ConductLine
from tests.grounds import standing

pytestmark = pytest.mark.django_db


@standing
def quarter() -> Quarter:
    """The quarter of the cases, whose estate a company has under contract."""
    found = made_quarter()
    assert found.company.body_id is not None
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select id from places_estate")
        (estate,) = cursor.fetchone()
        draft = CompanyDraft("大地物业有限公司", "91350100M000100Y43", found.company.body_id, SINCE)
        (company,) = company_services.add_companies(actor=SYSTEM, now=NOW, drafts=[draft])
        project = ProjectDraft(company, estate, Contract.OWNERS, SINCE)
        company_services.begin_projects(actor=SYSTEM, now=NOW, drafts=[project])
    deliver(NOW)
    return found


def deliver(now: datetime) -> None:
    """Let the worker deliver all that waits."""
    while records.deliver_pending(now=now):
        pass


def closed(quarter: Quarter, said: Outcome, *, as_: Outcome) -> str:
    """A case of which the company says one outcome, a day before the community closes it with the same or another."""
    number = quarter.report(kind="littering")
    quarter.act(quarter.community, number, acts.Accept(kind="littering"))
    quarter.act(quarter.community, number, acts.Handle(company=quarter.company.body_id, text="请清运"))
    result = acts.GiveResult(outcome=said, evidence=("photo_before_after",), text="清了一半，还有一半等车")
    quarter.act(quarter.company, number, result, NOW + HOUR, photos=[scene(51)])
    text = "清了一半，还有一半等车来拉"
    quarter.act(quarter.community, number, acts.Close(outcome=as_, text=text), NOW + timedelta(days=1))
    return number


def lines() -> list[tuple[str, int]]:
    """Return behaviours and the day of the conduct, counted from that of the report."""
    with records.acting(SYSTEM):
        rows = ConductLine.objects.order_by("id").values_list("behaviour", "happened_on")
        return [(code, (day - shanghai_day(NOW)).days) for code, day in rows]


PART, SOLVED, NOT = Outcome.SOLVED_IN_PART, Outcome.SOLVED, Outcome.NOT_SOLVED


@pytest.mark.parametrize(
    ("said", "as_", "asked"),
    [
        (PART, PART, [("B11", 0)]),
        (SOLVED, SOLVED, [("B11", 0)]),
        (SOLVED, PART, []),  # the community speaks for itself
        (PART, NOT, []),  # nothing was claimed
    ],
)
def test_what_the_company_said_in_whole_or_in_part_and_the_reporter_sent_back_is_looked_at_once(
    quarter: Quarter, said: Outcome, as_: Outcome, asked: list[tuple[str, int]]
) -> None:
    number = closed(quarter, said, as_=as_)
    deliver(NOW + timedelta(days=1))
    assert lines() == []
    back = acts.SendBack(text="一点都没有清，和原来一样")
    quarter.act(quarter.resident, number, back, NOW + timedelta(days=2))
    deliver(NOW + timedelta(days=2))
    assert lines() == asked
    deliver(NOW + timedelta(days=3))
    assert lines() == asked
    quarter.sound(number)


def test_what_a_visit_finds_was_not_even_done_in_part_is_the_conduct_of_the_day_it_was_said(
    quarter: Quarter,
) -> None:
    number = closed(quarter, PART, as_=PART)
    quarter.act(quarter.resident, number, acts.AcceptResult(), NOW + timedelta(days=2))
    assert drawn() == number
    deliver(MONDAY)
    assert lines() == []
    found = acts.Reopen(text="到现场看了，一点没有清")
    quarter.act(quarter.street, number, found, MONDAY + 3 * HOUR, photos=[scene(52)])
    deliver(MONDAY + 3 * HOUR)
    assert lines() == [("B11", 0)]


def test_what_the_home_body_alone_said_in_part_is_no_companys_conduct(quarter: Quarter) -> None:
    number = closed(quarter, SOLVED, as_=PART)
    quarter.act(quarter.resident, number, acts.AcceptResult(), NOW + timedelta(days=2))
    assert drawn() == number
    found = acts.Reopen(text="到现场看了，一点没有清")
    quarter.act(quarter.street, number, found, MONDAY + 3 * HOUR, photos=[scene(53)])
    deliver(MONDAY + 3 * HOUR)
    assert lines() == []
