"""Lists of meetings: those of the actor's places, those his body was invited to, those of a resident's own estates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, LessThan

from hemei.community.meetings.models import Comment, Item, Meeting, Task
from hemei.community.meetings.rules.acts import Act, may
from hemei.community.meetings.rules.words import State
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import shanghai_day

CHUNK = 1_000
_NO_DAY = datetime(9999, 1, 1, tzinfo=UTC)
"""Where a meeting without a day stands among the others."""


@dataclass(frozen=True, slots=True)
class MeetingFilters:
    """What a list is narrowed to; empty means all. `owing` keeps what waits for somebody at that moment."""

    kind: str = ""
    state: str = ""
    estate_id: int | None = None
    text: str = ""
    subject_stream: str = ""
    owing: datetime | None = None


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One line of a list."""

    id: int
    stream: str
    scope: str
    estate_id: int | None
    estate: str | None
    community_id: int
    community: str
    kind: str
    rules_on: date
    title: str
    location: str
    body_id: int
    subject_stream: str
    state: State
    asked_on: date | None
    call_due_at: datetime | None
    noticed_at: datetime | None
    starts_at: datetime | None
    ended_at: datetime | None
    posting_due_at: datetime | None
    posted_at: datetime | None
    tasks_set_at: datetime | None
    open_tasks: int
    tasks: int
    unanswered: int

    @property
    def due_at(self) -> datetime | None:
        """By when something is owed: the call of a demanded meeting, the posting of one that ended."""
        if self.state is State.PREPARED:
            return self.call_due_at
        return self.posting_due_at if self.state is State.CLOSED and self.posted_at is None else None


_FIELDS = (
    "id", "stream", "scope", "estate_id", "estate__name", "community_id", "community__name", "kind", "rules_on",
    "title", "location", "body_id", "subject_stream", "state", "asked_on", "call_due_at", "noticed_at", "starts_at",
    "ended_at", "posting_due_at", "posted_at", "tasks_set_at", "open_tasks", "task_count", "unanswered",
)  # fmt: skip
_OWING = (
    Q(state=State.PREPARED.value, asked_on__isnull=False)
    | Q(state=State.OPEN.value)
    | Q(state=State.CLOSED.value, posted_at=None, posting_due_at__isnull=False)
    | Q(unanswered__gt=0)
    | Q(open_tasks__gt=0)
)


def meetings(
    *,
    actor: Actor,
    now: datetime,
    filters: MeetingFilters | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[MeetingRow]:
    """Return meetings the actor may see by their day, the latest first, those that come `after` one; one statement.

    What is demanded and has no day yet comes first.
    A resident sees what was noticed in the estates where he owns or lives, and for a whole community around them; a
    committee's member what was noticed in the estate of his committee.
    """
    if not may(actor.role, Act.SEE).allowed:
        return []
    chosen = filters or MeetingFilters()
    if actor.role is Role.COMMITTEE_MEMBER:
        with opened(actor, places.city().path):
            return _page(
                Meeting.objects.filter(records.seen_by(actor) | told_to(actor)), chosen, after, limit
            )
    if actor.role is not Role.RESIDENT:
        records.plan_by_values()
        return _page(Meeting.objects.filter(records.seen_by(actor)), chosen, after, limit)
    homes = people.own_homes(actor, on=shanghai_day(now))
    if not homes:
        return []
    with opened(actor, places.city().path):
        rows = Meeting.objects.filter(near(homes), noticed_at__isnull=False)
        return _page(rows, chosen, after, limit)


def told_to(actor: Actor) -> Q:
    """Return the condition under which a meeting was noticed in the estate whose committee the actor is of."""
    estate = people.estate_of_body(actor.body_id) if actor.body_id is not None else None
    return Q(estate_id=estate or 0, noticed_at__isnull=False)


def near(homes: Sequence[people.Home]) -> Q:
    """Return the condition under which a meeting is the neighbours' of these homes: of their estate or community."""
    estates = {home.estate_id for home in homes}
    communities = {home.community_id for home in homes}
    return Q(estate_id__in=estates) | Q(estate=None, community_id__in=communities)


def home_of(row: Meeting, homes: Sequence[people.Home]) -> people.Home:
    """Return the home for which a meeting is a neighbour's; one that is owned before one that is lived in."""
    return next(
        home
        for home in homes
        if (home.estate_id == row.estate_id if row.estate_id else home.community_id == row.community_id)
    )


def meeting_rows(
    *, actor: Actor, now: datetime, filters: MeetingFilters | None = None
) -> Iterator[MeetingRow]:
    """Yield a whole list for an export, page by page."""
    after = None
    while rows := meetings(actor=actor, now=now, filters=filters, after=after, limit=CHUNK):
        yield from rows
        after = rows[-1].id


def rows_of(found: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Return the rows with what a line counts, each for itself; for the readers of meetings only."""
    tasks = Task.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    open_comments = (
        Comment.objects.filter(meeting=OuterRef("pk"), answered_at=None).order_by().values("meeting")
    )
    return found.annotate(
        task_count=Coalesce(Subquery(tasks.annotate(number=Count("*")).values("number")), 0),
        unanswered=Coalesce(Subquery(open_comments.annotate(number=Count("*")).values("number")), 0),
    )


def row_from(values: Iterable[object]) -> MeetingRow:
    """Return a line from the columns of `columns`."""
    fields = list(values)
    fields[13] = State(str(fields[13]))
    return MeetingRow(*fields)  # type: ignore[arg-type]  # the order is that of the columns


def columns() -> tuple[str, ...]:
    """Return the columns of a line."""
    return _FIELDS


def _page(
    found: QuerySet[Meeting], filters: MeetingFilters, after: int | None, limit: int
) -> list[MeetingRow]:
    rows = rows_of(found)
    same = {"kind": filters.kind, "state": filters.state, "estate_id": filters.estate_id}
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if filters.subject_stream:
        items = Item.objects.filter(subject_stream=filters.subject_stream).values("meeting")
        rows = rows.filter(Q(subject_stream=filters.subject_stream) | Q(pk__in=items))
    if filters.text:
        rows = rows.filter(title__contains=filters.text)
    if filters.owing is not None:
        rows = rows.filter(_OWING | Q(state=State.NOTICED.value, starts_at__lte=filters.owing))
    if after is not None:
        rows = rows.filter(_behind(after))
    # A day that is not known yet comes first: so does the index.
    return [row_from(values) for values in rows.order_by("-starts_at", "-id").values_list(*_FIELDS)[:limit]]


def _behind(number: int) -> Q:
    """Return the condition under which a meeting comes behind one in the order of days."""
    day = Meeting.objects.filter(pk=number).values("starts_at")
    mine = Coalesce("starts_at", Value(_NO_DAY))
    theirs = Coalesce(Subquery(day), Value(_NO_DAY))
    return Q(LessThan(mine, theirs)) | Q(Exact(mine, theirs), pk__lt=number)
