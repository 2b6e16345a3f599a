"""From the record to proposed lines: once each, at the company of the day, and never without an authority's word."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hemei.coordination.cases import queries as cases
from hemei.ground.companies import queries as companies
from hemei.ground.companies import services as company_services
from hemei.ground.companies.queries import bodies_of, project_dates
from hemei.ground.companies.services import Contract, ProjectDraft
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.records import services as records
from hemei.oversight.credit import queries, reactions
from hemei.oversight.credit.models import ConductLine
from hemei.oversight.credit.tests.conftest import Credit, at


def happened(kind: str, stream: str, **data: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "stream": stream,
        "scope": "1.",
        "payload": {"type": kind, "at": NOW.isoformat(), "data": data},
    }


def react(event: dict[str, Any]) -> None:
    """Let the reactions to an event run twice, as a worker that was killed does."""
    for _ in range(2):
        with records.acting(SYSTEM):
            for one in reactions.REACTIONS[event["payload"]["type"]]:
                one(event=event, actor=SYSTEM, now=NOW)


def proposed(credit: Credit) -> list[tuple[str, int, str]]:
    with records.acting(credit.actors["city"]):
        rows = queries.lines(actor=credit.actors["city"], on=TODAY)
    return [(row.behaviour, row.project_id or 0, row.waits) for row in rows]


def said(credit: Credit, by: str = "company", on: date = TODAY) -> dict[str, Any]:
    """Return what the event says of who had said that the case was solved, and when."""
    return {"solver": credit.actors[by].body_id, "solved_at": at(on).isoformat()}


def handed_over(credit: Credit, day: date) -> int:
    """Let another manager take over the first project, then the other company its estate, on a day."""
    with records.acting(SYSTEM):
        project = project_dates(credit.projects[0], actor=SYSTEM)
        assert project is not None
        company_services.appoint_manager(
            actor=SYSTEM,
            now=NOW,
            project_id=project.id,
            person_id=credit.managers[0],
            day=day - timedelta(days=5),
        )
        company_services.end_project(actor=SYSTEM, now=NOW, project_id=project.id, day=day)
        draft = ProjectDraft(credit.companies[1], project.estate_id, Contract.OWNERS, day)
        company_services.begin_projects(actor=SYSTEM, now=NOW, drafts=[draft])
    return project.estate_id


@pytest.fixture
def case(credit: Credit, monkeypatch: pytest.MonkeyPatch) -> Credit:
    """Let a case lie in the first project's estate."""
    with records.acting(SYSTEM):
        project = project_dates(credit.projects[0], actor=SYSTEM)
    assert project is not None
    monkeypatch.setattr(cases, "handled", lambda _stream: cases.Handled("1", project.estate_id))
    return credit


def test_a_clock_that_ran_out_at_the_company_is_an_overdue_complaint_once(case: Credit) -> None:
    mine, other = case.actors["company"].body_id, case.actors["other"].body_id
    stream = "cases.case:1"
    react(happened("cases.case_escalated", stream, about={"clock": "handling", "body": other, "step": "a"}))
    react(
        happened("cases.case_escalated", stream, about={"clock": "handling", "body": mine, "refusing": "x"})
    )
    assert proposed(case) == []
    for step in ("street", "county"):
        about = {"clock": "handling", "body": mine, "step": step}
        react(happened("cases.case_escalated", stream, about=about))
    assert proposed(case) == [("B09", case.projects[0], "confirm")]


def test_an_overdue_complaint_is_the_conduct_of_the_day_its_clock_ended_whoever_has_the_estate_since(
    case: Credit,
) -> None:
    ended, left = TODAY - timedelta(days=30), TODAY - timedelta(days=10)
    estate = handed_over(case, left)
    about = {"clock": "handling", "body": case.actors["company"].body_id, "since": at(ended).isoformat()}
    react(happened("cases.case_escalated", "cases.case:1", about=about))
    with records.acting(SYSTEM):
        (line,) = ConductLine.objects.filter(behaviour="B09")
        assert [row.company_id for row in companies.projects_at(estate, TODAY)] == [case.companies[1]]
    assert (line.project_id, line.company_id) == (case.projects[0], case.companies[0])
    assert (line.happened_on, line.manager_id) == (ended, case.managers[2])


def test_what_was_reported_solved_and_sent_back_is_looked_at(case: Credit) -> None:
    react(happened("cases.case_sent_back", "cases.case:1", about={}))
    react(happened("cases.case_sent_back", "cases.case:1", about=said(case, "other")))
    assert proposed(case) == []
    react(happened("cases.case_sent_back", "cases.case:1", about=said(case)))
    assert proposed(case) == [("B11", case.projects[0], "confirm")]


def test_what_a_visit_found_unsolved_is_looked_at_once_where_the_company_had_said_so(case: Credit) -> None:
    react(happened("cases.case_reopened", "cases.case:1", about={"revisit": 1, **said(case, "other")}))
    assert proposed(case) == []
    react(happened("cases.case_reopened", "cases.case:1", about={"revisit": 1, **said(case)}))
    assert proposed(case) == [("B11", case.projects[0], "confirm")]


@pytest.mark.parametrize("kind", ["cases.case_sent_back", "cases.case_reopened"])
def test_a_false_result_is_the_conduct_of_its_day_whoever_has_the_estate_since(
    case: Credit, kind: str
) -> None:
    solved, left = TODAY - timedelta(days=30), TODAY - timedelta(days=10)
    estate = handed_over(case, left)
    about = {"revisit": 1, **said(case, on=solved)}
    react(happened(kind, "cases.case:1", about=about))
    with records.acting(SYSTEM):
        (line,) = ConductLine.objects.filter(behaviour="B11")
        assert [row.company_id for row in companies.projects_at(estate, TODAY)] == [case.companies[1]]
    assert (line.project_id, line.company_id) == (case.projects[0], case.companies[0])
    assert (line.happened_on, line.manager_id) == (solved, case.managers[2])


@pytest.mark.parametrize(
    ("kind", "behaviour"),
    [("honours.exemplar_published", "G01c"), ("honours.demonstration_awarded", "G02")],
)
def test_an_honour_is_good_conduct_of_its_project(credit: Credit, kind: str, behaviour: str) -> None:
    react(happened(kind, "honours.nomination:1", company=None, project=None, estate=1))
    assert proposed(credit) == []
    react(
        happened(
            kind, "honours.nomination:2", company=credit.companies[0], project=credit.projects[0], estate=1
        )
    )
    assert proposed(credit) == [(behaviour, credit.projects[0], "confirm")]


def test_the_top_of_a_round_of_quality_is_good_conduct(
    credit: Credit, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Row:
        standard, subject_kind = "service-quality", "project"

        def __init__(self, rank: int | None, project: int) -> None:
            self.rank, self.subject_id = rank, project

    rows = [Row(1, credit.projects[1]), Row(2, credit.projects[0]), Row(None, credit.projects[0])]
    monkeypatch.setattr(reactions.assessment, "ranking", lambda _round: rows)
    react(happened("assessment.round_published", "assessment.round:3", subjects=2))
    assert proposed(credit) == [("G05", credit.projects[1], "confirm")]


def petition(credit: Credit, number: int, **changes: Any) -> dict[str, Any]:
    with records.acting(SYSTEM):
        project = project_dates(credit.projects[0], actor=SYSTEM)
    assert project is not None
    data = {
        "group": True, "repeat": "first", "estate": project.estate_id, "received_on": TODAY.isoformat(), **changes,
    }  # fmt: skip
    return happened("mediation.petition_registered", f"mediation.petition:{number}", **data)


def test_a_group_that_petitions_on_an_estate_lets_its_company_be_looked_at_once(credit: Credit) -> None:
    for number, changes in enumerate(
        ({"group": False}, {"repeat": "proposed"}, {"estate": None}, {"estate": 99})
    ):
        react(petition(credit, number, **changes))
    assert proposed(credit) == []
    react(petition(credit, 7))
    assert proposed(credit) == [("B12", credit.projects[0], "confirm")]


def missed(number: int, *, subject: str = "revenue", **owed: Any) -> dict[str, Any]:
    return happened(
        "disclosure.missed", f"disclosure.disclosure:{number}", subject=subject, until="2026-01-01", **owed
    )


def test_a_company_that_owed_a_disclosure_and_did_not_publish_is_looked_at_once(credit: Credit) -> None:
    with records.acting(SYSTEM):
        project = project_dates(credit.projects[0], actor=SYSTEM)
        assert project is not None
        body = bodies_of([project.company_id])[project.company_id]
    due = (TODAY - timedelta(days=31)).isoformat()
    for number, owed in enumerate(({"estate": 99, "body": body}, {"estate": project.estate_id, "body": 0})):
        react(missed(number, due_on=due, **owed))
    owed = {"estate": project.estate_id, "body": body, "due_on": due}
    react(missed(6, subject="fund", **owed))
    assert proposed(credit) == [], "the fund is not the company's to disclose"
    for _ in range(2):
        react(missed(7, **owed))
    assert proposed(credit) == [("B05", credit.projects[0], "confirm")]


def test_a_disclosure_is_owed_by_the_company_of_the_day_it_was_due(credit: Credit) -> None:
    due, left = TODAY - timedelta(days=31), TODAY - timedelta(days=15)
    estate = handed_over(credit, left)
    with records.acting(SYSTEM):
        bodies = bodies_of(credit.companies)
    owed = {"estate": estate, "body": bodies[credit.companies[0]], "due_on": due.isoformat()}
    react(missed(7, **owed))
    with records.acting(SYSTEM):
        (line,) = ConductLine.objects.filter(behaviour="B05")
    assert (line.project_id, line.happened_on, line.manager_id) == (
        credit.projects[0],
        due,
        credit.managers[2],
    )


def test_a_contract_without_the_owners_word_lets_the_company_in_charge_be_looked_at_once(
    credit: Credit,
) -> None:
    with records.acting(SYSTEM):
        project = project_dates(credit.projects[0], actor=SYSTEM)
    assert project is not None
    react(happened("ledgers.contract_undecided", "ledgers.ledger:1", contract=1, estate=99))
    assert proposed(credit) == []
    for contract in (4, 5):
        event = happened(
            "ledgers.contract_undecided", "ledgers.ledger:2", contract=contract, estate=project.estate_id
        )
        react(event)
    assert proposed(credit) == [("B04", credit.projects[0], "confirm")] * 2


def test_who_took_over_a_package_of_old_estates_did_well_in_each_of_them(credit: Credit) -> None:
    react(happened("renewal.package_contracted", "renewal.package:1", company=0, projects=[10**9]))
    assert proposed(credit) == []
    react(happened("renewal.package_contracted", "renewal.package:2", projects=credit.projects[:2]))
    assert sorted(proposed(credit)) == [("G04", number, "confirm") for number in sorted(credit.projects[:2])]
