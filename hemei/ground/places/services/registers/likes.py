"""Estates on record that a row of a file may mean under other words, and what the row says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from django.db.models import Q

from hemei.ground.places import queries
from hemei.ground.places.models import Estate
from hemei.ground.places.rules.estates import KIND_NAMES, EstateKind
from hemei.ground.places.rules.likeness import ADDRESS, ELSEWHERE, NAME, address_key, estate_key
from hemei.ground.places.rules.positions import MapSystem, degrees, to_cgcs2000
from hemei.ground.records import services as records
from hemei.kernel.registers import Row

Key = tuple[str, int, str]
# Where the register's column is called otherwise than the table's.
_COLUMNS = {"built_area_dm2": "built_area", "position_source": "system"}


class Likes:
    """The estates that the new rows of a batch may mean, found in one statement; `own` are the file's itself."""

    def __init__(self, fresh: Sequence[tuple[Row, int]], *, own: AbstractSet[int]) -> None:
        self.found: dict[Key, list[Estate]] = {}
        self.homes: dict[int, str] = {}
        if not fresh:
            return
        names = {row.values["name"] for row, _ in fresh}
        near = Q(community_id__in={home for _, home in fresh}) | Q(name__in=names)
        known = Estate.objects.filter(near, valid_until=None).order_by("id")
        estates = [estate for estate in known if estate.pk not in own]
        self.homes = queries.names_of({estate.community_id for estate in estates})
        for estate in estates:
            keys = (
                (NAME, estate.community_id, estate_key(estate.name)),
                (ADDRESS, estate.community_id, address_key(estate.address)),
                (ELSEWHERE, 0, estate.name),
            )
            for key in keys:
                self.found.setdefault(key, []).append(estate)

    def of(self, row: Row, home: int) -> records.Alike | None:
        """Return what a row is like: by name in its community, else by address there, else by name elsewhere."""
        values = row.values
        wanted = (
            (NAME, home, estate_key(values["name"])),
            (ADDRESS, home, address_key(values["address"])),
            (ELSEWHERE, 0, values["name"]),
        )
        found = [(key[0], estate) for key in wanted if key[2] for estate in self.found.get(key, ())]
        if not found:
            return None
        estates = list(dict.fromkeys(estate for _, estate in found))
        return records.Alike(
            row, "name", found[0][0], tuple(self._candidate(one, values) for one in estates[:3])
        )

    def _candidate(self, estate: Estate, values: dict[str, Any]) -> records.Candidate:
        home = self.homes[estate.community_id]
        told = tuple(
            (_COLUMNS.get(name, name), _told(name, old), _told(name, new))
            for name, (old, new) in changes_of(estate, values).items()
        )
        return records.Candidate(estate.pk, f"{estate.name}（{home}，{estate.address}，{estate.code}）", told)


def changes_of(estate: Estate, values: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what the file says otherwise, from and to; an empty cell says nothing."""
    wanted = {
        "name": values["name"],
        "kind": values["kind"].value,
        "address": values["address"],
        "built_area_dm2": values["built_area"],
        "households": values["households"],
        "built_year": values["built_year"],
    }
    if values["lon"] is not None:
        system = values["system"] or MapSystem.CGCS2000
        point = to_cgcs2000(values["lon"], values["lat"], system)
        wanted |= {"lon": point.lon, "lat": point.lat, "position_source": system.value}
    return {
        name: (getattr(estate, name), value)
        for name, value in wanted.items()
        if value is not None and getattr(estate, name) != value
    }


def _told(name: str, value: Any) -> str:
    """Return a value as a clerk reads it."""
    if value is None:
        return ""
    if name == "built_area_dm2":
        return f"{value / 100:.2f}"
    if name in {"lon", "lat"}:
        return degrees(value)
    return str(KIND_NAMES[EstateKind(value)]) if name == "kind" else str(value)
