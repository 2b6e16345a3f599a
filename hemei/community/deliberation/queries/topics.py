"""Topics and small matters: lists for those in charge and for neighbours, and one with its whole course."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, Count, Q, QuerySet

from hemei.community.deliberation.facts import small_matters, three_in_one
from hemei.community.deliberation.models import AgendaItem, Rating, Task, Topic
from hemei.community.deliberation.rules.acts import Act, may
from hemei.community.deliberation.rules.small import Progress, may_rate, step_of
from hemei.community.deliberation.rules.topics import ALIKE, hinted_matter, likeness
from hemei.community.deliberation.rules.words import (
    POSTED,
    Purpose,
    RaisedBy,
    SittingState,
    Step,
    TaskPart,
    TaskState,
    TopicKind,
    TopicState,
)
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Refused
from hemei.kernel.workdays import shanghai_day

CHUNK = 1_000
BEFORE, AFTER = "topic_before", "topic_after"


@dataclass(frozen=True, slots=True)
class TopicFilters:
    """What a list is narrowed to; empty means all."""

    kind: str = ""
    state: str = ""
    community_id: int | None = None
    estate_id: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One line of a list."""

    id: int
    stream: str
    scope: str
    community_id: int
    community: str
    estate_id: int | None
    estate: str | None
    kind: TopicKind
    title: str
    raised_by: RaisedBy
    person_id: int | None
    state: TopicState
    matter: str
    ground: str
    into_id: int | None
    raised_at: datetime
    done_on: date | None
    shared_on: date | None
    proposal_id: int | None


_FIELDS = (
    "id", "stream", "scope", "community_id", "community__name", "estate_id", "estate__name", "kind", "title",
    "raised_by", "person_id", "state", "matter", "ground", "into_id", "raised_at", "done_on", "shared_on",
    "proposal_id",
)  # fmt: skip


def topics(
    *,
    actor: Actor,
    now: datetime,
    filters: TopicFilters | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[TopicRow]:
    """Return topics the actor may see, the latest first, those before an id.

    A resident sees what the community has posted of the estates where he owns or lives, and what he raised.
    """
    chosen = filters or TopicFilters()
    if actor.role is Role.RESIDENT:
        if actor.person_id is None:
            return []
        with _neighbour(actor, now) as seen:
            return _page(seen, chosen, after, limit)
    if not may(actor.role, Act.SEE).allowed:
        return []
    return _page(Topic.objects.filter(records.seen_by(actor)), chosen, after, limit)


def topic_rows(*, actor: Actor, now: datetime, filters: TopicFilters | None = None) -> Iterator[TopicRow]:
    """Yield a whole list for an export, page by page."""
    after = None
    while rows := topics(actor=actor, now=now, filters=filters, after=after, limit=CHUNK):
        yield from rows
        after = rows[-1].id


def handed_on(keys: Iterable[str], origins: Iterable[str] = (), *, actor: Actor) -> TopicRow | None:
    """Return the latest topic the actor may see that was handed on under one of these keys or from these streams."""
    if not may(actor.role, Act.SEE).allowed:
        return None
    handed = Q(key__in=list(keys)) | Q(origin_stream__in=list(origins))
    found = Topic.objects.filter(records.seen_by(actor), handed).exclude(key=None)
    return next(iter(_page(found, TopicFilters(), None, 1)), None)


def origin_of(topic_id: int, *, actor: Actor) -> str:
    """Return the stream of what a topic was handed on from; empty where it was not, or is not the actor's."""
    if not may(actor.role, Act.SEE).allowed:
        return ""
    found = Topic.objects.filter(records.seen_by(actor), pk=topic_id).values_list("origin_stream", flat=True)
    return found.first() or ""


@contextmanager
def _neighbour(actor: Actor, now: datetime) -> Iterator[QuerySet[Topic]]:
    """Open the city for what is posted where somebody is at home, and for what he raised himself."""
    homes = {home.estate_id for home in people.own_homes(actor, on=shanghai_day(now))}
    own = Q(person_id=actor.person_id)
    with opened(actor, places.city().path):
        communities = set(places.accountable_communities(homes, shanghai_day(now)).values())
        posted = Q(state__in=[state.value for state in POSTED])
        near = Q(estate_id__in=homes) | Q(estate_id=None, community_id__in=communities)
        yield Topic.objects.filter(own | (posted & near))


def _page(found: QuerySet[Topic], asked: TopicFilters, after: int | None, limit: int) -> list[TopicRow]:
    same = {
        "kind": asked.kind,
        "state": asked.state,
        "community_id": asked.community_id,
        "estate_id": asked.estate_id,
    }
    rows = found.filter(**{name: value for name, value in same.items() if value})
    if asked.text:
        rows = rows.filter(title__contains=asked.text.replace("\x00", ""))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [_row(values) for values in rows.order_by("-id").values_list(*_FIELDS)[:limit]]


def _row(values: Sequence[object]) -> TopicRow:
    fields = list(values)
    fields[7] = TopicKind(str(fields[7]))
    fields[9], fields[11] = RaisedBy(str(fields[9])), TopicState(str(fields[11]))
    return TopicRow(*fields)  # type: ignore[arg-type]  # the order is that of the columns


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with where its duty stands."""

    duty_id: int
    part: TaskPart
    title: str
    body: str
    until: date
    due_on: date
    state: TaskState
    late: bool


@dataclass(frozen=True, slots=True)
class AppearanceRow:
    """A topic on an agenda, and in which words it was concluded."""

    sitting_id: int
    meeting_id: int
    purpose: Purpose
    state: SittingState
    held_on: date | None
    taken: str
    conclusion: str


@dataclass(frozen=True, slots=True)
class RatingSum:
    """What residents think: how many, how many content, the mean in tenths; `shown` where enough answered."""

    count: int
    satisfied: int
    tenths: int
    shown: bool


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A topic as somebody may see it. `text` is what was written beside the title; others than staff read no names."""

    row: TopicRow
    text: str
    answer: str
    shared: str
    hinted: str
    tasks: tuple[TaskRow, ...]
    appearances: tuple[AppearanceRow, ...]
    rating: RatingSum
    may_rate: Decision
    step: Step
    before: tuple[records.FileRow, ...]
    after: tuple[records.FileRow, ...]
    events: tuple[records.EventRow, ...]
    alike: tuple[TopicRow, ...]
    merged: tuple[TopicRow, ...]
    looks_after: bool
    neighbour: bool


def topic(*, actor: Actor, now: datetime, topic_id: int) -> TopicPage | None:
    """Return a topic as this actor may see it; None where it is not there or not his."""
    if actor.role is Role.RESIDENT:
        if actor.person_id is None:
            return None
        homes = {home.estate_id for home in people.own_homes(actor, on=shanghai_day(now))}
        with _neighbour(actor, now) as seen:
            found = _page(seen.filter(pk=topic_id), TopicFilters(), None, 1)
            return _whole(found[0], actor, now, homes) if found else None
    if not may(actor.role, Act.SEE).allowed:
        return None
    rows = _page(Topic.objects.filter(records.seen_by(actor), pk=topic_id), TopicFilters(), None, 1)
    return _whole(rows[0], actor, now, set()) if rows else None


def _whole(row: TopicRow, actor: Actor, now: datetime, homes: set[int]) -> TopicPage:
    looks_after = may(actor.role, Act.CHECK, covered=actor.covers(row.scope)).allowed
    own = row.person_id is not None and row.person_id == actor.person_id
    events = records.history(stream=row.stream)
    said = _said(row, events, readable=looks_after or own)
    files = records.files_of([row.stream])
    tasks = _tasks(row.id)
    today = shanghai_day(now)
    return TopicPage(
        row=row,
        text=said.get("text", ""),
        answer=said.get("answer", ""),
        shared=said.get("shared", ""),
        hinted=_hinted(row, said.get("text", ""), today) if looks_after else "",
        tasks=tasks,
        appearances=_appearances(row.id),
        rating=_rating(row, today),
        may_rate=_may_rate(row, actor, homes, today),
        step=step_of(_progress(row, tasks)),
        before=tuple(file for file in files if file.purpose == BEFORE),
        after=tuple(file for file in files if file.purpose == AFTER),
        events=tuple(events),
        alike=_alike(row) if looks_after and row.state is TopicState.RAISED else (),
        merged=tuple(_page(Topic.objects.filter(into_id=row.id), TopicFilters(), None, 20)),
        looks_after=looks_after,
        neighbour=actor.role is Role.RESIDENT,
    )


def _said(row: TopicRow, events: Iterable[records.EventRow], *, readable: bool) -> Mapping[str, str]:
    """Return what was written: beside the title for those who may read it, answers and results for all who see it."""
    wanted: dict[str, int] = {}
    for event in events:
        if event.type == "deliberation.topic_refused" and event.data.get("text"):
            wanted["answer"] = event.data["text"]
        if event.type == "deliberation.result_shared" and event.data.get("text"):
            wanted["shared"] = event.data["text"]
    number = Topic.objects.values_list("text_id", flat=True).get(pk=row.id) if readable else None
    if number is not None:
        wanted["text"] = number
    texts = records.open_sealed(wanted.values())
    return {name: texts.get(vault) or "" for name, vault in wanted.items()}


def _hinted(row: TopicRow, text: str, today: date) -> str:
    try:
        return hinted_matter(f"{row.title} {text}", three_in_one(today))
    except Refused:
        return ""


def _tasks(topic_id: int) -> tuple[TaskRow, ...]:
    rows = list(
        Task.objects.filter(topic_id=topic_id)
        .order_by("id")
        .values_list("duty_id", "part", "title", "owner_body_id", "until", "due_on", "state", "late")
    )
    names = people.body_names(row[3] for row in rows)
    return tuple(
        TaskRow(duty, TaskPart(part), title, names.get(body, ""), until, due, TaskState(state), late)
        for duty, part, title, body, until, due, state, late in rows
    )


def _appearances(topic_id: int) -> tuple[AppearanceRow, ...]:
    fields = (
        "sitting_id", "sitting__meeting_id", "purpose", "sitting__state", "sitting__held_on", "taken", "text_id",
    )  # fmt: skip
    rows = list(AgendaItem.objects.filter(topic_id=topic_id).order_by("id").values_list(*fields))
    texts = records.open_sealed(row[6] for row in rows if row[6])
    return tuple(
        AppearanceRow(
            sitting,
            meeting,
            Purpose(purpose),
            SittingState(state),
            held,
            taken,
            (texts.get(text) or "") if text else "",
        )
        for sitting, meeting, purpose, state, held, taken, text in rows
    )


def rating_days(kind: str, today: date) -> int:
    """Return how many days residents rate a result of this kind."""
    if kind == TopicKind.SMALL_MATTER:
        return small_matters(today).rating.days
    return three_in_one(today).rating.days


def _rating(row: TopicRow, today: date) -> RatingSum:
    found = Rating.objects.filter(topic_id=row.id).aggregate(
        count=Count("id"), satisfied=Count("id", filter=Q(satisfied=True)), mean=Avg("score")
    )
    tenths = round((found["mean"] or 0) * 10)
    least = small_matters(today).rating.least if row.kind is TopicKind.SMALL_MATTER else 1
    return RatingSum(found["count"], found["satisfied"], tenths, found["count"] >= least)


def _may_rate(row: TopicRow, actor: Actor, homes: set[int], today: date) -> Decision:
    if actor.role is not Role.RESIDENT:
        return may(actor.role, Act.RATE)
    return may_rate(
        state=row.state,
        done_on=row.done_on,
        today=today,
        days=rating_days(row.kind, today),
        lives_there=row.estate_id in homes,
        rated=Rating.objects.filter(topic_id=row.id, person_id=actor.person_id or 0).exists(),
    )


def rated_until(row: TopicRow, today: date) -> date | None:
    """Return the last day of rating."""
    return row.done_on + timedelta(days=rating_days(row.kind, today)) if row.done_on else None


def _progress(row: TopicRow, tasks: Iterable[TaskRow]) -> Progress:
    kept = [task for task in tasks if task.state is not TaskState.CANCELLED]
    return Progress(
        planned=bool(kept),
        built=row.done_on is not None,
        managed=any(task.part is TaskPart.MANAGE for task in kept),
        shared=row.shared_on is not None,
    )


def progress_of(row: Topic) -> Progress:
    """Return how far a small matter is."""
    return _progress(_row(Topic.objects.filter(pk=row.pk).values_list(*_FIELDS)[0]), _tasks(row.pk))


def steps_of(rows: Iterable[TopicRow], *, actor: Actor) -> dict[int, Step]:
    """Return the step that each small matter of a page the actor was shown is at; what was set to do opens for it."""
    kept = {row.id: row for row in rows if row.kind is TopicKind.SMALL_MATTER}
    tasks: dict[int, list[TaskRow]] = {number: [] for number in kept}
    with opened(actor, places.city().path):
        rows_of = Task.objects.filter(topic_id__in=kept)
        found = list(rows_of.values_list("topic_id", "part", "state", "until", "late"))
    for number, part, state, until, late in found:
        tasks[number].append(TaskRow(0, TaskPart(part), "", "", until, until, TaskState(state), late))
    return {number: step_of(_progress(row, tasks[number])) for number, row in kept.items()}


def _at(estate_id: int | None) -> Q:
    return Q(estate_id=estate_id) if estate_id is not None else Q(estate__isnull=True)


def _alike(row: TopicRow) -> tuple[TopicRow, ...]:
    """Return topics of the same place that may be the same, the likest first; the community decides."""
    rows = Topic.objects.filter(
        _at(row.estate_id),
        community_id=row.community_id,
        state__in=[state.value for state in (TopicState.RAISED, TopicState.WAITING, TopicState.ON_AGENDA)],
    ).exclude(pk=row.id)
    found = [(likeness(row.title, one.title), one) for one in _page(rows, TopicFilters(), None, 200)]
    ranked = sorted((pair for pair in found if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1].id))
    return tuple(one for _, one in ranked[:5])
