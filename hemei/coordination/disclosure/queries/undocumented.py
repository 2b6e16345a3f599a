"""Estates on the calendar from a day of which no document says what is owed: those periods cannot be opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from hemei.coordination.disclosure.models import CalendarEntry
from hemei.coordination.disclosure.rules.acts import Act, may
from hemei.ground.records import queries as seen
from hemei.kernel.actor import Actor

_FIELDS = ("id", "estate_id", "estate__name", "estate__community__name", "since", "undocumented_on")


@dataclass(frozen=True, slots=True)
class Undocumented:
    """An estate that is on the calendar since a day, and the first day of what no document covers."""

    id: int
    estate_id: int
    estate: str
    community: str
    since: date
    first_on: date


def _undocumented(actor: Actor) -> QuerySet[CalendarEntry]:
    if not may(actor, Act.SEE_OVERDUE).allowed:
        return CalendarEntry.objects.none()
    return CalendarEntry.objects.filter(
        seen.seen_by(actor), undocumented_on__isnull=False, estate__valid_until=None
    )


def undocumented(*, actor: Actor, after: int = 0, limit: int = 50) -> list[Undocumented]:
    """Return the actor's estates that cannot be opened as they stand, those longest on the calendar first."""
    rows = _undocumented(actor).filter(pk__gt=after).order_by("id").values_list(*_FIELDS)[:limit]
    return [Undocumented(*row) for row in rows]


def count_undocumented(*, actor: Actor) -> int:
    """Return how many there are."""
    return _undocumented(actor).count()
