"""One nomination with its whole course: who judged it, what was said against it, when it is looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hemei.ground.clocks import queries as clocks
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.oversight.honours.models import Nomination, Objection, Recheck, Review
from hemei.oversight.honours.queries.lists import FIELDS, NominationRow, row_of
from hemei.oversight.honours.rules.acts import Act, may
from hemei.oversight.honours.rules.words import ClockKind, Stage


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A visit or a review; `evidence` is what lay before the group."""

    stage: Stage
    held_on: date
    members: tuple[str, ...]
    present: int
    agree: int
    passed: bool
    evidence: dict[str, Any]
    found: str


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection with its words and answer, for who decides; `due_at` while it waits."""

    id: int
    filed_at: datetime
    text: str
    upheld: bool | None
    answer: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecheckRow:
    """A re-check."""

    checked_on: date
    passed: bool
    found: str


@dataclass(frozen=True, slots=True)
class NominationPage:
    """A nomination; `objections` are empty but for who decides, `objected` counts them for everybody."""

    row: NominationRow
    body: str
    statement: str
    reviews: tuple[ReviewRow, ...]
    objections: tuple[ObjectionRow, ...]
    objected: int
    rechecks: tuple[RecheckRow, ...]
    recheck_due_at: datetime | None


def nomination_page(nomination_id: int, *, actor: Actor) -> NominationPage | None:
    """Return a nomination; None where it is not there or not the actor's."""
    if not may(actor.role, Act.SEE).allowed:
        return None
    found = Nomination.objects.filter(records.seen_by(actor), pk=nomination_id).values_list(*FIELDS).first()
    if found is None:
        return None
    row = row_of(found)
    reviews = list(Review.objects.filter(nomination_id=row.id).order_by("held_on", "id"))
    rechecks = list(Recheck.objects.filter(nomination_id=row.id).order_by("checked_on"))
    objections = list(Objection.objects.filter(nomination_id=row.id).order_by("filed_at"))
    decides = may(actor.role, Act.DECIDE).allowed
    texts = records.open_sealed(
        number
        for number in (
            row.statement_id,
            *(one.found_id for one in reviews),
            *(one.found_id for one in rechecks),
            *(number for one in objections for number in (one.text_id, one.answer_id) if decides),
        )
        if number
    )
    return NominationPage(
        row,
        people.body_names([row.body_id]).get(row.body_id, ""),
        texts.get(row.statement_id) or "",
        tuple(_review(one, texts) for one in reviews),
        tuple(_objection(one, texts) for one in objections) if decides else (),
        len(objections),
        tuple(RecheckRow(one.checked_on, one.passed, texts.get(one.found_id or 0) or "") for one in rechecks),
        _due(row.stream, ClockKind.RECHECK),
    )


def _review(one: Review, texts: dict[int, str | None]) -> ReviewRow:
    return ReviewRow(
        Stage(one.stage), one.held_on, tuple(one.members), one.present, one.agree, one.passed, one.evidence,
        texts.get(one.found_id or 0) or "",
    )  # fmt: skip


def _objection(one: Objection, texts: dict[int, str | None]) -> ObjectionRow:
    due = _due(one.stream, ClockKind.OBJECTION) if one.decided_at is None else None
    return ObjectionRow(
        one.pk, one.filed_at, texts.get(one.text_id) or "", one.upheld, texts.get(one.answer_id or 0) or "", due
    )  # fmt: skip


def _due(stream: str, kind: ClockKind) -> datetime | None:
    """Return when the running clock of a kind ends."""
    rows = clocks.deadlines_of(stream=stream)
    return next(
        (row.due_at for row in rows if row.kind == kind and row.state == clocks.ClockState.RUNNING), None
    )
