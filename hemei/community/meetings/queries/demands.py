"""Meetings that owners demand and that are not called yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from hemei.community.meetings.facts import kind_on
from hemei.community.meetings.models import Demand, Meeting
from hemei.community.meetings.queries.lists import home_of, near
from hemei.community.meetings.rules.acts import Act, holds, may
from hemei.community.meetings.rules.standards import Kind
from hemei.community.meetings.rules.words import State
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.workdays import shanghai_day

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class DemandRow:
    """A meeting that is demanded by so many owners of so many; with `needed` of them it must be called."""

    meeting_id: int
    kind: Kind
    title: str
    estate: str
    asking: int
    of: int
    needed: int
    gathers_until: datetime | None
    due_at: datetime | None
    own: bool
    may_join: bool


@dataclass(frozen=True, slots=True)
class DemandWords:
    """How far a demand has come, and why, for those who hold the meeting."""

    asking: int
    of: int
    needed: int
    reasons: tuple[str, ...]


def demands(*, actor: Actor, now: datetime) -> list[DemandRow]:
    """Return the meetings that owners of the actor's own estates demand, the latest first; three statements."""
    if not may(actor.role, Act.ASK).allowed:
        return []
    homes = people.own_homes(actor, on=shanghai_day(now))
    own = {home.person_id for home in homes}
    with opened(actor, places.city().path):
        found = Meeting.objects.filter(near(homes), state=State.PREPARED.value, demands__isnull=False)
        rows = list(found.select_related("estate").distinct().order_by("-id")[:MOST_SHOWN])
        mine = set(
            Demand.objects.filter(meeting__in=rows, person_id__in=own).values_list("meeting_id", flat=True)
        )
    return [
        DemandRow(
            row.pk,
            kind := kind_on(row.kind, row.rules_on),
            row.title,
            row.estate.name if row.estate else "",
            row.asking or 0,
            row.asking_of or 0,
            _needed(kind, row.asking_of),
            row.gathers_until,
            row.call_due_at,
            row.pk in mine,
            row.asked_on is None and not _over(row, now) and home_of(row, homes).owner,
        )
        for row in rows
    ]


def owned_estates(*, actor: Actor, now: datetime) -> list[tuple[int, str]]:
    """Return the estates in which the actor himself owns something, by name."""
    owned = {home.estate_id for home in people.own_homes(actor, on=shanghai_day(now)) if home.owner}
    city = places.city().path
    with opened(actor, city):
        found = places.estates_by_id(owned, actor=replace(actor, places=(PlaceRange(city),)))
    return sorted(((row.id, row.name) for row in found.values()), key=lambda pair: pair[1])


def demand_words(*, actor: Actor, meeting_id: int) -> DemandWords | None:
    """Return how far a demand has come and why it was made; None where owners demanded nothing, or it is not his."""
    row = Meeting.objects.filter(records.seen_by(actor), pk=meeting_id).first()
    host = row is not None and holds(actor, scope=row.scope, body_id=row.body_id)
    if row is None or not may(actor.role, Act.CALL, covered=host).allowed:
        return None
    texts = list(Demand.objects.filter(meeting=row).order_by("id").values_list("text_id", flat=True))
    if not texts:
        return None
    said = records.open_sealed(number for number in texts if number)
    kind = kind_on(row.kind, row.rules_on)
    reasons = tuple(text for number in texts if number and (text := said.get(number)))
    return DemandWords(row.asking or 0, row.asking_of or 0, _needed(kind, row.asking_of), reasons)


def _over(row: Meeting, now: datetime) -> bool:
    return row.gathers_until is not None and row.gathers_until < now


def _needed(kind: Kind, of: int | None) -> int:
    return max(1, kind.ask.least(of or 0)) if kind.ask else 1
