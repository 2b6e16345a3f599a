"""Readers of the clocks. Row-level security decides what the bound actor sees; scopes are filtered too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Q, QuerySet

from hemei.ground.clocks.models import OPEN, Deadline
from hemei.ground.clocks.rules import STATE_TEXTS, ClockState, may_remind_at
from hemei.ground.records.queries import standards
from hemei.kernel.actor import Actor
from hemei.kernel.standards import Standards
from hemei.kernel.standards.calendar import OfficeHours, PublicHolidays
from hemei.kernel.standards.working_time import working_time as working_time_of
from hemei.kernel.workdays import WorkingTime, shanghai_day

__all__ = [
    "STATE_TEXTS",
    "ClockState",
    "deadlines_due",
    "deadlines_of",
    "ends_of",
    "may_remind_at",
    "provisional_deadlines",
    "running_deadlines",
    "working_time",
]


def working_time(*, now: datetime) -> WorkingTime:
    """Return the city's working time with all notices and business hours known today; no statement."""
    return _working_time(standards(), shanghai_day(now))


@lru_cache(maxsize=64)
def _working_time(known: Standards, day: date) -> WorkingTime:
    # Days differ only where these two documents do; making the table of a century again takes milliseconds.
    hours = known.find("business-hours", OfficeHours, on=day).head.day
    return _made(known, max(hours, known.find("public-holidays", PublicHolidays, on=day).head.day))


@lru_cache(maxsize=4)
def _made(known: Standards, day: date) -> WorkingTime:
    return working_time_of(known, on=day)


def running_deadlines(
    *, actor: Actor, body_id: int | None = None, after: tuple[datetime, int] | None = None, limit: int = 50
) -> list[Deadline]:
    """Return open deadlines, the next to end first: of one body, or of all the actor's places.

    `after` is (due_at, id) of the last row of the page before.
    """
    rows = Deadline.objects.filter(state__in=OPEN)
    rows = rows.filter(body_id=body_id) if body_id is not None else _within(rows, actor)
    return _page(rows, after, limit)


def provisional_deadlines(
    *, actor: Actor, after: tuple[datetime, int] | None = None, limit: int = 50
) -> list[Deadline]:
    """Return open deadlines whose end waits for a year's holiday notice."""
    return _page(_within(Deadline.objects.filter(state__in=OPEN, provisional=True), actor), after, limit)


def deadlines_due(
    *, actor: Actor, until: datetime, after: tuple[datetime, int] | None = None, limit: int = 500
) -> list[Deadline]:
    """Return running deadlines that end by this moment; for reminders and escalation."""
    return _page(_within(Deadline.objects.filter(state="running", due_at__lte=until), actor), after, limit)


def deadlines_of(*, stream: str) -> list[Deadline]:
    """Return all deadlines of a subject with their pauses, the first to end first; two statements."""
    return list(Deadline.objects.filter(stream=stream).prefetch_related("pauses").order_by("due_at", "id"))


def ends_of(streams: Iterable[str], *, kind: str) -> dict[tuple[str, str], Deadline]:
    """Return the deadlines of a kind of several subjects, by stream and key; one statement."""
    rows = Deadline.objects.filter(stream__in=set(streams), kind=kind)
    return {(row.stream, row.key): row for row in rows}


def late_streams(kinds: Iterable[str], *, now: datetime) -> QuerySet[Deadline, str]:
    """Return the streams in which a clock of these kinds runs though its end is over; for a subquery."""
    rows = Deadline.objects.filter(kind__in=tuple(kinds), state="running", due_at__lt=now)
    return rows.values_list("stream", flat=True)


def _within(rows: QuerySet[Deadline], actor: Actor) -> QuerySet[Deadline]:
    places = Q(pk__in=[])
    for place in actor.places:
        places |= Q(scope__gte=place.lower, scope__lt=place.upper)
    return rows.filter(places)


def _page(rows: QuerySet[Deadline], after: tuple[datetime, int] | None, limit: int) -> list[Deadline]:
    if after is not None:
        due_at, last = after
        rows = rows.filter(due_at__gte=due_at).exclude(due_at=due_at, id__lte=last)
    return list(rows.order_by("due_at", "id")[:limit])
