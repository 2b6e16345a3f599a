"""The document `street-structure`: a street's eight units, and how many part-time staff a community has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hemei.kernel.decision import mark
from hemei.kernel.standards import Head, Warrant

Sort = Literal["office", "department", "centre"]
"""What a unit of the structure is: 办, 部 or 中心."""

SORT_NAMES: dict[Sort, str] = {"office": mark("办"), "department": mark("部"), "centre": mark("中心")}


@dataclass(frozen=True, slots=True)
class StreetUnit:
    """One of the eight units; `property_work` marks where property management belongs."""

    code: str
    sort: Sort
    name: str
    name_en: str
    warrant: Warrant
    property_work: bool = False


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """How many units of each sort a street has."""

    offices: int
    departments: int
    centres: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class PartTimeStaff:
    """How many part-time staff a residents' committee has, both ends included."""

    least: int
    most: int
    warrant: Warrant

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.most:
            raise ValueError(f"from {self.least} to {self.most} people is no range")

    def holds(self, count: int) -> bool:
        """Whether so many people are neither too few nor too many."""
        return self.least <= count <= self.most


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Which level carries a responsibility 责任."""

    code: str
    level: str
    name: str
    name_en: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Aspect:
    """What the counties' target assessment looks at."""

    code: str
    name: str
    name_en: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class StreetStructure:
    """The document `street-structure`."""

    head: Head
    counts: UnitCounts
    unit: tuple[StreetUnit, ...]
    part_time_staff: PartTimeStaff
    responsibility: tuple[Responsibility, ...]
    aspect: tuple[Aspect, ...]

    def __post_init__(self) -> None:
        wanted = (self.counts.offices, self.counts.departments, self.counts.centres)
        found = tuple(sum(unit.sort == sort for unit in self.unit) for sort in SORT_NAMES)
        if found != wanted:
            raise ValueError(
                f"the counts say {wanted}, the units are {found} (offices, departments, centres)"
            )
        if sum(unit.property_work for unit in self.unit) != 1:
            raise ValueError("exactly one unit must have property_work = true")

    def of(self, code: str) -> StreetUnit | None:
        """Return a unit by its code."""
        return next((unit for unit in self.unit if unit.code == code), None)

    @property
    def home(self) -> StreetUnit:
        """The unit where property management belongs."""
        return next(unit for unit in self.unit if unit.property_work)


STANDARDS: dict[str, type] = {"street-structure": StreetStructure}
