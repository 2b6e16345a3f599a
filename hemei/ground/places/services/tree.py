"""Moving parts of the tree: the rows every change of places writes.

Callers hold the transaction. A closed period keeps the old path for ever; what happened under it stays
countable there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Max, Q, Value
from django.db.models.functions import Concat, Substr

from hemei.ground.places.models import (
    Building,
    Entrance,
    Estate,
    Place,
    PlaceName,
    PlacePosition,
    PropertyUnit,
)
from hemei.ground.places.rules.changes import PlaceFacts
from hemei.ground.places.rules.codes import Level
from hemei.ground.places.rules.paths import child_path, moved_path
from hemei.kernel.actor import PlaceRange
from hemei.kernel.decision import Refused, mark

SCOPED = (Estate, Building, Entrance, PropertyUnit)


def locked_facts(place_ids: Iterable[int]) -> list[PlaceFacts]:
    """Lock the places and return what the rules ask, in the order given.

    Raises:
        Refused: one of them does not exist.
    """
    wanted = list(place_ids)
    places = {row.pk: row for row in Place.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    missing = [number for number in wanted if number not in places]
    if missing:
        raise Refused.because(mark("没有编号为{id}的地点。"), id=missing[0], field="places", code="no_place")
    return [_facts(places[number]) for number in wanted]


def _facts(place: Place) -> PlaceFacts:
    latest = place.positions.order_by("-valid_from")[0]
    below = PlacePosition.objects.filter(under(latest.path), valid_until=None).aggregate(
        day=Max("valid_from")
    )
    named = place.names.aggregate(day=Max("valid_from"))
    changed = max(latest.valid_from, below["day"] or latest.valid_from, named["day"])
    return PlaceFacts(place.pk, Level(place.level), place.name, latest.path, changed, place.valid_until)


def under(path: str, column: str = "path") -> Q:
    """Return the condition that a path column lies in the subtree of a path."""
    reach = PlaceRange(path)
    return Q(**{f"{column}__gte": reach.lower, f"{column}__lt": reach.upper})


def move_subtree(*, old: str, new_parent: int, new_parent_path: str, day: date) -> str:
    """Stand a place and all below it under another parent from the day on; return its new path."""
    positions = list(PlacePosition.objects.filter(under(old), valid_until=None).order_by("path"))
    root = positions[0]
    new = child_path(new_parent_path, root.place_id)
    PlacePosition.objects.filter(pk__in=[row.pk for row in positions]).update(valid_until=day)
    PlacePosition.objects.bulk_create(
        PlacePosition(
            place_id=row.place_id,
            parent_id=new_parent if row is root else row.parent_id,
            path=moved_path(row.path, old=old, new=new),
            valid_from=day,
        )
        for row in positions
    )
    for model in SCOPED:
        model.objects.filter(under(old, "scope")).update(
            scope=Concat(Value(new), Substr("scope", len(old) + 1))
        )
    return new


def end_places(place_ids: Sequence[int], day: date) -> None:
    """Close the places with their open names and positions; the day itself is no longer theirs."""
    Place.objects.filter(pk__in=place_ids).update(valid_until=day)
    PlaceName.objects.filter(place_id__in=place_ids, valid_until=None).update(valid_until=day)
    PlacePosition.objects.filter(place_id__in=place_ids, valid_until=None).update(valid_until=day)


def children_of(place_ids: Sequence[int]) -> list[tuple[int, str, str]]:
    """Return id, name and path of the places directly below these today, by code."""
    rows = PlacePosition.objects.filter(parent_id__in=place_ids, valid_until=None).order_by("place__code")
    return list(rows.values_list("place_id", "place__name", "path"))
