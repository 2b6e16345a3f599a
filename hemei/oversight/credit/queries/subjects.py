"""Companies and managers as subjects of credit: who may see whose score, and the score with its lines in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from hemei.ground.companies import queries as companies
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.oversight.credit.models import ConductLine, CreditReport
from hemei.oversight.credit.queries.facts import key_of
from hemei.oversight.credit.queries.scores import score
from hemei.oversight.credit.rules.acts import Act, may
from hemei.oversight.credit.rules.replay import Score
from hemei.oversight.credit.rules.standards import Holder

_NUMBER = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose credit: a company by its credit code, or a manager by his number; `id` is the key of the register."""

    holder: Holder
    id: int
    code: str
    name: str


def subject_of(code: str) -> Subject | None:
    """Return the company of a unified social credit code, or the manager of a number."""
    wanted = code.strip().upper()
    if _NUMBER.fullmatch(wanted):
        return Subject("manager", int(wanted), wanted, "")
    found = companies.found_companies(wanted) if len(wanted) == companies.CODE_LENGTH else []
    return Subject("company", found[0].id, found[0].uscc, found[0].name) if found else None


def may_see(actor: Actor, holder: Holder, subject: int) -> bool:
    """Whether an actor may see a score with its lines: authorities all, a company its own, a manager his own."""
    if not may(actor.role, Act.SEE).allowed:
        return False
    if actor.role is Role.COMPANY_MANAGER:
        return _own(actor, holder, subject)
    return holder == "company" or may(actor.role, Act.SEE_MANAGERS).allowed


def is_own(actor: Actor, row: ConductLine) -> bool:
    """Whether a line speaks of the actor's company, or of himself."""
    company = companies.company_of_body(actor.body_id) if actor.body_id else None
    return (company is not None and company.id == row.company_id) or (
        row.manager_id is not None and row.manager_id == actor.person_id
    )


def _own(actor: Actor, holder: Holder, subject: int) -> bool:
    if holder == "manager":
        return subject == actor.person_id
    company = companies.company_of_body(actor.body_id) if actor.body_id else None
    return company is not None and company.id == subject


def seen_score(holder: Holder, subject: int, on: date, *, actor: Actor) -> Score | None:
    """Return a score with its lines as the actor may see it, None where he may not.

    All its lines count, wherever they lie: the city is opened for the length of the reading.
    """
    if not may_see(actor, holder, subject):
        return None
    with opened(actor, places.city().path):
        return score(holder, subject, on)


def where_of(score: Score, *, actor: Actor) -> dict[str, str]:
    """Return of each line of a score that an actor sees its company and estate, by the key of the line."""
    keys = [int(line.key) for line in score.lines]
    with opened(actor, places.city().path):
        rows = list(ConductLine.objects.filter(pk__in=keys).values_list("id", "company_id", "project_id"))
        firms = companies.company_names(company for _, company, _ in rows)
        estates = companies.project_names(project for _, _, project in rows if project)
    return {
        key_of(number): " · ".join(
            filter(None, (firms.get(company, ""), estates.get(project, "") if project else ""))
        )
        for number, company, project in rows
    }


def events_of_lines(keys: list[int]) -> dict[int, tuple[str, int | None, int | None]]:
    """Return of each line its stream, the event of its confirmation and the event it follows from; one statement."""
    rows = ConductLine.objects.filter(pk__in=keys).values_list("id", "stream", "event_id", "source_event")
    return {number: (stream, event, source) for number, stream, event, source in rows}


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A credit report of a company; `file` is there once the worker has printed it."""

    id: int
    as_of: date
    made_at: datetime
    score: int
    token: str
    good_until: date | None
    outdated_at: datetime | None
    printed_at: datetime | None

    def holds(self, today: date) -> bool:
        """Whether nothing of it has changed since."""
        return self.outdated_at is None and (self.good_until is None or today < self.good_until)


_REPORT = ("id", "as_of", "made_at", "score", "token", "good_until", "outdated_at", "printed_at")


def reports(company_id: int, *, actor: Actor) -> list[ReportRow]:
    """Return the reports of a company, the latest first, to whoever may make them."""
    if not (may(actor.role, Act.REPORT).allowed and may_see(actor, "company", company_id)):
        return []
    with opened(actor, places.city().path):
        rows = CreditReport.objects.filter(company_id=company_id).order_by("-id")[:20]
        return [ReportRow(*row) for row in rows.values_list(*_REPORT)]


def report_file(report_id: int, *, actor: Actor) -> tuple[str, bytes] | None:
    """Return name and bytes of a printed report; not there, not printed and not his look alike."""
    with opened(actor, places.city().path):
        row = CreditReport.objects.filter(pk=report_id, printed_at__isnull=False).first()
        if row is None or not may(actor.role, Act.REPORT).allowed:
            return None
        if not may_see(actor, "company", row.company_id):
            return None
        file = next((one for one in record.files_of([row.stream]) if one.purpose == "pdf"), None)
        content = record.file_content(file) if file else None
    return (f"信用报告 {row.as_of}.pdf", content) if content is not None else None
