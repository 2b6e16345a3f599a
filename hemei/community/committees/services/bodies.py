"""Who answers for an estate, and as whom the platform itself acts: what follows from an act is told by nobody twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.ground.people import queries as people
from hemei.ground.people.queries import BodyKind
from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange, Role

PLATFORM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
"""The platform where a duty concerns bodies above the place of who acted."""
_KINDS = (
    BodyKind.COMMUNITY,
    BodyKind.STREET,
    BodyKind.DEPARTMENT,
    BodyKind.COUNTY_GOVERNMENT,
    BodyKind.CITY_BUREAU,
)
_HOUSING = "HM"


def system_at(scope: str) -> Actor:
    """Return the platform itself at a place: the register follows from an act that names who did it."""
    return Actor(role=Role.SYSTEM, places=(PlaceRange(scope),))


@dataclass(frozen=True, slots=True)
class Bodies:
    """Who answers for a committee's estate, as far as there is one; `housing` is the nearest housing authority.

    `district` is the housing authority of the district alone, `bureau` that of the city.
    """

    community: int | None
    street: int | None
    county: int | None
    housing: int | None
    district: int | None = None
    bureau: int | None = None

    @property
    def above_street(self) -> int | None:
        """Who sets the street what it owes."""
        return self.county or self.housing


def bodies_of(scope: str, on: date) -> Bodies:
    """Return the bodies above an estate; one statement."""
    rows = people.bodies_above(scope, on, _KINDS)

    def nearest(*kinds: BodyKind, department: str = "") -> int | None:
        found = (row.id for row in rows if row.kind in kinds and department in {"", row.department})
        return next(found, None)

    return Bodies(
        nearest(BodyKind.COMMUNITY),
        nearest(BodyKind.STREET),
        nearest(BodyKind.COUNTY_GOVERNMENT),
        nearest(BodyKind.DEPARTMENT, BodyKind.CITY_BUREAU, department=_HOUSING),
        nearest(BodyKind.DEPARTMENT, department=_HOUSING),
        nearest(BodyKind.CITY_BUREAU, department=_HOUSING),
    )
