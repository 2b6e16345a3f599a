"""The plan of the ground: which communities take part, where grid cells and estates lie. Nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil
from random import Random

from hemei.ground.companies.queries import Mode
from hemei.ground.places.queries import (
    STREET_KINDS,
    EstateKind,
    Frame,
    Kind,
    PlaceRow,
    Point,
    UnitUse,
)
from hemei.ground.places.services import BuildingDraft, EntranceDraft, EstateDraft, UnitDraft
from hemei.project.demonstration.naming import estate_names
from hemei.project.demonstration.scale import Scale, dice
from hemei.project.demonstration.wording import words

M2 = 100  # dm2 of a square metre
TOKEN_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # noqa: S105 - letters of the boards' public tokens
_SPREAD = 28_000  # about three kilometres, in millionths of a degree
_TOUCHES = 0.12


@dataclass(frozen=True, slots=True)
class Type:
    """What estates of a kind are like: how many of a thousand, how large, how built.

    `managed` is how many of a hundred are managed, in whichever mode, `rooms` the area of a home in square metres.
    """

    kind: EstateKind
    share: int
    least: int
    most: int
    floors: tuple[int, ...]
    doors: int
    year: tuple[int, int]
    managed: int
    rooms: tuple[int, int] = (52, 128)


# The first is the large estate, of 20,000 m2 and more however the dice fall; no other reaches that.
TYPES = (
    Type(EstateKind.COMMODITY, 116, 260, 400, (11, 18), 2, (2003, 2022), 98, (86, 128)),
    Type(EstateKind.COMMODITY, 334, 40, 110, (7, 11, 18), 2, (1999, 2022), 97),
    Type(EstateKind.AFFORDABLE, 80, 50, 110, (11, 18), 2, (2006, 2020), 95),
    Type(EstateKind.OLD, 240, 16, 70, (5, 6), 2, (1978, 1999), 84),
    Type(EstateKind.RESETTLEMENT, 120, 40, 100, (6, 11), 2, (2002, 2016), 92),
    Type(EstateKind.OPEN, 55, 15, 50, (4, 6), 2, (1982, 2000), 70),
    Type(EstateKind.SCATTERED, 55, 6, 20, (3, 5), 1, (1975, 1996), 62),
)
LARGE = TYPES[0]


@dataclass(frozen=True, slots=True)
class Home:
    """A community that takes part, with its street and county."""

    community: PlaceRow
    street: PlaceRow
    county: PlaceRow


@dataclass(frozen=True, slots=True)
class Site:
    """An estate to be: its community, its kind, how many units, where, how it is managed and in which package.

    An estate without a mode has neither a contract nor an entry.
    """

    home: Home
    type: Type
    name: str
    units: int
    point: Point | None
    mode: Mode | None = Mode.MARKET
    package: str = ""


def homes(
    counties: Sequence[PlaceRow], streets: Sequence[PlaceRow], communities: Sequence[PlaceRow], scale: Scale
) -> list[Home]:
    """Return the residents' committees that take part, evenly over the city when not all do."""
    above = {place.id: place for place in (*counties, *streets)}
    every = []
    for community in communities:
        if community.kind is Kind.RESIDENTS_COMMITTEE and community.parent_id is not None:
            street = above[community.parent_id]
            every.append(Home(community, street, above[street.parent_id or 0]))
    if scale.communities is None:
        return every
    urban = [home for home in every if home.street.kind in STREET_KINDS] or every
    step = max(1, len(urban) // scale.communities)
    return urban[::step][: scale.communities]


def sites(places: Sequence[Home], frame: Frame | None, scale: Scale) -> list[Site]:
    """Return the estates to be; most lie in streets, fewer in towns."""
    throw = dice("sites")
    weights = [8 if home.street.kind in STREET_KINDS else 1 for home in places]
    names = {
        kind.kind: estate_names(dice("estate names", kind.kind.value), kind.kind.value) for kind in TYPES
    }
    chosen = throw.choices(list(places), weights, k=scale.estates)
    kinds = _kinds(scale.estates)
    throw.shuffle(kinds)
    made = [
        Site(home, kind, next(names[kind.kind]), throw.randint(kind.least, kind.most), None)
        for home, kind in zip(chosen, kinds, strict=False)
    ]
    centres = _centres(places, frame)
    return lane(
        [
            replace(site, point=_near(throw, centres.get(site.home.county.id), frame))
            for site in _managed(_sized(made, scale.units))
        ]
    )


_LANE = (104, 118, 96, 110)  # homes of old estates side by side
_GAP = 1_900  # from one to the next, about 180 m, in millionths of a degree


def in_lane(site: Site) -> bool:
    """Whether an estate is one of those that lie side by side."""
    return site.type.kind is EstateKind.OLD and site.mode in _UNMANAGED and site.units in _LANE


def lane(made: Sequence[Site]) -> list[Site]:
    """Return the sites with four old estates nobody manages side by side in a street: they can choose together.

    A city too small to have as many is left as it is.
    """
    found = [
        site for site in made if site.type.kind is EstateKind.OLD and site.mode in _UNMANAGED and site.point
    ]
    first = next((site for site in found if site.home.street.kind in STREET_KINDS), None)
    if first is None or first.point is None or len(found) < len(_LANE):
        return list(made)
    chosen = [first, *(site for site in found if site is not first)][: len(_LANE)]
    moved = {
        site.name: replace(
            site, home=first.home, units=units, point=Point(first.point.lon + _GAP * number, first.point.lat)
        )
        for number, (site, units) in enumerate(zip(chosen, _LANE, strict=True))
    }
    return [moved.get(site.name, site) for site in made]


def _kinds(count: int) -> list[Type]:
    """Return so many types by their shares; every one occurs however few estates there are."""
    ends = [count * sum(kind.share for kind in TYPES[: place + 1]) // 1000 for place in range(len(TYPES))]
    begins = [0, *ends]
    shared = [kind for kind, begin, end in zip(TYPES, begins, ends, strict=False) for _ in range(end - begin)]
    missing = [kind for kind in TYPES if kind not in shared]
    return [*missing, *shared][:count]


def _managed(made: Sequence[Site]) -> list[Site]:
    """Return the sites with how each is managed; of each type the smallest are not, as many as the type has."""
    without: dict[str, Mode | None] = {}
    for kind in TYPES:
        alike = sorted((site for site in made if site.type is kind), key=lambda site: (site.units, site.name))
        left = alike[: len(alike) * (100 - kind.managed) // 100]
        without |= {site.name: _UNMANAGED[place % 3] for place, site in enumerate(left)}
    packages = _packages([site for site in made if site.name not in without])
    return [
        replace(
            site,
            mode=without[site.name] if site.name in without else _mode(site, packages),
            package=packages.get(site.name, ""),
        )
        for site in made
    ]


_UNMANAGED = (Mode.NONE, Mode.SELF, None)
_BY_KIND = {
    EstateKind.RESETTLEMENT: Mode.MIXED,
    EstateKind.OPEN: Mode.COMMUNITY,
    EstateKind.SCATTERED: Mode.COMMUNITY,
}
_PACKED = 45  # homes of an old estate; smaller ones of a street choose together


def _mode(site: Site, packages: Mapping[str, str]) -> Mode:
    return Mode.PACKAGED if site.name in packages else _BY_KIND.get(site.type.kind, Mode.MARKET)


def _packages(managed: Sequence[Site]) -> dict[str, str]:
    """Return the package of each small old estate that has another one beside it in its street."""
    streets: dict[int, list[Site]] = defaultdict(list)
    for site in managed:
        if site.type.kind is EstateKind.OLD and site.units < _PACKED:
            streets[site.home.street.id].append(site)
    return {
        site.name: f"{site.home.street.name}老旧小区第1包"
        for together in streets.values()
        if len(together) > 1
        for site in together
    }


def cells(made: Sequence[Site]) -> list[tuple[int, str]]:
    """Return grid cells as (community, name): one an estate, as many as a community has estates."""
    counted: dict[int, int] = defaultdict(int)
    found = []
    for site in made:
        community = site.home.community
        counted[community.id] += 1
        found.append((community.id, f"{community.short_name}第{counted[community.id]}网格"))
    return found


def estate_draft(site: Site, grid_id: int, touching: Sequence[int], today: date) -> EstateDraft:
    """Return an estate with all its buildings, entrances and units."""
    throw = dice("estate", site.name)
    year = throw.randint(*site.type.year)
    buildings = _buildings(throw, site)
    area = sum(
        unit.exclusive_area_dm2
        for building in buildings
        for door in building.entrances
        for unit in door.units
    )
    return EstateDraft(
        name=site.name,
        kind=site.type.kind,
        community_id=site.home.community.id,
        address=f"{site.home.county.name}{site.home.street.name}示范路{throw.randint(1, 399)}号",
        built_area_dm2=area * 6 // 5,
        households=site.units,
        valid_from=min(max(date(year, 1, 1), date(2001, 1, 1)) + timedelta(days=throw.randrange(360)), today),
        built_year=year,
        grid_id=grid_id,
        point=site.point,
        token="".join(throw.choice(TOKEN_LETTERS) for _ in range(12)),
        touching=touching,
        buildings=buildings,
    )


def neighbours(made: Sequence[Site], places: Sequence[Home]) -> list[tuple[int, ...]]:
    """Return for each estate the further communities it touches: now and then one of the same street."""
    throw = dice("touching")
    by_street: dict[int, list[int]] = defaultdict(list)
    for home in places:
        by_street[home.street.id].append(home.community.id)
    found: list[tuple[int, ...]] = []
    for site in made:
        others = [number for number in by_street[site.home.street.id] if number != site.home.community.id]
        found.append((throw.choice(others),) if others and throw.random() < _TOUCHES else ())
    return found


def _sized(made: Sequence[Site], units: int) -> list[Site]:
    """Return the sites with sizes that add up to the number of units wished for."""
    total = sum(site.units for site in made)
    sized = [max(2, site.units * units // total) for site in made]
    sized[0] += units - sum(sized)
    return [replace(site, units=max(2, count)) for site, count in zip(made, sized, strict=True)]


def _buildings(throw: Random, site: Site) -> list[BuildingDraft]:
    floors, doors, a_floor = throw.choice(site.type.floors), site.type.doors, 2
    room = floors * doors * a_floor
    buildings, left = [], site.units
    for number in range(1, ceil(site.units / room) + 1):
        here = min(left, room)
        left -= here
        buildings.append(BuildingDraft(f"{number}幢", floors, _entrances(throw, here, floors, site.type)))
    return buildings


def _entrances(throw: Random, units: int, floors: int, kind: Type) -> list[EntranceDraft]:
    doors = kind.doors
    rooms: list[list[UnitDraft]] = [[] for _ in range(doors)]
    area = throw.randint(*kind.rooms) * M2
    for number in range(units):
        door, place = number % doors, number // doors
        floor = place // 2 % floors + 1
        size = area + throw.randint(-400, 900)
        rooms[door].append(UnitDraft(f"{floor}{place % 2 + 1:02d}", floor, size, UnitUse.RESIDENCE))
    return [EntranceDraft(f"{number}单元", units) for number, units in enumerate(rooms, start=1) if units]


def _centres(places: Sequence[Home], frame: Frame | None) -> dict[int, Point]:
    """Return a point for each county: the known one, else one of a grid inside the city's frame."""
    known = words("centres")
    counties = {home.county.id: home.county for home in places}
    found = {}
    for number, (county_id, county) in enumerate(sorted(counties.items())):
        if county.code in known:
            found[county_id] = Point(*known[county.code])
        elif frame is not None:
            east = (frame.east - frame.west) * (number % 4 + 1) // 5
            north = (frame.north - frame.south) * (number // 4 % 4 + 1) // 5
            found[county_id] = Point(frame.west + east, frame.south + north)
    return found


def _near(throw: Random, centre: Point | None, frame: Frame | None) -> Point | None:
    if centre is None:
        return None
    lon = centre.lon + throw.randint(-_SPREAD, _SPREAD)
    lat = centre.lat + throw.randint(-_SPREAD, _SPREAD)
    if frame is None:
        return Point(lon, lat)
    return Point(min(max(lon, frame.west), frame.east), min(max(lat, frame.south), frame.north))
