"""`matter-authorities`: which department is the authority (主管部门) of which matter, as a city's frame names it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from hemei.ground.people.rules.bodies import DEPARTMENTS
from hemei.kernel.actor import Matter, Role
from hemei.kernel.standards import Head, Misfit, Warrant


@dataclass(frozen=True, slots=True)
class MatterAuthority:
    """The department of a county that is the authority of a matter, by its code in the responsibility list."""

    code: Literal["maintenance_fund"]
    department: str
    warrant: Warrant

    def __post_init__(self) -> None:
        if self.department not in DEPARTMENTS:
            raise Misfit("the responsibility list has no department of this code", "department")


@dataclass(frozen=True, slots=True)
class MatterAuthorities:
    """`matter-authorities`, by today's day: who is the authority now also ends what was begun under another."""

    head: Head
    matter: tuple[MatterAuthority, ...]

    def department_of(self, matter: Matter) -> str:
        """Return the code of the authority of a matter, empty where none is named."""
        return next((one.department for one in self.matter if one.code == matter.value), "")


def department_of(matter: Matter, frame: MatterAuthorities | None) -> str:
    """Return the code of the authority of a matter, empty where the city has no frame or names none."""
    return frame.department_of(matter) if frame is not None else ""


def matters_of(
    role: Role, departments: Collection[str], frame: MatterAuthorities | None
) -> frozenset[Matter]:
    """Return the matters of which an office is the authority.

    A department has those that the frame gives to its code, one of `departments`. A county's coordination office has
    those for which no department is named, or none of the named code stands among the county's own `departments`.
    """
    named = {matter for matter in Matter if department_of(matter, frame) in departments}
    if role is Role.DEPARTMENT_CLERK:
        return frozenset(named)
    return frozenset(Matter) - named if role is Role.COUNTY_COORDINATOR else frozenset()


STANDARDS: dict[str, type] = {"matter-authorities": MatterAuthorities}
