"""Lines proposed for the responsibility list, as their readers may see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from hemei.coordination.cases.models import Proposal
from hemei.coordination.cases.queries.lists import EXPORT_CHUNK
from hemei.coordination.cases.rules.proposing import READERS, Line
from hemei.coordination.cases.rules.words import ProposalState
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.paging import page_by_page


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """A proposed line with who ruled, and what became of it."""

    id: int
    number: str
    place: str
    state: ProposalState
    arbiter: str
    accepting: str
    handling: str
    line: Line
    made_at: datetime
    answered_at: datetime | None
    answer: str
    code: str
    issued_day: date | None


def proposed_lines(
    *, actor: Actor, state: str = "", after: int | None = None, limit: int = 50
) -> list[ProposedLine]:
    """Return the proposals of the actor's places, newest first; row-level security draws the line."""
    if actor.role not in READERS:
        return []
    found = Proposal.objects.select_related("case").order_by("-id")
    if state:
        found = found.filter(state=state)
    if after is not None:
        found = found.filter(pk__lt=after)
    return _faces(list(found[:limit]))


def every_proposed_line(*, actor: Actor, state: str = "") -> Iterator[ProposedLine]:
    """Yield all of them for an export."""
    yield from page_by_page(proposed_lines, size=EXPORT_CHUNK, actor=actor, state=state)


def proposal_counts(*, actor: Actor) -> dict[str, int]:
    """Return how many proposals of the actor's places are in each state; one statement."""
    if actor.role not in READERS:
        return {}
    found = Proposal.objects.values_list("state").annotate(count=Count("pk")).order_by()
    return dict(found)


def proposed_line(*, actor: Actor, proposal_id: int) -> ProposedLine | None:
    """Return one proposal, None where it is not there or not his to read."""
    if actor.role not in READERS:
        return None
    return next(iter(_faces(list(Proposal.objects.select_related("case").filter(pk=proposal_id)))), None)


def _faces(rows: list[Proposal]) -> list[ProposedLine]:
    bodies = {body for row in rows for body in (row.arbiter_id, row.accepting_id, row.handling_id)}
    names = people.body_names(bodies) if bodies else {}
    answers = records.open_sealed([row.answer_id for row in rows if row.answer_id])
    return [
        ProposedLine(
            id=row.pk,
            number=row.case.number,
            place=row.case.estate_name,
            state=ProposalState(row.state),
            arbiter=names.get(row.arbiter_id, ""),
            accepting=names.get(row.accepting_id, ""),
            handling=names.get(row.handling_id, ""),
            line=Line.of(row.line),
            made_at=row.made_at,
            answered_at=row.answered_at,
            answer=answers.get(row.answer_id or 0) or "",
            code=row.code,
            issued_day=row.issued_day,
        )
        for row in rows
    ]
