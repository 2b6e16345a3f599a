"""Buildings from a file, each with its entrances in the same row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from hemei.ground.places.models import Building, Entrance
from hemei.ground.places.queries.finding import Site
from hemei.ground.places.rules.likeness import NUMBER, building_key
from hemei.ground.places.rules.registers import UNTIMELY
from hemei.ground.places.services.registers.houses import House, Houses
from hemei.ground.records import services as records
from hemei.ground.records.queries import Choice
from hemei.kernel.registers import Row

_NUMBER = re.compile(r"\d{1,4}")


class BuildingWriter:
    """Writes buildings; a known one is corrected, entrances are added and never removed."""

    def __init__(self) -> None:
        self.houses: Houses | None = None
        self.entered: set[int] = set()

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of buildings."""
        self.houses = self.houses or Houses(work.actor)
        written = records.Written()
        placed = self.houses.place(rows, written)
        buildings: list[Building] = []
        doors: list[Entrance] = []
        for row, site in placed:
            house = self.houses.of(site).get(row.values["building"])
            choice = Choice.NEW
            if house is None and (alike := self._like(row, site)) is not None:
                choice, subject = written.decide(work, alike)
                if choice is Choice.SAME:
                    house = next((one for one in self.houses.of(site).values() if one.id == subject), None)
            if choice is Choice.LEAVE or (choice is Choice.SAME and house is None):
                continue
            if house is None:
                buildings.append(self._new(row, site, buildings))
                doors += _doors(buildings[-1].pk, House(0, 0, 0, ""), row, site)
                written.new += 1
            else:
                added = _doors(house.id, house, row, site)
                doors += added
                self._correct(work, row, site, house, added, written)
        self._write(buildings, doors, written)
        self.houses.forget(
            site.id for _, site in placed
        )  # what a dry run tried is not there at the next batch
        return written

    def _like(self, row: Row, site: Site) -> records.Alike | None:
        """Return the building of the same number under another writing."""
        assert self.houses is not None  # noqa: S101 - begun with the batch
        key = building_key(row.values["building"])
        found = [
            records.Candidate(
                house.id,
                f"{site.name} {name}",
                (
                    ("building", name, row.values["building"]),
                    *(
                        [("floors", str(house.floors), str(row.values["floors"]))]
                        if house.floors != row.values["floors"]
                        else []
                    ),
                ),
            )
            for name, house in self.houses.of(site).items()
            if building_key(name) == key and house.id not in self.entered
        ]
        return records.Alike(row, "building", NUMBER, tuple(found)) if found else None

    def _new(self, row: Row, site: Site, pending: Sequence[Building]) -> Building:
        assert self.houses is not None  # noqa: S101 - begun with the batch
        taken = {house.number for house in self.houses.of(site).values()}
        taken |= {building.number for building in pending if building.estate_id == site.id}
        (identity,) = records.next_ids("places_building", 1)
        return Building(
            id=identity,
            estate_id=site.id,
            number=_number(row.values["building"], taken),
            name=row.values["building"],
            floors=row.values["floors"],
            valid_from=row.values["since"],
            valid_until=row.values["until"],
            scope=site.scope,
            stream=site.stream,
        )

    def _correct(
        self,
        work: records.Work,
        row: Row,
        site: Site,
        house: House,
        added: list[Entrance],
        written: records.Written,
    ) -> None:
        values = row.values
        known = {
            "name": (house.name, values["building"]),
            "floors": (house.floors, values["floors"]),
            "valid_from": (house.since, values["since"] or house.since),
            "valid_until": (house.until, values["until"] or house.until),
        }
        changes = {name: [old, new] for name, (old, new) in known.items() if old != new}
        if not _in_order(known["valid_from"][1], known["valid_until"][1]):
            written.refuse(row, "until", str(values["until"] or house.until), UNTIMELY)
            return
        if not changes:
            written.changed += bool(added)
            written.same += not added
            return
        written.before += records.images("places_building", [house.id])
        Building.objects.filter(pk=house.id).update(**{name: new for name, (_, new) in changes.items()})
        written.changed += 1
        records.record_event(
            stream=site.stream,
            type="places.building_corrected",
            actor=work.actor,
            at=work.now,
            scope=site.scope,
            data={"building": house.id, "changes": _told(changes), "source": work.source},
        )

    def _write(self, buildings: list[Building], doors: list[Entrance], written: records.Written) -> None:
        records.insert_rows(buildings)
        written.add("places_building", [building.pk for building in buildings])
        self.entered |= {building.pk for building in buildings}
        for door, number in zip(doors, records.next_ids("places_entrance", len(doors)), strict=True):
            door.id = number
        records.insert_rows(doors)
        written.add("places_entrance", [door.pk for door in doors])


def building_writer() -> BuildingWriter:
    """Begin a run."""
    return BuildingWriter()


def _in_order(since: date | None, until: date | None) -> bool:
    return since is None or until is None or since < until


def _told(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {
        name: [one.isoformat() if isinstance(one, date) else one for one in pair]
        for name, pair in changes.items()
    }


def _number(name: str, taken: set[int]) -> int:
    """Return the number in a building's name where it is free, else the next one."""
    found = _NUMBER.search(name)
    if found and int(found[0]) > 0 and int(found[0]) not in taken:
        return int(found[0])
    return max(taken, default=0) + 1


def _doors(building_id: int, house: House, row: Row, site: Site) -> list[Entrance]:
    last = max((number for _, number in house.entrances.values()), default=0)
    wanted = [name for name in row.values["entrances"] or () if name not in house.entrances]
    return [
        Entrance(building_id=building_id, number=number, name=name, scope=site.scope, stream=site.stream)
        for number, name in enumerate(wanted, start=last + 1)
    ]
