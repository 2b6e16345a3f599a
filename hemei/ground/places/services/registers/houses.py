"""Buildings, entrances and units as files name them, read once for every estate of a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from hemei.ground.places.models import Building
from hemei.ground.places.queries.finding import Estates, Site
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row

Door = tuple[int, int | None]
"""Building and entrance."""
Spot = tuple[int, int | None, str]
"""Building, entrance and room: what makes two rows the same unit."""

_UNITS = (
    "select building_id, entrance_id, room, id, scope from places_propertyunit"
    " where building_id = any(%s) and valid_until is null"
)


@dataclass(slots=True)
class House:
    """A building with its entrances by name, each with its id and number."""

    id: int
    number: int
    floors: int
    name: str
    since: date | None = None
    until: date | None = None
    entrances: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Missing:
    """What a row names that is not there."""

    column: str
    reason: Reason


class Houses:
    """The estates of the actor, and the buildings of those that were asked for."""

    def __init__(self, actor: Actor) -> None:
        self.estates = Estates(actor)
        self.known: dict[int, dict[str, House]] = {}

    def place(self, rows: Sequence[Row], written: records.Written) -> list[tuple[Row, Site]]:
        """Return the rows whose estate is there; the others are refused."""
        found: dict[str, Site | Reason] = {}
        placed = []
        for row in rows:
            name = row.values["estate"]
            site = found.get(name)
            if site is None:
                site = found[name] = self.estates.find(name)
            if isinstance(site, Site):
                placed.append((row, site))
            else:
                written.refuse(row, "estate", name, site)
        self._read({site.id for _, site in placed})
        return placed

    def spots(self, rows: Sequence[Row], written: records.Written) -> Iterator[tuple[Row, Site, Spot]]:
        """Yield the rows whose building and entrance are there; the others are refused."""
        doors: dict[tuple[int, str, str | None], Door | Missing] = {}
        for row, site in self.place(rows, written):
            values = row.values
            asked = (site.id, values["building"], values["entrance"])
            door = doors.get(asked)
            if door is None:  # a file goes through a building room by room, so this is rarely asked
                door = doors[asked] = self._door(site, values["building"], values["entrance"])
            if isinstance(door, Missing):
                written.refuse(row, door.column, values[door.column], door.reason)
            else:
                yield row, site, (*door, values.get("room", ""))

    def units(self, rows: Sequence[Row], written: records.Written) -> Iterator[tuple[Row, int, str]]:
        """Yield the rows whose unit is there with its id and scope; the others are refused."""
        spots = list(self.spots(rows, written))
        with connection.cursor() as cursor:
            cursor.execute(_UNITS, [list({spot[0] for _, _, spot in spots})])
            known = {row[:3]: row[3:] for row in cursor.fetchall()}
        for row, _, spot in spots:
            found = known.get(spot)
            if found is None:
                written.refuse(row, "room", row.values["room"], _NO_UNIT)
            else:
                yield row, *found

    def of(self, site: Site) -> dict[str, House]:
        """Return the buildings of an estate by name."""
        return self.known[site.id]

    def forget(self, estate_ids: Iterable[int]) -> None:
        """Read these estates anew at the next question."""
        for number in estate_ids:
            self.known.pop(number, None)

    def _read(self, estate_ids: Iterable[int]) -> None:
        missing = [number for number in estate_ids if number not in self.known]
        if not missing:
            return
        self.known |= {number: {} for number in missing}
        rows = Building.objects.filter(estate_id__in=missing).values_list(
            "estate_id",
            "id",
            "number",
            "name",
            "floors",
            "valid_from",
            "valid_until",
            "entrances__id",
            "entrances__number",
            "entrances__name",
        )
        for estate, number, order, name, floors, since, until, door, door_order, door_name in rows:
            house = self.known[estate].setdefault(name, House(number, order, floors, name, since, until))
            if door is not None:
                house.entrances[door_name] = (door, door_order)

    def _door(self, site: Site, building: str, entrance: str | None) -> Door | Missing:
        house = self.of(site).get(building)
        if house is None:
            return Missing("building", _NO_BUILDING)
        if entrance is None:
            return house.id, None
        if entrance not in house.entrances:
            return Missing("entrance", _no_entrance(house))
        return house.id, house.entrances[entrance][0]


def estate_named(work: records.Work) -> Mapping[tuple[str, ...], records.Search]:
    """Return how to look up the estate a refused row names."""
    return {("estate",): Houses(work.actor).place}


def door_named(work: records.Work) -> Mapping[tuple[str, ...], records.Search]:
    """Return how to look up estate, building and entrance of a refused row."""
    houses = Houses(work.actor)
    return {("estate",): houses.place, DOOR: lambda rows, written: list(houses.spots(rows, written))}


def unit_named(work: records.Work) -> Mapping[tuple[str, ...], records.Search]:
    """Return how to look up the unit of a refused row, as far as the row names it."""
    houses = Houses(work.actor)
    return {
        ("estate",): houses.place,
        DOOR: lambda rows, written: list(houses.spots(rows, written)),
        (*DOOR, "room"): lambda rows, written: list(houses.units(rows, written)),
    }


DOOR = ("estate", "building", "entrance")
_NO_BUILDING = Reason(
    mark("这个小区没有这幢楼。"),
    {},
    mark("请与楼栋表的写法保持一致；新楼请先导入楼栋表。"),
    code="no_building",
)
_NO_UNIT = Reason(
    mark("这个单元没有这套房屋。"), {}, mark("请与房屋表的写法保持一致；新房请先导入房屋表。"), code="no_unit"
)


def _no_entrance(house: House) -> Reason:
    return Reason(
        mark("这幢楼没有这个单元，在册的有：{entrances}。"),
        {"entrances": "、".join(house.entrances) or "-"},
        mark("请与楼栋表的写法保持一致；没有单元的留空。"),
        code="no_entrance",
    )
