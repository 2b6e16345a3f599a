"""The points of cells, for who keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from hemei.coordination.patrols.models import Point
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, PlaceRange


@dataclass(frozen=True, slots=True)
class PointRow:
    """A point as lists show it."""

    id: int
    cell_id: int
    cell: str
    estate_id: int | None
    estate: str
    kind: str
    name: str
    lon: int | None
    lat: int | None
    valid_from: date
    valid_until: date | None


_FIELDS = (
    "id", "cell_id", "cell__name", "estate_id", "estate__name", "kind", "name", "lon", "lat", "valid_from",
    "valid_until",
)  # fmt: skip


def _row(values: tuple[Any, ...]) -> PointRow:
    number, cell_id, cell, estate_id, estate, *rest = values
    return PointRow(number, cell_id, cell, estate_id, estate or "", *rest)


@dataclass(frozen=True, slots=True)
class PointFilter:
    """What the list of points is asked for: a place, a kind, a part of the name, and where the page begins."""

    path: str = ""
    kind: str = ""
    text: str = ""
    after: int = 0


def point_rows(*, actor: Actor, asked: PointFilter | None = None, limit: int = 50) -> list[PointRow]:
    """Return the points that are looked at today, by id; one statement."""
    asked = asked or PointFilter()
    rows = Point.objects.filter(record.seen_by(actor), valid_until=None, pk__gt=asked.after)
    if asked.path:
        place = PlaceRange(asked.path)
        rows = rows.filter(scope__gte=place.lower, scope__lt=place.upper)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.text:
        rows = rows.filter(name__contains=asked.text)
    found = rows.order_by("id").values_list(*_FIELDS)[:limit]
    return [_row(row) for row in found]


def one_point(point_id: int, *, actor: Actor) -> PointRow | None:
    """Return a point of the actor's that is looked at today."""
    rows = Point.objects.filter(record.seen_by(actor), valid_until=None, pk=point_id)
    found = rows.values_list(*_FIELDS).first()
    return _row(found) if found else None


_STREET_DEPTH = 3  # steps of the path of a street
_MOST_ESTATES = 2_000


def cells_of(*, actor: Actor, day: date) -> list[tuple[int, str]]:
    """Return the grid cells in the places of a street, a community or a worker today; others are too many to choose."""
    if not actor.places or min(place.path.count(".") for place in actor.places) < _STREET_DEPTH:
        return []
    found: dict[int, str] = {}
    for place in actor.places:
        for row in places.places_on(places.Level.GRID, day, within=place.path):
            found[row.id] = row.name
    return sorted(found.items(), key=lambda pair: pair[1])


def spots_of(*, actor: Actor, day: date) -> list[tuple[str, str]]:
    """Return where a point may be: `cell:estate` for each estate of a cell, `cell:` for what lies outside estates."""
    cells = cells_of(actor=actor, day=day)
    estates: dict[int, list[places.EstateRow]] = {}
    for row in places.estates(actor=actor, limit=_MOST_ESTATES) if cells else ():
        estates.setdefault(row.grid_id or 0, []).append(row)
    spots = []
    for number, name in cells:
        spots += [(f"{number}:{estate.id}", f"{name} {estate.name}") for estate in estates.get(number, ())]
        spots.append((f"{number}:", name))
    return spots
