"""The readers of duties; other apps enter here. Row-level security repeats who sees what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import connection
from django.db.models import Count, Q, QuerySet

from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision
from hemei.leadership.duties.models import Duty
from hemei.leadership.duties.rows import CLOCK_KINDS
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
    "progress_of",
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
    setter_id: int
    owner_id: int


_INBOX = """
select d.id, d.kind, d.due_at, d.provisional, t.id, t.title, t.state, t.origin, t.setter_body_id, t.owner_body_id
from clocks_deadline d join duties_duty t on t.stream = d.stream
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
) -> list[InboxRow]:
    """Return what the actor's body must do now, the next to run out first; one statement."""
    if actor.body_id is None or actor.role not in OWNERS:
        return []
    values: dict[str, Any] = {
        "body": actor.body_id,
        "kinds": [CLOCK_KINDS[found] for found in ([kind] if kind else ClockKind)],
        "after_at": after[0] if after else None,
        "after_id": after[1] if after else 0,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INBOX, values)
        return [
            InboxRow(
                deadline,
                _OF_KIND[clock],
                due_at,
                provisional,
                duty,
                title,
                State(state),
                Origin(origin),
                *bodies,
            )
            for deadline, clock, due_at, provisional, duty, title, state, origin, *bodies in cursor.fetchall()
        ]


@dataclass(frozen=True, slots=True)
class DutyFilters:
    """What a list is narrowed to; empty means all. `overdue_at` keeps what was due before it."""

    view: View = "mine"
    state: str = ""
    origin: str = ""
    origin_stream: str = ""
    origin_item: str = ""
    overdue_at: datetime | None = None


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


def duty_list(
    *, actor: Actor, filters: DutyFilters | None = None, after: int | None = None, limit: int = 50
) -> list[DutyRow]:
    """Return the newest duties of a view; `after` is the id of the last row of the page before."""
    records.plan_by_values()
    return _page(_filtered(actor, filters or DutyFilters()), after, limit)


def duty_rows(*, actor: Actor, filters: DutyFilters | None = None) -> Iterator[DutyRow]:
    """Yield all duties of a list for an export, page by page at constant memory, newest first."""
    records.plan_by_values()
    found = _filtered(actor, filters or DutyFilters())
    after: int | None = None
    while True:
        page = _page(found, after, EXPORT_CHUNK)
        yield from page
        if len(page) < EXPORT_CHUNK:
            return
        after = page[-1].id


def _page(found: QuerySet[Duty], after: int | None, limit: int) -> list[DutyRow]:
    if after is not None:
        found = found.filter(pk__lt=after)
    return [DutyRow(*row) for row in found.order_by("-id").values_list(*DutyRow.__slots__)[:limit]]


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
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.origin:
        found = found.filter(origin=filters.origin)
    if filters.origin_stream:
        found = found.filter(origin_stream=filters.origin_stream)
    if filters.origin_item:
        found = found.filter(origin_item=filters.origin_item)
    if filters.overdue_at is not None:
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


def duty_page(*, actor: Actor, duty_id: int) -> DutyPage | None:
    """Return a duty as this actor may see it; None when it is not there or not his. Five statements."""
    if actor.role not in OWNERS:
        return None
    found = Duty.objects.filter(records.seen_by(actor), pk=duty_id).first()
    if found is None:
        return None
    state = decode(found.snapshot)
    events = records.history(stream=found.stream)
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
        steps=steps(state, actor),
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


def progress_of(
    *, actor: Actor, now: datetime, origin_streams: Iterable[str]
) -> dict[tuple[str, str], Progress]:
    """Return how far the duties of some origins are, by (stream, item), as far as the actor sees them."""
    rows = (
        Duty.objects.filter(records.seen_by(actor), origin_stream__in=list(origin_streams))
        .order_by()
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


def differences(stream: str) -> list[str]:
    """Return where the row of a duty differs from what its events tell; for checks."""
    found = Duty.objects.get(stream=stream)
    told = rebuild(event.data["change"] for event in records.history(stream=stream))
    wrong = [] if told == decode(found.snapshot) else [f"{stream}: the events tell another state"]
    return wrong + ([f"{stream}: {flaw}" for flaw in flaws(told)] if told else [f"{stream}: no events"])
