"""Questions: those of the actor's places and body, a person's own, of a spending, and what waits for an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from hemei.coordination.disclosure.models import Question
from hemei.coordination.disclosure.rules.acts import Act, may, of_fund_alone
from hemei.coordination.disclosure.rules.words import About, Stage
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import mark

CHUNK = 1_000
TODO_TEXTS = {"disclosure.answering": mark("请答复业主")}
_INBOX = """
select d.id, d.due_at, d.provisional, q.id as question_id, e.name, q.about
from clocks_deadline d
join disclosure_question q on q.stream = d.stream
join places_estate e on e.id = q.estate_id
where d.body_id = %(body)s and d.state in ('running', 'paused') and d.kind = 'disclosure.answering'
  and (%(after_at)s::timestamptz is null or (d.due_at, d.id) > (%(after_at)s::timestamptz, %(after_id)s::bigint))
order by d.due_at, d.id limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class QuestionFilter:
    """What a list is narrowed to; empty means all. `open_at` keeps what waits, `late_at` what was or is late then."""

    estate_id: int | None = None
    about: str = ""
    open_only: bool = False
    late_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question with its answer; who asked is a body's name, or nobody's."""

    id: int
    stream: str
    estate_id: int
    estate: str
    about: About
    about_stream: str
    stage: Stage | None
    asker_body_id: int | None
    body_id: int
    text_id: int
    answer_id: int | None
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        """Whether it was or is answered too late."""
        return (self.answered_at or now) > self.due_at


@dataclass(frozen=True, slots=True)
class QuestionTodo:
    """A question that waits for the actor's body."""

    deadline_id: int
    due_at: datetime
    provisional: bool
    question_id: int
    estate: str
    about: About


_FIELDS = (
    "id", "stream", "estate_id", "estate__name", "about", "about_stream", "stage", "asker_body_id", "body_id",
    "text_id", "answer_id", "asked_at", "due_at", "answered_at",
)  # fmt: skip


def questions(
    only: QuestionFilter | None = None, *, actor: Actor, after: int | None = None, limit: int = 50
) -> list[QuestionRow]:
    """Return questions of the actor's places and those his body asked or was asked, the latest first."""
    if not may(actor, Act.SEE).allowed:
        return []
    wanted = only or QuestionFilter()
    rows = Question.objects.filter(_seen_by(actor), _wanted(wanted))
    if after is not None:
        rows = rows.filter(id__lt=after)
    return [_row(row) for row in rows.order_by("-id").values_list(*_FIELDS)[:limit]]


def _seen_by(actor: Actor) -> Q:
    """Say which somebody sees; the fund's authority those it is asked."""
    seen: Q = records.seen_by(actor)
    return seen & Q(body_id=actor.body_id) if of_fund_alone(actor) else seen


def _wanted(only: QuestionFilter) -> Q:
    wanted = Q()
    if only.estate_id is not None:
        wanted &= Q(estate_id=only.estate_id)
    if only.about:
        wanted &= Q(about=only.about)
    if only.open_only:
        wanted &= Q(answered_at=None)
    if only.late_at is not None:
        wanted &= Q(answered_at=None, due_at__lt=only.late_at) | Q(answered_at__gt=F("due_at"))
    return wanted


def all_questions(only: QuestionFilter, *, actor: Actor) -> Iterator[QuestionRow]:
    """Yield the whole list for an export, read in pages."""
    after = None
    while page := questions(only, actor=actor, after=after, limit=CHUNK):
        yield from page
        after = page[-1].id


def question(question_id: int, *, actor: Actor) -> QuestionRow | None:
    """Return a question the actor may see."""
    if not may(actor, Act.SEE).allowed:
        return None
    found = Question.objects.filter(_seen_by(actor), pk=question_id).values_list(*_FIELDS).first()
    return _row(found) if found else None


def own_questions(*, actor: Actor, estate_id: int | None = None, limit: int = 50) -> list[QuestionRow]:
    """Return what the actor himself asked, the latest first."""
    persons = people.own_persons(actor)
    if not persons:
        return []
    rows = Question.objects.filter(person_id__in=persons)
    if estate_id is not None:
        rows = rows.filter(estate_id=estate_id)
    with opened(actor, places.city().path):
        return [_row(row) for row in rows.order_by("-id").values_list(*_FIELDS)[:limit]]


def said_of(streams: Sequence[str]) -> list[QuestionRow]:
    """Return what was said on drafts or spendings, the first first; row-level security applies."""
    rows = Question.objects.filter(about_stream__in=list(streams)).order_by("id")
    return [_row(row) for row in rows.values_list(*_FIELDS)]


def texts_of(rows: Sequence[QuestionRow]) -> dict[int, str]:
    """Return the words of questions and answers by vault id, two statements; what was erased is left out."""
    wanted = [number for row in rows for number in (row.text_id, row.answer_id) if number is not None]
    return {number: text for number, text in records.open_sealed(wanted).items() if text is not None}


def own_texts(rows: Sequence[QuestionRow], *, actor: Actor) -> dict[int, str]:
    """Return the words of one's own questions and their answers; these lie in the place of the estate."""
    with opened(actor, places.city().path):
        return texts_of(rows)


def inbox(
    *, actor: Actor, after: tuple[datetime, int] | None = None, limit: int = 50
) -> records.Lines[QuestionTodo]:
    """Return what the actor's body must answer, the next to run out first; one statement."""
    if actor.body_id is None or not may(actor, Act.ANSWER).allowed:
        return records.Lines()
    values: dict[str, Any] = {
        "body": actor.body_id,
        "after_at": after[0] if after else None,
        "after_id": after[1] if after else None,
        "limit": limit,
    }
    return records.lines(_INBOX, values, _todo)


def _todo(deadline: int, due: str, *rest: Any) -> QuestionTodo:
    provisional, number, estate, about = rest
    return QuestionTodo(deadline, datetime.fromisoformat(due), provisional, number, estate, About(about))


def _row(row: Sequence[Any]) -> QuestionRow:
    values = dict(zip(QuestionRow.__slots__, row, strict=True))
    values["about"] = About(values["about"])
    values["stage"] = Stage(values["stage"]) if values["stage"] else None
    return QuestionRow(**values)
