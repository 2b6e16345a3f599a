"""What readers of places get: plain frozen rows, never model instances."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.ground.places.rules.codes import Kind, Level
from hemei.ground.places.rules.names import short_name


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place as it is (or was on a day): `path` ends in a dot, `parent_id` is None for the city."""

    id: int
    level: Level
    kind: Kind
    code: str
    name: str
    parent_id: int | None
    path: str

    @property
    def short_name(self) -> str:
        """The name for a screen: a community's without the word for its committee."""
        return short_name(self.name) if self.level is Level.COMMUNITY else self.name

    @property
    def statistics_only(self) -> bool:
        """Whether the code exists in statistics only, not in GB/T 2260."""
        return self.kind is Kind.STATISTICS_ZONE


@dataclass(frozen=True, slots=True)
class PublicEstate:
    """What anyone may know of an estate; `token` opens its report page."""

    token: str
    name: str
    address: str
    community: str
    street: str
    county: str
    lon: int | None
    lat: int | None
    community_code: str
    metres: int | None = None


@dataclass(frozen=True, slots=True)
class PublicCommunity:
    """A community as anyone may know it; its official code opens its report page."""

    code: str
    name: str
    street: str
    county: str

    @property
    def short_name(self) -> str:
        """The name without the word for its committee."""
        return short_name(self.name)


@dataclass(frozen=True, slots=True)
class PublicHouse:
    """An entrance of an estate's building, or a building without entrances."""

    building_id: int
    building: str
    entrance_id: int | None
    entrance: str | None


@dataclass(frozen=True, slots=True)
class EstateRow:
    """An estate as staff see it. Area in dm2, position in millionths of a degree (CGCS2000)."""

    id: int
    token: str
    code: str
    name: str
    kind: str
    address: str
    community_id: int
    grid_id: int | None
    built_area_dm2: int
    built_year: int | None
    households: int
    lon: int | None
    lat: int | None
    valid_from: date
    valid_until: date | None
    scope: str
    stream: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A property unit with the names of its building and entrance; area in dm2."""

    id: int
    building_id: int
    building: str
    entrance_id: int | None
    entrance: str | None
    floor: int
    room: str
    use: str
    exclusive_area_dm2: int


@dataclass(frozen=True, slots=True)
class UnitDoor:
    """Where a property unit is: its estate, and building, entrance and room as one reads them on the door."""

    id: int
    estate_id: int
    scope: str
    building: str
    entrance: str | None
    room: str


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A property unit as the register has it on a day; area in dm2."""

    id: int
    entrance: str | None
    room: str
    floor: int
    use: str
    exclusive_area_dm2: int
    register_ref: str
    sold_on: date | None
    delivered_on: date | None


@dataclass(frozen=True, slots=True)
class StandingUnit:
    """A unit that stands in an estate on a day, as a roll of owners needs it; area in dm2."""

    id: int
    building: str
    entrance: str | None
    room: str
    use: str
    exclusive_area_dm2: int
    delivered_on: date | None


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """A building with what stands in it, counted; area in dm2."""

    id: int
    name: str
    floors: int
    entrances: int
    units: int
    exclusive_area_dm2: int


@dataclass(frozen=True, slots=True)
class CommunityPeriod:
    """A community that was accountable for an estate, or touched it, during a period."""

    community_id: int
    community: str
    accountable: bool
    valid_from: date
    valid_until: date | None
