"""Who owns the homes of the estates that elect: every unit has its owner, with names and numbers nobody has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from hemei.project.demonstration.naming import PHONE_PREFIX, person_names
from hemei.project.demonstration.places import Lot
from hemei.project.demonstration.scale import dice

OWNERS = ("小区", "楼栋", "单元", "房号", "业主姓名", "联系电话", "起始日期", "终止日期")
_FIRST_PHONE = 60_000_000
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """A home with who owns it since the estate stands."""

    building: str
    entrance: str
    room: str
    name: str
    phone: str

    @property
    def door(self) -> str:
        """The address of the home within its estate, as rolls write it."""
        return f"{self.building}{self.entrance}{self.room}"


class Owners:
    """Names and numbers for owners, one after the other, and the rows of the register they make."""

    def __init__(self, throw: Random | None = None) -> None:
        self.rows: list[Row] = []
        self._names = person_names(throw or dice("committee members"))
        self._phone = _FIRST_PHONE

    def person(self) -> tuple[str, str]:
        """Return a name and a phone number."""
        self._phone += 1
        return next(self._names), f"{PHONE_PREFIX}{self._phone:08d}"

    def own(self, lot: Lot, door: Row, person: tuple[str, str], until: date | None = None) -> None:
        """Enter a person as the owner of a home from the estate's first day on."""
        self.rows.append((lot.row.code, *door, *person, str(lot.row.valid_from), str(until or "")))

    def all_of(self, lot: Lot, first: Sequence[tuple[str, str]] = ()) -> list[Home]:
        """Give every home of an estate an owner, the first ones to those who are named; return the homes."""
        homes, named = [], iter(first)
        for door in doors(lot):
            person = next(named, None) or self.person()
            self.own(lot, door, person)
            homes.append(Home(*door, *person))
        return homes


def doors(lot: Lot) -> Iterator[tuple[str, str, str]]:
    """Yield the doors of an estate's homes as sheets name them."""
    for building in lot.buildings:
        for entrance in building.entrances:
            for unit in entrance.units:
                yield building.name, entrance.name, unit.room
