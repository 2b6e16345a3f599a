"""Readers of estates: the published few facts for anyone, the rest for those whose place or body it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from math import cos, radians
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from hemei.ground.places.models import (
    AccountableCommunity,
    Building,
    Estate,
    PropertyUnit,
    TouchingCommunity,
)
from hemei.ground.places.queries.divisions import city
from hemei.ground.places.queries.names import found_by_name, name_wanted
from hemei.ground.places.rows import (
    BuildingRow,
    CommunityPeriod,
    EstateRow,
    PublicEstate,
    PublicHouse,
    StandingUnit,
    UnitDoor,
    UnitFacts,
    UnitRow,
)
from hemei.ground.places.rules.estates import is_token
from hemei.ground.places.rules.positions import (
    MICRO,
    Frame,
    MapSystem,
    Point,
    may_use,
    metres_between,
    to_cgcs2000,
)
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused

LONGEST_SEARCH = 30

_PUBLIC = (
    "select token, name, address, community, street, county, lon, lat, community_code from public_estate "
)

# Whole names first, then names that begin so, then names that contain it, then letters, then the place.
_SEARCH = (
    _PUBLIC
    + """
where name like %(part)s or pinyin like %(part)s or initials like %(part)s or address like %(part)s
   or community like %(part)s
order by case when name = %(text)s then 0 when name like %(start)s then 1 when name like %(part)s then 2
              when pinyin like %(start)s or initials like %(start)s then 3
              when pinyin like %(part)s or initials like %(part)s then 4 else 5 end, pinyin, token
limit %(limit)s
"""
)

_NEAREST = (
    _PUBLIC
    + """
where lon is not null
order by ((lon - %(lon)s::bigint) * %(shrink)s::float8) ^ 2 + ((lat - %(lat)s::bigint)::float8) ^ 2, token
limit %(limit)s
"""
)


def search_estates(text: str, limit: int = 10) -> tuple[PublicEstate, ...]:
    """Return estates by a part of the name, pinyin, initials, address or community; best matches first."""
    wanted = "".join(text.split()).replace("\x00", "").lower()[:LONGEST_SEARCH]
    if not wanted:
        return ()
    pattern = wanted.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    values = {"text": wanted, "part": f"%{pattern}%", "start": f"{pattern}%", "limit": limit}
    return _public(_SEARCH, values)


def nearest_estates(
    point: Point, *, frame: Frame | None, system: MapSystem = MapSystem.WGS84, limit: int = 5
) -> tuple[PublicEstate, ...]:
    """Return the estates nearest to a position, with the distance in metres.

    Raises:
        Refused: the position lies outside the city's frame.
    """
    here = to_cgcs2000(point.lon, point.lat, system)
    decision = may_use(here, frame, city=city().name)
    if not decision.allowed:
        raise Refused(decision)
    shrink = cos(radians(here.lat / MICRO))
    return _public(_NEAREST, {"lon": here.lon, "lat": here.lat, "shrink": shrink, "limit": limit}, here)


def public_estate(token: str) -> PublicEstate | None:
    """Return the published facts of the estate whose board bears this token."""
    found = _public(_PUBLIC + "where token = %(token)s", {"token": token}) if is_token(token) else ()
    return found[0] if found else None


def houses_of(token: str) -> tuple[PublicHouse, ...]:
    """Return the buildings and entrances of the estate of this token, in their order."""
    if not is_token(token):
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            "select building_id, building, entrance_id, entrance from public_house where token = %s"
            " order by number, door nulls first",
            [token],
        )
        return tuple(PublicHouse(*row) for row in cursor.fetchall())


def estate(estate_id: int, *, actor: Actor) -> EstateRow | None:
    """Return an estate the actor may see; one that is not there and one that is not his look alike."""
    return next(iter(_rows(seen_by(actor) & Q(pk=estate_id))), None)


def estate_by_token(token: str, *, actor: Actor) -> EstateRow | None:
    """Return the estate of a board's token if the actor may see it."""
    return next(iter(_rows(seen_by(actor) & Q(token=token))), None) if is_token(token) else None


def estate_by_code(code: str, *, actor: Actor) -> EstateRow | None:
    """Return the estate with this display code if the actor may see it."""
    return next(iter(_rows(seen_by(actor) & Q(code=code))), None)


def estates_by_id(estate_ids: Iterable[int], *, actor: Actor) -> dict[int, EstateRow]:
    """Return those of the estates the actor may see, by id, in one query."""
    return {row.id: row for row in _rows(seen_by(actor) & Q(pk__in=set(estate_ids)))}


def metres_to_estate(estate_id: int, point: Point, *, actor: Actor) -> int | None:
    """Return how far a position is from an estate; None where the estate has none or is not the actor's."""
    found = estates_by_id([estate_id], actor=actor).get(estate_id)
    return _metres(point, found.lon, found.lat) if found else None


def estates(
    *, actor: Actor, text: str = "", limit: int = 50, after: str = "", on: date | None = None
) -> list[EstateRow]:
    """Return the actor's estates by code, those of a day or of today; `after` is the last code of the page before."""
    stood = Q(valid_until=None) if on is None else _stood(on)
    condition = seen_by(actor) & Q(code__gt=after) & stood
    wanted = "".join(text.split()).lower()[:LONGEST_SEARCH]
    if wanted:
        condition &= Q(name__contains=wanted) | Q(pinyin__startswith=wanted) | Q(initials__startswith=wanted)
    return _rows(condition, limit)


def found_estates(text: str, *, actor: Actor, limit: int = 10) -> list[EstateRow]:
    """Return the actor's estates that stand today by a part of the name, pinyin or initials; best first."""
    wanted = name_wanted(text)
    if not wanted:
        return []
    rows = found_by_name(Estate.objects.filter(seen_by(actor), valid_until=None), wanted)
    return [EstateRow(*row) for row in rows.values_list(*EstateRow.__slots__)[:limit]]


def positions_of(estate_ids: Iterable[int], *, actor: Actor) -> dict[int, tuple[int, int]]:
    """Return longitude and latitude of those estates the actor may see that have a position; one query."""
    rows = Estate.objects.filter(seen_by(actor), pk__in=set(estate_ids), lon__isnull=False, lat__isnull=False)
    return {row[0]: (row[1] or 0, row[2] or 0) for row in rows.values_list("id", "lon", "lat")}


def units_of(estate_id: int, *, actor: Actor) -> list[UnitRow]:
    """Return the property units of an estate in the order of buildings, entrances and rooms."""
    rows = (
        PropertyUnit.objects.filter(seen_by(actor), estate_id=estate_id, valid_until=None)
        .order_by("building__number", "entrance__number", "floor", "room")
        .values_list(
            "id", "building_id", "building__name", "entrance_id", "entrance__name", "floor", "room", "use",
            "exclusive_area_dm2",
        )
    )  # fmt: skip
    return [UnitRow(*row) for row in rows]


def unit(unit_id: int, *, actor: Actor) -> UnitDoor | None:
    """Return a property unit the actor may see; one that is not there and one that is not his look alike."""
    rows = PropertyUnit.objects.filter(seen_by(actor), pk=unit_id)
    found = rows.values_list("id", "estate_id", "scope", "building__name", "entrance__name", "room").first()
    return UnitDoor(*found) if found else None


def doors_of(unit_ids: Iterable[int], *, actor: Actor) -> list[UnitDoor]:
    """Return those of the units the actor may see, by id, in one statement."""
    rows = PropertyUnit.objects.filter(seen_by(actor), pk__in=set(unit_ids)).order_by("id")
    columns = ("id", "estate_id", "scope", "building__name", "entrance__name", "room")
    return [UnitDoor(*row) for row in rows.values_list(*columns)]


def units_in(
    building_id: int, *, actor: Actor, on: date, after: int = 0, limit: int = 100
) -> list[UnitFacts]:
    """Return the units that stood in a building on a day, in the order they were entered, those after an id."""
    rows = PropertyUnit.objects.filter(seen_by(actor), _standing(on), building_id=building_id, pk__gt=after)
    fields = (
        "id", "entrance__name", "room", "floor", "use", "exclusive_area_dm2", "register_ref", "sold_on", "delivered_on",
    )  # fmt: skip
    return [UnitFacts(*row) for row in rows.order_by("id").values_list(*fields)[:limit]]


def standing_units(estate_id: int, *, actor: Actor, on: date) -> list[StandingUnit]:
    """Return all units that stood in an estate on a day, in the order of buildings, entrances and rooms."""
    fields = ("id", "building__name", "entrance__name", "room", "use", "exclusive_area_dm2", "delivered_on")
    rows = PropertyUnit.objects.filter(seen_by(actor), _standing(on), estate_id=estate_id)
    order = ("building__number", "entrance__number", "floor", "room")
    return [StandingUnit(*row) for row in rows.order_by(*order).values_list(*fields)]


def _standing(on: date) -> Q:
    begun = Q(valid_from=None) | Q(valid_from__lte=on)
    return begun & (Q(valid_until=None) | Q(valid_until__gt=on))


def buildings_of(estate_id: int, *, actor: Actor, on: date | None = None) -> list[BuildingRow]:
    """Return the buildings of an estate that stand on a day or today, with entrances and units of it, in one query.

    A building or unit without a first day has stood as long as its estate.
    """
    stood = Q(valid_until=None) if on is None else _standing(on)
    units = PropertyUnit.objects.filter(stood, building=OuterRef("pk")).order_by().values("building")
    rows = (
        Building.objects.filter(seen_by(actor), stood, estate_id=estate_id)
        .annotate(
            doors=Count("entrances"),
            homes=Coalesce(Subquery(units.annotate(n=Count("pk")).values("n")), 0),
            area=Coalesce(Subquery(units.annotate(n=Sum("exclusive_area_dm2")).values("n")), 0),
        )
        .order_by("number")
        .values_list("id", "name", "floors", "doors", "homes", "area")
    )
    return [BuildingRow(*row) for row in rows]


def built_years(estate_id: int, *, actor: Actor, on: date) -> dict[int, int | None]:
    """Return in which year each building was built that stands in an estate on a day; None where it is not known.

    A building with a first day of its own was built by then, any other with its estate.
    """
    rows = Building.objects.filter(seen_by(actor), _standing(on), estate_id=estate_id)
    fields = rows.values_list("id", "valid_from", "estate__built_year")
    return {number: first.year if first else year for number, first, year in fields}


def building_ended_on(building_id: int, *, actor: Actor) -> date | None:
    """Return from which day a building stands no more, by its own end or its estate's; None where it stands."""
    rows = Building.objects.filter(seen_by(actor), pk=building_id)
    ends = rows.values_list("valid_until", "estate__valid_until").first() or ()
    return min((day for day in ends if day is not None), default=None)


def building_names(estate_ids: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """Return id and name of the buildings of many estates, in one query; row-level security applies."""
    found: dict[int, list[tuple[int, str]]] = {}
    rows = Building.objects.filter(estate_id__in=set(estate_ids)).order_by("estate_id", "number")
    for estate_id, number, name in rows.values_list("estate_id", "id", "name"):
        found.setdefault(estate_id, []).append((number, name))
    return found


def communities_of(estate_id: int) -> list[CommunityPeriod]:
    """Return the accountable and the touching communities of an estate through time, the latest first.

    Which estate lies in which community is public; ask for estates the actor sees.
    """
    found = [
        CommunityPeriod(community, name, accountable, begin, end)
        for model, accountable in ((AccountableCommunity, True), (TouchingCommunity, False))
        for community, name, begin, end in model.objects.filter(estate_id=estate_id).values_list(
            "community_id", "community__name", "valid_from", "valid_until"
        )
    ]
    return sorted(
        found, key=lambda row: (row.valid_until is None, row.accountable, row.valid_from), reverse=True
    )


def accountable_on(estate_id: int, day: date) -> int | None:
    """Return the id of the one community accountable for the estate on the day."""
    return accountable_communities([estate_id], day).get(estate_id)


def accountable_communities(estate_ids: Iterable[int], day: date) -> dict[int, int]:
    """Return estate to accountable community on the day, in one query; row-level security applies."""
    periods = AccountableCommunity.objects.filter(_stood(day), estate_id__in=set(estate_ids))
    return dict(periods.values_list("estate_id", "community_id"))


def _stood(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gt=day))


def seen_by(actor: Actor) -> Q:
    """Return the first wall: the actor's places, or what is shared with his body or person."""
    places = [Q(scope__gte=place.lower, scope__lt=place.upper) for place in actor.places]
    shared = Q(
        stream__in=RawSQL(
            "select stream from records_access where body_id = %s or person_id = %s",
            [actor.body_id, actor.person_id],
        )
    )
    return reduce(or_, places, shared)


def _rows(condition: Q, limit: int | None = None) -> list[EstateRow]:
    fields = EstateRow.__slots__
    return [
        EstateRow(*row)
        for row in Estate.objects.filter(condition).order_by("code").values_list(*fields)[:limit]
    ]


def _public(query: str, values: dict[str, Any], here: Point | None = None) -> tuple[PublicEstate, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows = cursor.fetchall()
    return tuple(PublicEstate(*(*row, _metres(here, row[-3], row[-2]))) for row in rows)


def _metres(here: Point | None, lon: int | None, lat: int | None) -> int | None:
    return None if here is None or lon is None or lat is None else metres_between(here, Point(lon, lat))
