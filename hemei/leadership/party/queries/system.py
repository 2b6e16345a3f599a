"""The leadership system of a place: who leads, is responsible, joins and takes part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.leadership.party import models
from hemei.leadership.party.queries.lists import lists_on
from hemei.leadership.party.rules.words import Part

SYSTEM_LEVELS = frozenset({places.Level.CITY, places.Level.COUNTY, places.Level.STREET})
"""Which levels have a leadership system of their own."""


@dataclass(frozen=True, slots=True)
class PartRow:
    """Who takes a part of a place's leadership system, by which line of a list."""

    id: int
    part: Part
    body_id: int
    body: str
    line: str
    line_name: str
    valid_from: date


def parts_of(*, place_id: int, on: date) -> list[PartRow]:
    """Return the leadership system of a place on a day."""
    rows = models.Standing.objects.filter(place_id=place_id, valid_from__lte=on).exclude(valid_until__lte=on)
    names = lines_to_choose(on)
    return [
        PartRow(number, Part(part), body, name, line, names.get(line, line), since)
        for number, part, body, name, line, since in rows.order_by("id").values_list(
            "id", "part", "body_id", "body__name", "line", "valid_from"
        )
    ]


def parts_missing(place_ids: Iterable[int], *, on: date) -> dict[int, tuple[Part, ...]]:
    """Return which of the four parts nobody takes in each of these places on a day; whole ones have none."""
    wanted = list(place_ids)
    rows = models.Standing.objects.filter(place_id__in=wanted, valid_from__lte=on).exclude(
        valid_until__lte=on
    )
    taken = set(rows.values_list("place_id", "part").distinct())
    return {place: tuple(part for part in Part if (place, part.value) not in taken) for place in wanted}


def lines_to_choose(day: date) -> Mapping[str, str]:
    """Return every line a part can be linked to: of the Party lists, and of the comprehensive responsibility list.

    The second belongs to a later chapter; its lines are read as items of its document, by name alone.
    """
    party = {
        f"party-responsibilities:{level.code}.{line.code}": f"{level.name} · {line.name}"
        for level in lists_on(day)
        for line in level.line
    }
    standards = records.standards()
    listed = [
        found
        for found in standards.documents
        if found.head.name == "responsibility-list" and found.head.day <= day
    ]
    problems = getattr(listed[-1].content, "problem", ()) if listed else ()
    return {**party, **{f"responsibility-list:{row.code}": f"职责清单 · {row.name}" for row in problems}}
