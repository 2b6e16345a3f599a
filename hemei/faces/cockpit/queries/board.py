"""The board of a place: each figure with its months, its parts and its rank among peers.

The place's own numbers and lists are read with the viewer's eyes, so that each number opens to its very
list. Of his peers he is shown numbers only; these are counted with the city's eyes and carry no subject.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hemei.faces.cockpit.queries.areas import Area, Peers, parts_of, peers_of
from hemei.faces.cockpit.queries.counting import Cell, by_body, by_month, by_place, cells, total
from hemei.faces.cockpit.queries.registry import Entry
from hemei.faces.cockpit.rules import AsOf
from hemei.ground.places import queries as places
from hemei.ground.places.queries import PlaceRow
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange, system_actor
from hemei.kernel.figures import FigureValue, Tally, standings, value_of


@dataclass(frozen=True, slots=True)
class Part:
    """A place below with its value and its rank among its siblings."""

    place: PlaceRow
    value: FigureValue
    rank: int | None


@dataclass(frozen=True, slots=True)
class Rank:
    """Which one of so many peers that have a value; none for the city, or without a value."""

    rank: int | None = None
    of: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure of a place: its value with the spread of its parts, its months, its rank among peers."""

    entry: Entry
    value: FigureValue
    months: tuple[tuple[date, FigureValue], ...]
    parts: tuple[Part, ...]
    rank: Rank
    bodies: Mapping[int, FigureValue]

    @property
    def reached(self) -> bool | None:
        """Whether it does what is aimed at."""
        return self.entry.item.reached(self.value.value)


def readings(entries: Sequence[Entry], found: Area, *, actor: Actor, asked: AsOf) -> list[Reading]:
    """Return figures of a place; for each one statement for the place and one for its peers."""
    parts, peers = parts_of(found, asked.day), peers_of(found, asked.day)
    own = [cells(entry, actor=actor, ranges=found.ranges, asked=asked) for entry in entries]
    theirs = _cells_of_peers(entries, peers, asked)
    return [
        _reading(entry, found, parts, mine, _rank(entry, found, peers, mine, others, asked), asked)
        for entry, mine, others in zip(entries, own, theirs, strict=True)
    ]


def _cells_of_peers(entries: Sequence[Entry], peers: Peers, asked: AsOf) -> list[list[Cell]]:
    if not peers.places:
        return [[] for _ in entries]
    seer = system_actor(places.city().path)
    with records.acting(seer):
        home = (PlaceRange(peers.path),)
        return [cells(entry, actor=seer, ranges=home, asked=asked) for entry in entries]


def _rank(
    entry: Entry, found: Area, peers: Peers, mine: Sequence[Cell], others: Sequence[Cell], asked: AsOf
) -> Rank:
    """Return the place's rank by its own value as it is shown, among its peers' values."""
    values = _values(entry, peers.places, others, found.depth, asked)
    if found.place.path not in values:
        return Rank()
    values[found.place.path] = value_of(entry.figure, total(entry, mine, asked))
    ranked = [row for row in standings(values, entry.figure.better) if row.rank is not None]
    return Rank(next((row.rank for row in ranked if row.place == found.place.path), None), len(ranked))


def _reading(
    entry: Entry, found: Area, parts: Sequence[PlaceRow], mine: Sequence[Cell], rank: Rank, asked: AsOf
) -> Reading:
    values = _values(entry, parts, mine, found.depth + 1, asked)
    part_of = {place.path: place for place in parts}
    months, bodies = by_month(mine, asked), by_body(entry, mine, asked)
    return Reading(
        entry=entry,
        value=value_of(entry.figure, total(entry, mine, asked)).between(values.values()),
        months=tuple((month, value_of(entry.figure, tally)) for month, tally in months.items()),
        parts=tuple(
            Part(part_of[row.place], row.value, row.rank) for row in standings(values, entry.figure.better)
        ),
        rank=rank,
        bodies={body: value_of(entry.figure, tally) for body, tally in bodies.items()},
    )


def _values(
    entry: Entry, among: Sequence[PlaceRow], found: Sequence[Cell], depth: int, asked: AsOf
) -> dict[str, FigureValue]:
    """Return the value of each place by path, those without a subject included."""
    sums = by_place(entry, found, asked, depth)
    return {place.path: value_of(entry.figure, sums.get(place.path, Tally())) for place in among}
