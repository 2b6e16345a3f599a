"""The readers of duties; other apps enter here. Row-level security repeats who sees what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet

from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision
from hemei.kernel.paging import page_by_page
from hemei.leadership.duties.done import PARTY_DONE
from hemei.leadership.duties.models import Duty
from hemei.leadership.duties.rows import CLOCK_KINDS
from hemei.leadership.duties.rules.by_act import only_by_act
from hemei.leadership.duties.rules.moves import OWNERS, SETTERS, Who, standings, steps
from hemei.leadership.duties.rules.state import DutyState, decode, flaws, rebuild
from hemei.leadership.duties.rules.words import (
    AT_WORK,
    ENDED,
    ORIGIN_TEXTS,
    STATE_TEXTS,
    STATE_TONES,
    TODO_TEXTS,
    ActName,
    ClockKind,
    Origin,
    State,
)

__all__ = [
    "AT_WORK",
    "ENDED",
    "EXPORT_CHUNK",
    "ORIGIN_TEXTS",
    "OWNERS",
    "PARTY_DONE",
    "SETTERS",
    "STATE_TEXTS",
    "STATE_TONES",
    "TODO_TEXTS",
    "ClockKind",
    "DutyFilters",
    "DutyPage",
    "DutyRow",
    "InboxRow",
    "Origin",
    "Progress",
    "State",
    "View",
    "differences",
    "duty_list",
    "duty_page",
    "duty_rows",
    "inbox",
    "only_by_act",
    "owed",
    "progress_of",
    "streams_owing",
]

EXPORT_CHUNK = 2_000
View = Literal["mine", "set", "told", "area"]
"""Which duties: those my body owes, those it set, those it was told of as the superior, all I may see."""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One thing to do: a clock of mine on a duty. (`due_at`, `deadline_id`) is the key of the next page."""

    deadline_id: int
    clock: ClockKind
    due_at: datetime
    provisional: bool
    duty_id: int
    title: str
    state: State
    origin: Origin
    other: str
    """Whom it is done for, or whose work is judged: the short name of the body on the other side."""


_INBOX = """
select d.id, d.kind, d.due_at, d.provisional, t.id as duty_id, t.title, t.state, t.origin,
       coalesce(b.short_name, '') as other
from clocks_deadline d join duties_duty t on t.stream = d.stream
left join people_body b on b.id = case when d.kind = %(work)s then t.setter_body_id else t.owner_body_id end
where d.body_id = %(body)s and d.state in ('running', 'paused') and d.kind = any(%(kinds)s)
  and (%(after_at)s::timestamptz is null or (d.due_at, d.id) > (%(after_at)s::timestamptz, %(after_id)s::bigint))
order by d.due_at, d.id limit %(limit)s
"""
_OF_KIND = {name: kind for kind, name in CLOCK_KINDS.items()}


def inbox(
    *,
    actor: Actor,
    kind: ClockKind | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> records.Lines[InboxRow]:
    """Return what the actor's body must do now, the next to run out first; one statement."""
    if actor.body_id is None or actor.role not in OWNERS:
        return records.Lines()
    values: dict[str, Any] = {
        "body": actor.body_id,
        "work": CLOCK_KINDS[ClockKind.WORK],
        "kinds": [CLOCK_KINDS[found] for found in ([kind] if kind else ClockKind)],
        "after_at": after[0] if after else None,
        "after_id": after[1] if after else 0,
        "limit": limit,
    }
    return records.lines(_INBOX, values, _inbox_row)


def _inbox_row(deadline: int, clock: str, due: str, *rest: Any) -> InboxRow:
    provisional, duty, title, state, origin, other = rest
    at = datetime.fromisoformat(due)
    return InboxRow(
        deadline, _OF_KIND[clock], at, provisional, duty, title, State(state), Origin(origin), other
    )


def owed(stream: str) -> tuple[int, str, str, int | None] | None:
    """Return who owes a duty, what it is as an office states it, its scope, and its estate where it has one."""
    row = Duty.objects.filter(stream=stream).values_list("owner_body_id", "title", "scope").first()
    return (*row, estate_of(stream)) if row else None


_ESTATE = "places.estate:"


def estate_of(stream: str) -> int | None:
    """Return the estate a duty lies in, as its first event or its origin says it; None where neither does."""
    first = next(iter(records.history(stream=stream)), None)
    said = first.data.get("about", {}).get("estate") if first is not None else None
    if isinstance(said, int):
        return said
    origin = Duty.objects.filter(stream=stream).values_list("origin_stream", flat=True).first() or ""
    return int(origin.removeprefix(_ESTATE)) if origin.startswith(_ESTATE) else None


@dataclass(frozen=True, slots=True)
class DutyFilters:
    """What a list is narrowed to; empty means all. `overdue_at` keeps what was due before it.

    `at` asks for what stood at a past moment, told again from the events; the body is who owes or set it today.
    """

    view: View = "mine"
    state: str = ""
    origin: str = ""
    origin_stream: str = ""
    origin_item: str = ""
    overdue_at: datetime | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One line of a list."""

    id: int
    title: str
    state: str
    origin: str
    owner_body_id: int
    setter_body_id: int
    behalf_body_id: int | None
    set_at: datetime
    due_at: datetime | None
    late: bool
    ended_at: datetime | None
    stream: str


def duty_list(
    *, actor: Actor, filters: DutyFilters | None = None, after: int | None = None, limit: int = 50
) -> list[DutyRow]:
    """Return the newest duties of a view; `after` is the id of the last row of the page before."""
    records.plan_by_values()
    chosen = filters or DutyFilters()
    return _page(_filtered(actor, chosen), chosen, after, limit)


def duty_rows(*, actor: Actor, filters: DutyFilters | None = None) -> Iterator[DutyRow]:
    """Yield all duties of a list for an export, page by page at constant memory, newest first."""
    records.plan_by_values()
    chosen = filters or DutyFilters()
    found = _filtered(actor, chosen)
    yield from page_by_page(_page, size=EXPORT_CHUNK, found=found, filters=chosen)


def _page(found: QuerySet[Duty], filters: DutyFilters, after: int | None, limit: int) -> list[DutyRow]:
    rows: list[DutyRow] = []
    while len(rows) < limit:
        more = found if after is None else found.filter(pk__lt=after)
        page = [DutyRow(*row) for row in more.order_by("-id").values_list(*DutyRow.__slots__)[:limit]]
        rows += page if filters.at is None else _stood(page, filters, filters.at)
        if filters.at is None or len(page) < limit:
            break
        after = page[-1].id
    return rows[:limit]


def _stood(page: list[DutyRow], filters: DutyFilters, at: datetime) -> Iterator[DutyRow]:
    """Yield the rows as they stood at a moment, those that the filters then kept."""
    states = _states_at([row.stream for row in page], at)
    for row in page:
        state = states.get(row.stream)
        if state is None or (filters.state and state.state != filters.state):
            continue
        due_at = state.clock.due_at if state.clock else None
        if filters.overdue_at is not None and (due_at is None or due_at >= at):
            continue
        yield replace(row, state=state.state, due_at=due_at, late=state.late, ended_at=state.ended_at)


def _states_at(streams: Iterable[str], at: datetime) -> dict[str, DutyState]:
    told = {
        stream: rebuild(event.data["change"] for event in events if event.at < at)
        for stream, events in records.histories(streams).items()
    }
    return {stream: state for stream, state in told.items() if state is not None}


def _viewed(actor: Actor, view: View) -> Q:
    """Return the condition of a view. Who has no body owes nothing and has set nothing."""
    if actor.role not in OWNERS or actor.body_id is None:
        return Q(pk__in=[])
    if view == "area":
        return records.seen_by(actor)
    column = {"mine": "owner_body_id", "set": "setter_body_id", "told": "escalated_body_id"}[view]
    return Q(**{column: actor.body_id})


def _filtered(actor: Actor, filters: DutyFilters) -> QuerySet[Duty]:
    found = Duty.objects.filter(_viewed(actor, filters.view))
    if filters.at is not None:
        found = found.filter(set_at__lt=filters.at)
    elif filters.state:
        found = found.filter(state=filters.state)
    if filters.origin:
        found = found.filter(origin=filters.origin)
    if filters.origin_stream:
        found = found.filter(origin_stream=filters.origin_stream)
    if filters.origin_item:
        found = found.filter(origin_item=filters.origin_item)
    if filters.overdue_at is not None and filters.at is None:
        found = found.filter(due_at__lt=filters.overdue_at)
    return found


@dataclass(frozen=True, slots=True)
class DutyPage:
    """What the page of a duty needs; `texts` by vault id, None where erased, `bodies` are names."""

    id: int
    stream: str
    version: int
    title: str
    origin: Origin
    origin_stream: str
    origin_item: str
    set_at: datetime
    state: DutyState
    standings: frozenset[Who]
    events: tuple[records.EventRow, ...]
    texts: Mapping[int, str | None]
    files: Mapping[int, Any]
    bodies: Mapping[int, str]
    steps: Mapping[ActName, Decision]

    def text_of(self, event: records.EventRow) -> str | None:
        """Return what a person wrote with an event; empty where nothing, None where it was erased."""
        said = event.data.get("about", {}).get("texts", {}).get("text")
        return self.texts.get(said["vault"]) if said else ""


def duty_page(*, actor: Actor, duty_id: int, at: datetime | None = None) -> DutyPage | None:
    """Return a duty as this actor may see it; None when it is not there or not his. Five statements.

    With `at` it is shown as it stood at that moment, and nothing can be done about it.
    """
    if actor.role not in OWNERS:
        return None
    found = Duty.objects.filter(records.seen_by(actor), pk=duty_id).first()
    if found is None:
        return None
    events = [event for event in records.history(stream=found.stream) if at is None or event.at < at]
    state = decode(found.snapshot) if at is None else rebuild(event.data["change"] for event in events)
    if state is None:
        return None
    said = [event.data.get("about", {}).get("texts", {}) for event in events]
    named = state.bodies() | {event.actor["body"] for event in events if event.actor.get("body")}
    for event in events:
        about = event.data.get("about", {})
        named |= {about[key] for key in ("from", "to", "body") if isinstance(about.get(key), int)}
    return DutyPage(
        id=found.pk,
        stream=found.stream,
        version=found.version,
        title=found.title,
        origin=Origin(found.origin),
        origin_stream=found.origin_stream,
        origin_item=found.origin_item,
        set_at=found.set_at,
        state=state,
        standings=standings(state, actor),
        events=tuple(events),
        texts=records.open_sealed(one["vault"] for texts in said for one in texts.values()),
        files={file.id: file for file in records.files_of([found.stream])},
        bodies=people.body_names(named),
        steps=steps(state, actor) if at is None else {},
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the duties of an item are; `overdue` counts whose owner is late, not what waits for a judgement."""

    total: int = 0
    accepted: int = 0
    submitted: int = 0
    overdue: int = 0
    cancelled: int = 0

    @property
    def open(self) -> int:
        """How many are still to be done or judged."""
        return self.total - self.accepted - self.cancelled


def streams_owing(origin: Origin, item: str) -> list[str]:
    """Return what some open duties of an origin come from; the caller's transaction decides what is seen."""
    rows = Duty.objects.filter(origin=origin.value, origin_item=item, ended_at=None)
    return list(rows.values_list("origin_stream", flat=True))


def progress_of(
    *, actor: Actor, now: datetime, origin_streams: Iterable[str], at: datetime | None = None
) -> dict[tuple[str, str], Progress]:
    """Return how far the duties of some origins are, by (stream, item), as far as the actor sees them.

    With `at` how far they were at that moment.
    """
    found = Duty.objects.filter(records.seen_by(actor), origin_stream__in=list(origin_streams))
    if at is not None:
        return _progress_at(found, at)
    rows = (
        found.order_by()
        .values_list("origin_stream", "origin_item")
        .annotate(
            total=Count("id"),
            accepted=Count("id", filter=Q(state=State.ACCEPTED)),
            submitted=Count("id", filter=Q(state=State.SUBMITTED)),
            overdue=Count("id", filter=Q(due_at__lt=now, state__in=[state.value for state in AT_WORK])),
            cancelled=Count("id", filter=Q(state=State.CANCELLED)),
        )
    )
    return {(row[0], row[1]): Progress(*row[2:]) for row in rows}


def _progress_at(found: QuerySet[Duty], at: datetime) -> dict[tuple[str, str], Progress]:
    duties = {
        stream: (origin, item)
        for stream, origin, item in found.filter(set_at__lt=at).values_list(
            "stream", "origin_stream", "origin_item"
        )
    }
    counted: dict[tuple[str, str], Progress] = {}
    for stream, state in _states_at(duties, at).items():
        before = counted.get(duties[stream], Progress())
        due_at = state.clock.due_at if state.clock else None
        counted[duties[stream]] = Progress(
            before.total + 1,
            before.accepted + (state.state is State.ACCEPTED),
            before.submitted + (state.state is State.SUBMITTED),
            before.overdue + (state.at_work and due_at is not None and due_at < at),
            before.cancelled + (state.state is State.CANCELLED),
        )
    return counted


def differences(stream: str) -> list[str]:
    """Return where the row of a duty differs from what its events tell; for checks."""
    found = Duty.objects.get(stream=stream)
    told = rebuild(event.data["change"] for event in records.history(stream=stream))
    wrong = [] if told == decode(found.snapshot) else [f"{stream}: the events tell another state"]
    return wrong + ([f"{stream}: {flaw}" for flaw in flaws(told)] if told else [f"{stream}: no events"])
