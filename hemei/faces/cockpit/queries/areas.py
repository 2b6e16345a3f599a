"""The places a viewer has figures of: his own and all below, on the day he asks of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.places.queries import Level, PlaceRow
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, PlaceRange

LEVELS = (Level.CITY, Level.COUNTY, Level.STREET, Level.COMMUNITY)
_COUNTY = LEVELS.index(Level.COUNTY)


@dataclass(frozen=True, slots=True)
class Area:
    """A place on a day, with the ranges that belong to it then."""

    place: PlaceRow
    ranges: tuple[PlaceRange, ...]

    @property
    def depth(self) -> int:
        """How many steps its path has: one for the city."""
        return self.place.path.count(".")


@dataclass(frozen=True, slots=True)
class Peers:
    """The places one is compared with, and the path under which they all lie."""

    path: str
    places: tuple[PlaceRow, ...]


def area(place_id: int, *, actor: Actor, day: date) -> Area | None:
    """Return a place the actor is in charge of; not there, not then and not his look alike.

    Whatever is counted of it afterwards is planned for its own size: a community is quick by one index,
    the city by another.
    """
    if not people.may(actor.role, people.Act.SEE_FIGURES).allowed:
        return None
    try:
        place = places.place_on(place_id, day)
    except places.NoSuchPlace:
        return None
    ranges = places.ranges_for(place_id, day)
    seen = place.level in LEVELS and bool(ranges) and all(actor.covers(part.path) for part in ranges)
    if not seen:
        return None
    records.plan_by_values()
    return Area(place, ranges)


def home_of(actor: Actor) -> int | None:
    """Return the place whose page an actor in charge begins with: that of his appointment."""
    return actor.home_place if people.may(actor.role, people.Act.SEE_FIGURES).allowed else None


def parts_of(found: Area, day: date) -> tuple[PlaceRow, ...]:
    """Return the places directly below on the day, by code; none below a community."""
    step = LEVELS.index(found.place.level) + 1
    if step == len(LEVELS):
        return ()
    return places.places_on(LEVELS[step], day, within=found.place.path)


def peers_of(found: Area, day: date) -> Peers:
    """Return the places of the same level in the same county, itself among them; counties in the city."""
    step = LEVELS.index(found.place.level)
    if step == 0:
        return Peers("", ())
    path = ".".join(found.place.path.split(".")[: min(step, _COUNTY + 1)]) + "."
    return Peers(path, places.places_on(found.place.level, day, within=path))
