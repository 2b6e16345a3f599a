"""Estates on the calendar whose books nobody opened: what they owe of money cannot be drafted, and is late one day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from hemei.community.ledgers import queries as ledgers
from hemei.coordination.disclosure.models import CalendarEntry
from hemei.coordination.disclosure.queries.owing import PLATFORM, there_on
from hemei.coordination.disclosure.rules.acts import Act, may
from hemei.coordination.disclosure.rules.words import Owed
from hemei.ground.people import queries as people
from hemei.ground.records import queries as seen
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

CHUNK = 1_000
_FIELDS = ("id", "estate_id", "scope", "estate__name", "estate__community__name", "since")


@dataclass(frozen=True, slots=True)
class Bookless:
    """An estate without books: since when it is on the calendar, and which company or committee it has."""

    id: int
    estate_id: int
    estate: str
    community: str
    since: date
    bodies: tuple[str, ...]


def _without(actor: Actor) -> QuerySet[CalendarEntry]:
    if not may(actor, Act.SEE_OVERDUE).allowed:
        return CalendarEntry.objects.none()
    return CalendarEntry.objects.filter(~ledgers.has_books(), seen.seen_by(actor), estate__valid_until=None)


def without_books(*, actor: Actor, on: date, after: int = 0, limit: int = 50) -> list[Bookless]:
    """Return the actor's estates on the calendar that have no books, those longest on it first."""
    rows = list(_without(actor).filter(pk__gt=after).order_by("id").values_list(*_FIELDS)[:limit])
    if not rows:
        return []
    with records.acting(PLATFORM):
        there = there_on({row[1]: row[2] for row in rows}, on)
    wanted = (Owed.COMPANY, Owed.COMMITTEE)
    bodies = {
        number: [found.bodies[who] for who in wanted if who in found.bodies]
        for number, found in there.items()
    }
    names = people.body_names({body for found in bodies.values() for body in found})
    return [
        Bookless(
            row[0], row[1], row[3], row[4], row[5], tuple(names[body] for body in bodies[row[1]] if body in names)
        )
        for row in rows
    ]  # fmt: skip


def count_without_books(*, actor: Actor) -> int:
    """Return how many there are."""
    return _without(actor).count()


def all_without_books(*, actor: Actor, on: date) -> Iterator[Bookless]:
    """Yield the whole list for an export, read in pages."""
    after = 0
    while page := without_books(actor=actor, on=on, after=after, limit=CHUNK):
        yield from page
        after = page[-1].id
