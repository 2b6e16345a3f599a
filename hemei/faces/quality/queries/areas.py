"""Whose registers a viewer may ask about: those of his places; system administration, numbers of the whole city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.places.queries import Level, PlaceRow
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, PlaceRange, Role

_LEVELS = frozenset({Level.CITY, Level.COUNTY, Level.STREET, Level.COMMUNITY})


@dataclass(frozen=True, slots=True)
class Area:
    """A place with the ranges that belong to it today."""

    place: PlaceRow
    ranges: tuple[PlaceRange, ...]


def area(place_id: int, *, actor: Actor, day: date) -> Area | None:
    """Return a place the actor may ask about; not there and not his look alike."""
    if not people.may(actor.role, people.Act.SEE_QUALITY).allowed:
        return None
    try:
        place = places.place_on(place_id, day)
    except places.NoSuchPlace:
        return None
    if place.level not in _LEVELS:
        return None
    ranges = places.ranges_for(place_id, day)
    administers = actor.role is Role.SYSTEM_ADMIN and place.level is Level.CITY
    if not administers and not (ranges and all(actor.covers(part.path) for part in ranges)):
        return None
    records.plan_by_values()
    return Area(place, ranges)


def home_of(actor: Actor) -> int | None:
    """Return the place whose page an actor begins with."""
    if not people.may(actor.role, people.Act.SEE_QUALITY).allowed:
        return None
    return places.city().id if actor.role is Role.SYSTEM_ADMIN else actor.home_place
