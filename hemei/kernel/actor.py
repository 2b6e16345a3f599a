"""Who acts, in which role, for which body, over which places.

A role is an appointment to a body over a place. What one may see and do
follows from it and from nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection


class Role(StrEnum):
    """Every role there is; the value is stored in appointments and events."""

    PUBLIC = "public"
    RESIDENT = "resident"
    GRID_WORKER = "grid_worker"
    COMMUNITY_CLERK = "community_clerk"
    COMMUNITY_SECRETARY = "community_secretary"
    STREET_CLERK = "street_clerk"
    DEPARTMENT_CLERK = "department_clerk"
    COUNTY_COORDINATOR = "county_coordinator"
    CITY_BUREAU = "city_bureau"
    COMPANY_MANAGER = "company_manager"
    COMMITTEE_MEMBER = "committee_member"
    HOTLINE_CLERK = "hotline_clerk"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"
    DATA_OFFICER = "data_officer"
    ASSESSOR = "assessor"
    MEDIATOR = "mediator"
    SYSTEM = "system"


class Matter(StrEnum):
    """A matter whose authority (主管部门) a city's frame names; the value stands in the frame."""

    MAINTENANCE_FUND = "maintenance_fund"


Part: TypeAlias = Role | Matter
"""Who a table of acts lets do something: whoever has the role, or holds the matter in whatever role."""


@dataclass(frozen=True, slots=True)
class PlaceRange:
    """A subtree of places as a half-open text range over paths of permanent ids.

    `"1.4."` covers `"1.4.37."` but not `"1.40."`: the upper end is the path with
    its last dot replaced by `/`, the byte after it.
    """

    path: str

    def __post_init__(self) -> None:
        if not self.path.endswith("."):
            raise ValueError(f"A place path ends in a dot, this one does not: {self.path!r}")

    @property
    def lower(self) -> str:
        """Lower end, included."""
        return "0" if self.path == "*." else self.path

    @property
    def upper(self) -> str:
        """Upper end, excluded."""
        return ":" if self.path == "*." else self.path[:-1] + "/"

    def covers(self, scope: str) -> bool:
        """Whether the place of this path lies in the range (byte order, as in the database)."""
        return self.lower.encode() <= scope.encode() < self.upper.encode()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. Frozen: a change of appointment is a new actor at the next request.

    `matters` are those his organisation is the authority of, `keeps` the places in which it is; a department's person,
    who sees by list, sees those places at the doors of these matters alone.
    """

    role: Role
    account_id: int | None = None
    person_id: int | None = None
    body_id: int | None = None
    appointment_id: int | None = None
    places: tuple[PlaceRange, ...] = ()
    matters: frozenset[Matter] = frozenset()
    keeps: tuple[PlaceRange, ...] = ()

    def among(self, parts: Collection[Part]) -> bool:
        """Whether a table that lets these do something lets him: by his role, or by a matter he holds."""
        return self.role in parts or not self.matters.isdisjoint(parts)

    def at(self, *matters: Matter) -> Actor:
        """Return the actor as he acts in these matters: where he holds one, with the places in which he does."""
        if self.places or self.matters.isdisjoint(matters):
            return self
        return replace(self, places=self.keeps)

    def covers(self, scope: str) -> bool:
        """Whether a row of this scope lies in one of the actor's places."""
        return any(place.covers(scope) for place in self.places)

    @property
    def home_place(self) -> int | None:
        """The place his pages begin with: that of his appointment.

        A successor also sees what its predecessors held; of places of one level the youngest is his own.
        """
        if not self.places:
            return None
        depth = min(place.path.count(".") for place in self.places)
        return max(int(place.path.split(".")[-2]) for place in self.places if place.path.count(".") == depth)

    def as_payload(self) -> dict[str, str | int | None]:
        """Return the actor as an event stores it: ids only, no names."""
        return {
            "role": self.role.value,
            "account": self.account_id,
            "person": self.person_id,
            "body": self.body_id,
            "appointment": self.appointment_id,
        }


# Paths begin with a digit, so ["0", ":") holds them all. Only the owner's commands and the
# first load of a city, before the city has a path, act everywhere.
EVERYWHERE = PlaceRange("*.")

# The scope of rows that lie in no place: no place has the number 0, so that only bodies and persons of the access list,
# and those who act everywhere, see them.
NOWHERE = "0."

PUBLIC = Actor(role=Role.PUBLIC)


def system_actor(city_path: str) -> Actor:
    """Return the actor of clocks and workers, who sees the whole city of this path."""
    return Actor(role=Role.SYSTEM, places=(PlaceRange(city_path),))
