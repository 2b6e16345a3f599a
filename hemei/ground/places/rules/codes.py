"""What an official division code says about a place.

Twelve digits: six for the county (GB/T 2260), three for the street-level unit (GB/T 10114), three for the
community or village (statistics bureau). The unit grid (GB/T 30428.1) appends three digits. Names are never
asked: some cities run 社区 at street level, so a suffix proves nothing.
"""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """The five levels; the value is stored."""

    CITY = "city"
    COUNTY = "county"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"


class Kind(StrEnum):
    """What a place is within its level; the value is stored."""

    CITY = "city"
    DISTRICT = "district"
    COUNTY = "county"
    COUNTY_CITY = "county_city"
    UNDIVIDED = "undivided"
    STATISTICS_ZONE = "statistics_zone"
    STREET = "street"
    TOWN = "town"
    TOWNSHIP = "township"
    COMMUNITY_CENTRE = "community_centre"
    ZONE = "zone"
    RESIDENTS_COMMITTEE = "residents_committee"
    VILLAGE = "village"
    OTHER = "other"
    GRID = "grid"


LAST_NUMBER = 999
DIGITS = {Level.COUNTY: 6, Level.STREET: 9, Level.COMMUNITY: 12, Level.GRID: 15}

# Street-level kinds the source text counts among its 63 (domain facts 10.2).
STREET_KINDS = (Kind.STREET, Kind.COMMUNITY_CENTRE)
TOWN_KINDS = (Kind.TOWN, Kind.TOWNSHIP)

_COUNTY_KINDS = (
    (0, 0, Kind.UNDIVIDED),
    (1, 20, Kind.DISTRICT),
    (21, 50, Kind.COUNTY),
    (51, 70, Kind.DISTRICT),
    (71, 80, Kind.STATISTICS_ZONE),
    (81, 99, Kind.COUNTY_CITY),
)
_STREET_KINDS = (
    (1, 99, Kind.STREET),
    (100, 199, Kind.TOWN),
    (200, 399, Kind.TOWNSHIP),
    (400, 599, Kind.ZONE),
)
_COMMUNITY_KINDS = (
    (1, 199, Kind.RESIDENTS_COMMITTEE),
    (200, 399, Kind.VILLAGE),
)


def county_kind(code: str) -> Kind:
    """Return the kind of a county-level code by its last two digits; 71-80 exist in statistics only."""
    return _by_number(_COUNTY_KINDS, int(code[4:6]))


def street_kind(code: str, centres: frozenset[str] = frozenset()) -> Kind:
    """Return the kind of a street-level code by its last three digits.

    `centres` are the codes the city's own document names as acting at street level: an enterprise-type
    unit (400-599) is a plain zone unless it stands there.
    """
    kind = _by_number(_STREET_KINDS, int(code[6:9]))
    return Kind.COMMUNITY_CENTRE if kind is Kind.ZONE and code in centres else kind


def community_kind(code: str) -> Kind:
    """Return the kind of a community-level code by its last three digits."""
    return _by_number(_COMMUNITY_KINDS, int(code[9:12]))


def grid_code(community_code: str, sequence: int) -> str:
    """Return the 15-digit code of a unit grid cell (GB/T 30428.1): community and a number from 1 to 999."""
    return _numbered(community_code, sequence)


def estate_code(community_code: str, sequence: int) -> str:
    """Return the code shown for an estate; for display only, the estate's id is its identity."""
    return _numbered(community_code, sequence)


def level_of(code: str) -> Level:
    """Return the level a code of this length stands for, below the city."""
    for level, digits in DIGITS.items():
        if len(code) == digits:
            return level
    raise ValueError(f"No level has codes of {len(code)} digits: {code!r}; expected 6, 9, 12 or 15")


def _numbered(community_code: str, sequence: int) -> str:
    if len(community_code) != DIGITS[Level.COMMUNITY] or not 1 <= sequence <= LAST_NUMBER:
        raise ValueError(f"Cannot number {sequence} below community {community_code!r}")
    return f"{community_code}{sequence:03d}"


def _by_number(table: tuple[tuple[int, int, Kind], ...], number: int) -> Kind:
    return next((kind for first, last, kind in table if first <= number <= last), Kind.OTHER)
