"""How places come to be: the divisions of a city at once, and the grid cells below a community."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hemei.ground.places.models import Place, PlaceName, PlacePosition
from hemei.ground.places.open_data import Divisions
from hemei.ground.places.rules.codes import Kind, Level, grid_code
from hemei.ground.places.rules.names import name_keys
from hemei.ground.places.rules.paths import child_path
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark

# The data says what is, not since when. From this day on the platform takes the divisions as they stand;
# a real founding day replaces it where the city knows one.
SINCE = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Founding:
    """A place about to be written; `parent` is None for the city."""

    id: int
    level: Level
    kind: Kind
    code: str
    name: str
    parent: int | None
    path: str


def load_city(*, actor: Actor, now: datetime, divisions: Divisions, since: date = SINCE) -> int:
    """Write a city with all its divisions, in one transaction and one event; return the city's id.

    The actor must reach everywhere, because the city has no path before.

    Raises:
        Refused: a city is there already; one copy serves one city.
    """
    with records.acting(actor):
        if Place.objects.select_for_update().filter(level=Level.CITY.value).exists():
            raise Refused.because(
                mark("城市已经载入。"),
                remedy=mark("如需换城市，请另建一套系统。"),
                code="city_loaded",
            )
        foundings = _foundings(divisions)
        write_places(foundings, source=divisions.source, since=since)
        city = foundings[0]
        records.record_event(
            stream=f"places.place:{city.id}",
            type="places.city_loaded",
            actor=actor,
            at=now,
            scope=city.path,
            data={
                "code": city.code,
                "source": divisions.source,
                "files": divisions.hashes,
                "first": city.id,
                "last": foundings[-1].id,
                "places": len(foundings),
                "since": since.isoformat(),
            },
        )
    return city.id


def add_grid_cells(
    *, actor: Actor, now: datetime, cells: Sequence[tuple[int, str]], source: str, since: date
) -> list[int]:
    """Add grid cells, each a community's id and the cell's name, numbered on below each community.

    One batch, one event in the city's stream. Returns the ids in the order of `cells`.

    Raises:
        Refused: a community is not there.
    """
    with records.acting(actor):
        homes = _communities({community for community, _ in cells})
        numbers = _next_numbers(homes)
        ids = records.next_ids("places_place", len(cells))
        foundings = []
        for number, (community, name) in zip(ids, cells, strict=True):
            path, code = homes[community]
            numbers[community] += 1
            cell = grid_code(code, numbers[community])
            home = child_path(path, number)
            foundings.append(Founding(number, Level.GRID, Kind.GRID, cell, name, community, home))
        write_places(foundings, source=source, since=since)
        city = Place.objects.get(level=Level.CITY.value, valid_until=None)
        records.record_event(
            stream=f"places.place:{city.pk}",
            type="places.grid_cells_added",
            actor=actor,
            at=now,
            scope=child_path("", city.pk),
            data={"first": min(ids), "last": max(ids), "cells": len(ids), "source": source} if ids else {},
        )
    return ids


def write_places(foundings: Sequence[Founding], *, source: str, since: date) -> None:
    """Write places with their first name and position; four statements however many there are."""
    places = []
    for new in foundings:
        keys = name_keys(new.name)
        places.append(
            Place(
                id=new.id,
                level=new.level.value,
                kind=new.kind.value,
                code=new.code,
                name=new.name,
                pinyin=keys.pinyin,
                initials=keys.initials,
                source=source,
                valid_from=since,
            )
        )
    Place.objects.bulk_create(places)
    PlaceName.objects.bulk_create(
        PlaceName(place_id=new.id, name=new.name, valid_from=since) for new in foundings
    )
    PlacePosition.objects.bulk_create(
        PlacePosition(place_id=new.id, parent_id=new.parent, path=new.path, valid_from=since)
        for new in foundings
    )


def _foundings(divisions: Divisions) -> list[Founding]:
    """Give every division its id and path; a parent stands before its children.

    Two levels may share a code (a city without counties), so parents are looked up by level too.
    """
    ids = records.next_ids("places_place", len(divisions.rows))
    levels = list(Level)
    known: dict[tuple[Level, str], Founding] = {}
    foundings = []
    for number, row in zip(ids, divisions.rows, strict=True):
        above = known[levels[levels.index(row.level) - 1], row.parent_code] if row.parent_code else None
        path = child_path(above.path if above else "", number)
        new = Founding(number, row.level, row.kind, row.code, row.name, above.id if above else None, path)
        known[row.level, row.code] = new
        foundings.append(new)
    return foundings


def _communities(ids: set[int]) -> dict[int, tuple[str, str]]:
    rows = PlacePosition.objects.filter(
        place_id__in=ids, place__level=Level.COMMUNITY.value, valid_until=None
    ).values_list("place_id", "path", "place__code")
    found = {number: (path, code) for number, path, code in rows}
    missing = sorted(ids - found.keys())
    if missing:
        raise Refused.because(
            mark("社区不存在或已撤销（编号{id}）。"), id=missing[0], field="community", code="no_community"
        )
    return found


def _next_numbers(homes: dict[int, tuple[str, str]]) -> dict[int, int]:
    """Return the last number given below each community, ended cells included."""
    last = dict.fromkeys(homes, 0)
    rows = PlacePosition.objects.filter(parent_id__in=homes, place__level=Level.GRID.value).values_list(
        "parent_id", "place__code"
    )
    for community, code in rows:
        last[community] = max(last[community], int(code[-3:]))
    return last
