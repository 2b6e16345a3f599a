"""The list of rounds, and the list of what was seen at points; both within the viewer's places, by keyset."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from hemei.coordination.patrols.models import Round, Visit
from hemei.coordination.patrols.rules.words import Result, RoundState, Shown
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, PlaceRange

MISSED = "missed"
"""In the list of points: those nobody looked at, of rounds that are over."""
WITHOUT_REASON = "unexplained"
NOBODY = "nobody"
"""In the list of rounds: those that nobody is, or was, to walk."""
_OVER = (RoundState.DONE.value, RoundState.MISSED.value)


def unexplained() -> Q:
    """Return the condition that a round, or points of it, were missed and nobody said why."""
    return Q(why="") & (Q(state=RoundState.MISSED.value) | Q(state=RoundState.DONE.value, gaps__gt=0))


@dataclass(frozen=True, slots=True)
class Within:
    """Where and when a list looks: a place's path, and days, both ends included."""

    path: str = ""
    since: date | None = None
    until: date | None = None

    def condition(self, day: str) -> Q:
        """Return the condition on the scope and on the field that holds the day."""
        wanted = Q()
        if self.path:
            place = PlaceRange(self.path)
            wanted &= Q(scope__gte=place.lower, scope__lt=place.upper)
        if self.since:
            wanted &= Q(**{f"{day}__gte": self.since})
        if self.until:
            wanted &= Q(**{f"{day}__lte": self.until})
        return wanted


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round as lists show it; `walker_id` is the person who walks it, None where there is nobody."""

    id: int
    scope: str
    cell_id: int
    cell: str
    planned_on: date
    walker_id: int | None
    state: RoundState
    on_time: bool | None
    ended_at: datetime | None
    received_at: datetime | None
    gaps: int
    flags: tuple[str, ...]
    why: str
    missed_at: datetime | None

    @property
    def shown(self) -> Shown:
        """How it is shown: a walked one in time or late."""
        if self.state is RoundState.DONE:
            return Shown.ON_TIME if self.on_time else Shown.LATE
        return Shown(self.state.value)

    @property
    def unexplained(self) -> bool:
        """Whether it, or points of it, were missed and nobody said why."""
        missed = self.state is RoundState.MISSED or (self.state is RoundState.DONE and self.gaps > 0)
        return missed and not self.why


ROUND_FIELDS = (
    "id", "scope", "cell_id", "cell__name", "planned_on", "walker__person_id", "state", "on_time", "ended_at",
    "received_at", "gaps", "flags", "why", "missed_at",
)  # fmt: skip


def round_row(values: tuple[Any, ...]) -> RoundRow:
    """Return the row of these fields."""
    number, scope, cell_id, cell, day, walker, state, on_time, ended, received, gaps, flags, why, missed = (
        values
    )
    return RoundRow(
        number, scope, cell_id, cell, day, walker, RoundState(state), on_time, ended, received, gaps, tuple(flags), why,
        missed,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoundFilter:
    """What the list of rounds is asked for; `state` is a `Shown`, 'unexplained', 'nobody'; `flagged` those to check."""

    within: Within = field(default_factory=Within)
    state: str = ""
    text: str = ""
    flagged: bool = False
    after: tuple[date, int] | None = None


def rounds_seen(actor: Actor) -> QuerySet[Round]:
    """Return the rounds the actor may see."""
    return Round.objects.filter(record.seen_by(actor))


def round_rows(*, actor: Actor, asked: RoundFilter | None = None, limit: int = 50) -> list[RoundRow]:
    """Return rounds, the latest day first; one statement."""
    asked = asked or RoundFilter()
    rows = rounds_seen(actor).filter(asked.within.condition("planned_on"), state_is(asked.state))
    if asked.text:
        rows = rows.filter(cell__name__contains=asked.text)
    if asked.flagged:
        rows = rows.exclude(flags=[])
    if asked.after:
        day, number = asked.after
        rows = rows.filter(Q(planned_on__lt=day) | Q(planned_on=day, id__lt=number))
    found = rows.order_by("-planned_on", "-id").values_list(*ROUND_FIELDS)[:limit]
    return [round_row(row) for row in found]


def cells_of_nobody(*, actor: Actor, since: date) -> list[tuple[int, str]]:
    """Return the cells whose coming rounds nobody is to walk, with their names; one statement."""
    rows = rounds_seen(actor).filter(state=RoundState.PLANNED.value, walker=None, planned_on__gte=since)
    return list(rows.values_list("cell_id", "cell__name").order_by("cell__pinyin", "cell__name").distinct())


def state_is(state: str) -> Q:
    """Return the condition of a state as it is shown; none for no state."""
    return {
        Shown.PLANNED.value: Q(state=RoundState.PLANNED.value),
        Shown.ON_TIME.value: Q(state=RoundState.DONE.value, on_time=True),
        Shown.LATE.value: Q(state=RoundState.DONE.value, on_time=False),
        Shown.MISSED.value: Q(state=RoundState.MISSED.value),
        WITHOUT_REASON: unexplained(),
        NOBODY: Q(walker=None),
    }.get(state, Q())


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A point of a round with what was seen there; without a result nobody looked."""

    id: int
    round_id: int
    scope: str
    cell: str
    day: date
    kind: str
    name: str
    result: Result | None
    seen_at: datetime | None
    metres: int | None
    case_kind: str
    case_number: str
    state: RoundState


SEEN_FIELDS = (
    "id", "round_id", "scope", "round__cell__name", "round__planned_on", "kind", "name", "result", "seen_at", "metres",
    "case_kind", "case_number", "round__state",
)  # fmt: skip


def seen_row(values: tuple[Any, ...]) -> SeenRow:
    """Return the row of these fields."""
    one, round_id, scope, cell, day, kind, name, result, seen_at, metres, case_kind, number, state = values
    return SeenRow(
        one, round_id, scope, cell, day, kind, name, Result(result) if result else None, seen_at, metres, case_kind,
        number, RoundState(state),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SeenFilter:
    """What the list of points is asked for; `result` is a `Result`, or 'missed'."""

    within: Within = field(default_factory=Within)
    result: str = ""
    kind: str = ""
    case_kind: str = ""
    after: int = 0


def seen_rows(*, actor: Actor, asked: SeenFilter | None = None, limit: int = 50) -> list[SeenRow]:
    """Return what was seen, and missed, at points of rounds that are over, the latest first; one statement.

    Of a round that goes on, what was sent ahead of it.
    """
    asked = asked or SeenFilter()
    rows = Visit.objects.filter(record.seen_by(actor), asked.within.condition("round__planned_on"))
    rows = rows.filter(Q(round__state__in=_OVER) | ~Q(result=""))
    if asked.result:
        rows = rows.filter(result="" if asked.result == MISSED else asked.result)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.case_kind:
        rows = rows.filter(case_kind=asked.case_kind)
    if asked.after:
        rows = rows.filter(pk__lt=asked.after)
    return [seen_row(row) for row in rows.order_by("-id").values_list(*SEEN_FIELDS)[:limit]]


def rounds_to_walk(*, actor: Actor, until: date, limit: int = 50) -> list[RoundRow]:
    """Return the rounds the actor's person has to walk: those of days up to one, and missed ones without a reason."""
    found = _to_walk(actor, until).order_by(F("planned_on").asc(), "id").values_list(*ROUND_FIELDS)[:limit]
    return [round_row(row) for row in found]


def rounds_waiting(*, actor: Actor, until: date) -> record.Lines[tuple[int, int]]:
    """Return how many of them he has to walk, and how many to give a reason for; none where there is nothing."""
    return record.counted(_to_walk(actor, until), ["state"]).then(_waiting)


def _waiting(found: list[tuple[str, int]]) -> list[tuple[int, int]]:
    walk = sum(count for state, count in found if state == RoundState.PLANNED)
    return [(walk, sum(count for _state, count in found) - walk)] if found else []


def _to_walk(actor: Actor, until: date) -> QuerySet[Round]:
    rows = rounds_seen(actor).filter(walker__person_id=actor.person_id or 0)
    return rows.filter(Q(state=RoundState.PLANNED.value, planned_on__lte=until) | unexplained())


def rounds_walked(*, actor: Actor, limit: int = 10) -> list[RoundRow]:
    """Return the rounds the actor's person walked last."""
    rows = rounds_seen(actor).filter(walker__person_id=actor.person_id or 0, state=RoundState.DONE.value)
    return [round_row(row) for row in rows.order_by("-planned_on", "-id").values_list(*ROUND_FIELDS)[:limit]]
