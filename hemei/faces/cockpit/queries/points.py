"""Where the subjects of a figure of estates lie: points, and the hull of each place below."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from hemei.faces.cockpit.queries.areas import Area
from hemei.faces.cockpit.queries.cells import above
from hemei.faces.cockpit.queries.counting import Row, Wanted, all_rows
from hemei.faces.cockpit.queries.registry import Entry
from hemei.faces.cockpit.rules import AsOf, hull_of
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.figures import Subject

_STREAM = "places.estate:"
_APPS = ("places", "companies")


@dataclass(frozen=True, slots=True)
class EstatePoint:
    """An estate of a figure with its position in millionths of a degree and its community's id."""

    row: Row
    lon: int
    lat: int
    community: int


@dataclass(frozen=True, slots=True)
class EstatePoints:
    """All estates of a place that have a position, and the outlines of its parts' estates."""

    points: tuple[EstatePoint, ...]
    hulls: tuple[tuple[tuple[int, int], ...], ...]


def estate_of(subject: Subject) -> int:
    """Return the id of the estate a subject is."""
    return int(subject.key.removeprefix(_STREAM))


def estate_points(entry: Entry, found: Area, *, actor: Actor, asked: AsOf) -> EstatePoints:
    """Return the estates a figure speaks of with their positions; those without one stand in the list only."""
    listed = list(all_rows(entry, actor=actor, ranges=found.ranges, asked=asked, wanted=Wanted()))
    placed = places.positions_of([estate_of(row.subject) for row in listed], actor=actor)
    points = tuple(
        EstatePoint(row, *placed[estate], int(row.subject.place.split(".")[-2]))
        for row in listed
        if (estate := estate_of(row.subject)) in placed
    )
    groups: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for point in points:
        groups[above(point.row.subject.place, found.depth + 1)].append((point.lon, point.lat))
    hulls = (hull_of(group) for group in groups.values())
    return EstatePoints(points, tuple(hull for hull in hulls if len(hull) > 2))  # noqa: PLR2004 - a line is no area


def estates_version() -> int:
    """Return a number that grows with every change of estates and contracts the viewer may see."""
    return records.last_event_of(_APPS)
