"""What neighbours say of a meeting: comments with their answers, statements with opinions and groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hemei.community.meetings.facts import opinions_on
from hemei.community.meetings.models import Comment, Grouping, Meeting, OpinionGiven, Statement
from hemei.community.meetings.queries.page import seen
from hemei.community.meetings.rules.acts import Act, holds, may
from hemei.community.meetings.rules.grouping import Grouped, Sums, guard
from hemei.community.meetings.rules.standards import MeetingOpinions
from hemei.community.meetings.rules.stating import takes_opinions
from hemei.community.meetings.rules.words import Opinion, Phase, Refusal, State, StatementState
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment with its answer; whose it is only as far as a body's name, or that it is one's own."""

    id: int
    phase: Phase
    item_id: int | None
    text: str
    body: str
    own: bool
    made_at: datetime
    due_at: datetime
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement; `choice` is what the reader himself said, `sums` what all said, where enough did."""

    id: int
    text: str
    state: StatementState
    refusal: Refusal | None
    own: bool
    made_at: datetime
    choice: Opinion | None
    sums: Sums | None


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of a meeting, how opinions on them fall into groups, and whether more are taken."""

    title: str
    rows: tuple[StatementView, ...]
    grouped: Grouped | None
    made_at: datetime | None
    taken: bool
    may_state: bool
    may_judge: bool
    rules: MeetingOpinions


def comments(*, actor: Actor, now: datetime, meeting_id: int) -> list[CommentView]:
    """Return the comments on a meeting the actor may see, the first first."""
    with seen(actor, now, meeting_id) as found:
        if found is None:
            return []
        own = set(people.own_persons(actor))
        rows = list(Comment.objects.filter(meeting=found[0]).order_by("id"))
        bodies = people.body_names(row.body_id for row in rows if row.body_id)
        texts = records.open_sealed(
            number for row in rows for number in (row.text_id, row.answer_id) if number
        )
        return [
            CommentView(
                row.pk,
                Phase(row.phase),
                row.item_id,
                texts.get(row.text_id) or "",
                bodies.get(row.body_id or 0, ""),
                row.person_id in own,
                row.made_at,
                row.due_at,
                texts.get(row.answer_id or 0) or "",
                row.answered_at,
            )
            for row in rows
        ]


def statements(*, actor: Actor, now: datetime, meeting_id: int) -> Statements | None:
    """Return the statements of a meeting: to neighbours those let through and their own, to hosts all of them."""
    with seen(actor, now, meeting_id) as found:
        return _statements(found[0], actor) if found else None


def _statements(row: Meeting, actor: Actor) -> Statements:
    own = set(people.own_persons(actor))
    host = holds(actor, scope=row.scope, body_id=row.body_id)
    judges = may(actor.role, Act.ANSWER, covered=host).allowed
    shown = [
        one
        for one in Statement.objects.filter(meeting=row).order_by("id")
        if one.state == StatementState.SHOWN or judges or one.person_id in own
    ]
    texts = records.open_sealed(one.text_id for one in shown)
    said = dict(
        OpinionGiven.objects.filter(statement__meeting=row, person_id__in=own).values_list(
            "statement_id", "choice"
        )
    )
    kept = Grouping.objects.filter(meeting=row).first()
    # Also what was computed before few were guarded in this way.
    least = opinions_on(row.rules_on).groups.least_members
    grouped = guard(Grouped.of_payload(kept.snapshot), least) if kept else None
    views = tuple(
        StatementView(
            one.pk,
            texts.get(one.text_id) or "",
            StatementState(one.state),
            Refusal(one.refusal) if one.refusal else None,
            one.person_id in own,
            one.made_at,
            Opinion(said[one.pk]) if one.pk in said else None,
            grouped.sums.get(one.pk) if grouped else None,
        )
        for one in shown
    )
    return Statements(
        row.title,
        views,
        grouped,
        kept.made_at if kept else None,
        takes_opinions(State(row.state), posted=row.posted_at is not None).allowed,
        may(actor.role, Act.STATE).allowed,
        judges,
        opinions_on(row.rules_on),
    )
