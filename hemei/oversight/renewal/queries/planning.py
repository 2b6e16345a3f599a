"""Load what the planner must know: the standard, the small estates of a place with their positions, the lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from hemei.ground.companies import queries as companies
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.oversight.renewal.models import Barrier, PackageEstate
from hemei.oversight.renewal.rules.planner.ground import Site
from hemei.oversight.renewal.rules.planner.standard import PackagePlanning
from hemei.oversight.renewal.rules.planner.walks import Line, flat
from hemei.oversight.renewal.rules.proposing import is_small
from hemei.oversight.renewal.rules.standards import RenewalModes

MANAGED = frozenset({"market", "packaged", "mixed"})
CHUNK = 1_000


def planning_on(day: date) -> PackagePlanning:
    """Return how packages are planned on a day."""
    return records.standards().find("package-planning", PackagePlanning, on=day)


@dataclass(frozen=True, slots=True)
class Candidates:
    """The small old estates no company serves and no package holds: those on the map, and those without a position."""

    sites: tuple[Site, ...]
    points: dict[int, tuple[int, int]]
    unplaced: tuple[companies.ManagedRow, ...]


def candidates(modes: RenewalModes, *, actor: Actor, on: date) -> Candidates:
    """Return what can be planned of the actor's places on a day: old estates that are small."""
    taken = set(PackageEstate.objects.filter(live=True).values_list("estate_id", flat=True))
    rows = [
        row
        for row in _managed(actor, on)
        if row.manner not in MANAGED
        and row.id not in taken
        and row.households > 0
        and is_small(row.built_area_dm2, row.households, modes)
    ]
    sites = places.estates_by_id([row.id for row in rows], actor=actor)
    return placed(
        [row for row in rows if row.id in sites and sites[row.id].kind in modes.old.kinds], actor=actor
    )


def candidates_of(estate_ids: Iterable[int], *, actor: Actor, on: date) -> Candidates:
    """Return some estates of the actor's places as the planner sees them, whatever else holds of them."""
    return placed(companies.counts_of(estate_ids, on, actor=actor), actor=actor)


def placed(rows: list[companies.ManagedRow], *, actor: Actor) -> Candidates:
    """Put estates on the plane of their middle latitude."""
    points = places.positions_of([row.id for row in rows], actor=actor)
    middle = _middle(points.values())
    sites = [
        Site(
            row.id,
            row.name,
            street_of(row.path),
            flat(*points[row.id], middle=middle),
            row.built_area_dm2,
            row.households,
        )
        for row in rows
        if row.id in points
    ]
    return Candidates(tuple(sites), points, tuple(row for row in rows if row.id not in points))


def lines(points: Iterable[tuple[int, int]], *, on: date) -> list[Line]:
    """Return the lines of a day on the plane of these points."""
    middle = _middle(points)
    return [
        Line(
            row.code,
            row.name,
            tuple(flat(lon, lat, middle=middle) for lon, lat in row.course),
            tuple(flat(lon, lat, middle=middle) for lon, lat in row.crossings),
        )
        for row in barriers(on)
    ]


def barriers(on: date) -> list[Barrier]:
    """Return the lines of the register that stand on a day."""
    rows = Barrier.objects.filter(valid_from__lte=on).order_by("code")
    return [row for row in rows if row.valid_until is None or row.valid_until > on]


def street_of(path: str) -> int:
    """Return the street of a path of permanent ids: city, county, street."""
    parts = path.split(".")
    return int(parts[2]) if len(parts) > 3 else 0  # noqa: PLR2004 - a path ends in a dot


def _middle(points: Iterable[tuple[int, int]]) -> int:
    found = [lat for _, lat in points]
    return sum(found) // len(found) if found else 0


def _managed(actor: Actor, on: date) -> Iterator[companies.ManagedRow]:
    after = ""
    while page := companies.managed_rows(actor=actor, on=on, after=after, limit=CHUNK):
        yield from page
        after = page[-1].code
