"""What a city says about its own places: which units act as streets, and how far it reaches.

A city without these documents still works: it has no community centres at street level, and no position is
refused for lying outside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.ground.places.rules.codes import DIGITS, Kind, Level, street_kind
from hemei.ground.places.rules.positions import Frame
from hemei.kernel.standards import Head, NoStandard, Standards, Warrant


@dataclass(frozen=True, slots=True)
class StreetLevelUnit:
    """An enterprise-type unit (code 400-599) that does a street's work."""

    code: str
    name: str
    warrant: Warrant

    def __post_init__(self) -> None:
        if len(self.code) != DIGITS[Level.STREET] or street_kind(self.code) is not Kind.ZONE:
            raise ValueError(f"{self.code!r} is not the nine-digit code of an enterprise-type unit (400-599)")


@dataclass(frozen=True, slots=True)
class StreetLevelUnits:
    """The document `street-level-units`."""

    head: Head
    unit: tuple[StreetLevelUnit, ...]


@dataclass(frozen=True, slots=True)
class CityFrame:
    """The document `city-frame`: the outermost meridians and parallels, millionths of a degree.

    `city` is the official code of the city it speaks of, so that it binds no other.
    """

    head: Head
    city: str
    west: int
    south: int
    east: int
    north: int
    warrant: Warrant

    def __post_init__(self) -> None:
        if self.west >= self.east or self.south >= self.north:
            raise ValueError("west must lie below east, and south below north")


STANDARDS: dict[str, type] = {"street-level-units": StreetLevelUnits, "city-frame": CityFrame}


def centres(standards: Standards, *, on: date) -> frozenset[str]:
    """Return the codes of the units that act at street level; empty where the city names none."""
    try:
        return frozenset(
            unit.code for unit in standards.find("street-level-units", StreetLevelUnits, on=on).unit
        )
    except NoStandard:
        return frozenset()


def frame(standards: Standards, *, city: str, on: date) -> Frame | None:
    """Return the frame of the city of this code; None where no document names one."""
    try:
        found = standards.find("city-frame", CityFrame, on=on)
    except NoStandard:
        return None
    if found.city != city:
        return None
    return Frame(west=found.west, south=found.south, east=found.east, north=found.north)
