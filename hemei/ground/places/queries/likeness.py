"""What makes an estate like another, of many at once: area, households, age, the floors of its highest building."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from hemei.ground.places.models import PropertyUnit
from hemei.ground.places.rules.estates import UnitUse

_FACTS = """
select e.id, e.token, e.code, e.name, e.scope, e.community_id, e.built_area_dm2, e.households, e.built_year,
       coalesce((select max(b.floors) from places_building b where b.estate_id = e.id and b.valid_until is null), 0)
from places_estate e where e.valid_until is null and (%(estates)s::bigint[] is null or e.id = any(%(estates)s))
order by e.id
"""


@dataclass(frozen=True, slots=True)
class EstateShape:
    """An estate with what it is compared by; `floors` is 0 where no building is entered."""

    id: int
    token: str
    code: str
    name: str
    scope: str
    community_id: int
    area_dm2: int
    households: int
    built_year: int | None
    floors: int


def parking_spaces(estate_ids: Iterable[int], *, on: date) -> dict[int, int]:
    """Return by estate how many parking spaces stood in the register of houses on a day; security applies."""
    rows = PropertyUnit.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gt=on),
        estate_id__in=list(estate_ids), use=UnitUse.PARKING,
    )  # fmt: skip
    return dict(rows.values_list("estate_id").annotate(many=Count("id")).order_by())


def shapes_of(estate_ids: Iterable[int] | None) -> list[EstateShape]:
    """Return standing estates by id, all of them for None; row-level security applies."""
    values: dict[str, Any] = {"estates": None if estate_ids is None else list(estate_ids)}
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, values)
        return [EstateShape(*row) for row in cursor.fetchall()]


def exclusive_areas(
    estate_id: int, unit_ids: Iterable[int], *, buildings: Iterable[int] | None = None
) -> tuple[int, int]:
    """Return the exclusive area of some units, and that of all standing units of an estate; security applies.

    With `buildings` only what stands in these counts, of both.

    Shares of income and cost follow exclusive area (Civil Code art. 283).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(sum(exclusive_area_dm2) filter (where id = any(%s)), 0),"
            " coalesce(sum(exclusive_area_dm2), 0) from places_propertyunit"
            " where estate_id = %s and valid_until is null"
            " and (%s::bigint[] is null or building_id = any(%s))",
            [list(unit_ids), estate_id, *[list(buildings) if buildings is not None else None] * 2],
        )
        own, of = cursor.fetchone()
        return int(own), int(of)
