"""The readers of privacy: the notice, what is kept of a person, his requests, the desk's list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from hemei.ground.people import queries as people
from hemei.ground.privacy.models import Assessment, Request
from hemei.ground.privacy.queries.gathering import (
    Look,
    Matter,
    everything_of,
    looks_at,
    own_matters,
    still_used,
)
from hemei.ground.privacy.queries.keeping import ActivityState, RunRow, activity_states, runs
from hemei.ground.privacy.queries.notices import NoticeRow, own_sights, seen_counts, sights_of
from hemei.ground.privacy.rules import PersonalData, Right, State
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor

__all__ = [
    "ActivityState",
    "AssessmentRow",
    "Look",
    "Matter",
    "NoticeRow",
    "RequestRow",
    "RunRow",
    "activity_states",
    "assessment",
    "assessment_text",
    "assessments",
    "everything_of",
    "looks_at",
    "notice_days",
    "notices",
    "own_matters",
    "own_requests",
    "own_sights",
    "personal_data",
    "request_by_number",
    "requests",
    "running_matters",
    "runs",
    "seen_counts",
    "sights_of",
    "still_used",
]

NAME = "personal-data"


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as its person and the desk see it."""

    id: int
    number: str
    stream: str
    scope: str
    person_id: int
    desk_id: int
    right: Right
    state: State
    ground: str
    text_id: int
    answer_id: int | None
    asked_at: datetime
    due_at: datetime
    ended_at: datetime | None
    filed_by_id: int | None = None
    claimant: str = "self"
    proof: str = ""
    handed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """An impact assessment in a list."""

    id: int
    activity: str
    title: str
    outcome: str
    text_id: int
    done_on: date
    kept_until: date


def personal_data(day: date) -> PersonalData:
    """Return the notice in force on a day."""
    return record.standards().find(NAME, PersonalData, on=day)


def notices() -> list[PersonalData]:
    """Return all versions of the notice, the latest first."""
    found = [one.content for one in record.standards().documents if isinstance(one.content, PersonalData)]
    return sorted(found, key=lambda one: (one.head.day, one.head.jurisdiction), reverse=True)


def notice_days() -> list[date]:
    """Return from which days on there was another notice, the latest first."""
    days = {found.head.day for found in record.standards().documents if found.head.name == NAME}
    return sorted(days, reverse=True)


_RUNNING = """
select count(*) from clocks_deadline d
where d.state in ('running', 'paused') and d.stream not like 'privacy.%%'
  and d.stream in (select s.stream from records_sealed s where s.person_id = %s
                   union select a.stream from records_access a where a.person_id = %s)
"""


def running_matters(person_id: int) -> int:
    """Return how many clocks still run in matters that hold data of a person; the caller opens the city."""
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING, [person_id, person_id])
        return int(cursor.fetchone()[0])


def own_requests(*, actor: Actor) -> list[RequestRow]:
    """Return the actor's own requests, newest first."""
    own = people.own_persons(actor)
    return _rows(Request.objects.filter(person_id__in=own).order_by("-id")) if own else []


def requests(
    *, actor: Actor, state: str = "", after: int | None = None, limit: int | None = 50, counter: bool = False
) -> list[RequestRow]:
    """Return the requests of the actor's desk, newest first; `after` is the last id of the page before.

    With `counter` those his body took at its own counter instead.
    """
    body = actor.body_id or 0
    rows = Request.objects.filter(filed_by_id=body) if counter else Request.objects.filter(desk_id=body)
    if state:
        rows = rows.filter(state=state)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return _rows(rows.order_by("-id")[:limit])


def request_by_number(number: str, *, actor: Actor) -> RequestRow | None:
    """Return a request of one's own, of one's desk or one's counter; not there and not yours look alike."""
    if not (number.isascii() and number.isdigit()):
        return None
    found = next(iter(_rows(Request.objects.filter(number=number))), None)
    if found is None:
        return None
    of_his_body = actor.body_id is not None and actor.body_id in {found.desk_id, found.filed_by_id}
    return found if of_his_body or found.person_id in people.own_persons(actor) else None


def assessments(*, actor: Actor, after: int | None = None, limit: int = 50) -> list[AssessmentRow]:
    """Return the impact assessments of the actor's body, newest first."""
    rows = Assessment.objects.filter(body_id=actor.body_id or 0)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    fields = AssessmentRow.__slots__
    return [AssessmentRow(*row) for row in rows.order_by("-id").values_list(*fields)[:limit]]


def assessment(assessment_id: int, *, actor: Actor) -> AssessmentRow | None:
    """Return an impact assessment of the actor's body."""
    rows = Assessment.objects.filter(body_id=actor.body_id or 0, pk=assessment_id)
    found = rows.values_list(*AssessmentRow.__slots__).first()
    return AssessmentRow(*found) if found else None


def assessment_text(row: AssessmentRow) -> str:
    """Return what an assessment says."""
    return record.open_sealed([row.text_id]).get(row.text_id) or ""


def _rows(found: Iterable[Request]) -> list[RequestRow]:
    return [
        RequestRow(
            row.pk, row.number, row.stream, row.scope, row.person_id, row.desk_id, Right(row.right),
            State(row.state), row.ground, row.text_id, row.answer_id, row.asked_at, row.due_at, row.ended_at,
            row.filed_by_id, row.claimant, row.proof, row.handed_at,
        )
        for row in found
    ]  # fmt: skip
