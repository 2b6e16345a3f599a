"""Lists of streets, communities and counties with what is recorded of them on a day, gaps among them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from hemei.coordination.offices.models import Assessment
from hemei.coordination.offices.queries.figures import (
    COMMUNITIES,
    OFFICE_REASONS,
    STAFF_REASONS,
    STREETS,
    kinds_text,
)
from hemei.coordination.offices.queries.structure import structure_on
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reason


@dataclass(frozen=True, slots=True)
class StreetRow:
    """A street-level unit with its property office on a day; `gap` says that it does not count."""

    place_id: int
    code: str
    name: str
    path: str
    kind: places.Kind
    gap: bool
    reason: Reason
    unit: str
    posts: int


@dataclass(frozen=True, slots=True)
class CommunityRow:
    """A residents' committee with how many do its property work on a day."""

    place_id: int
    code: str
    name: str
    path: str
    gap: bool
    reason: Reason
    people: int


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """A county in a year; `id` is None where nothing is recorded of it."""

    place_id: int
    code: str
    name: str
    id: int | None
    document: str
    recorded_at: datetime | None


_PAGE = """select f.place_id, f.code, f.label, f.place, f.verdict, f.reason, f.said, {more}
from ({sql}) f where {here} and f.code > %(after)s and coalesce((f.verdict = 'no') = %(gaps)s::boolean, true)
order by f.code limit %(limit)s"""


def street_rows(
    *, actor: Actor, on: date, towns: bool = False, gaps: bool | None = None, after: str = "", limit: int = 50
) -> list[StreetRow]:
    """Return the actor's streets and community service centres on a day by code, or his towns and townships."""
    kinds = places.TOWN_KINDS if towns else places.STREET_KINDS
    values = {"kinds": kinds_text(kinds), "gaps": gaps, "after": after, "limit": limit}
    found = _page(actor, STREETS, "f.kind, f.unit, f.posts", on, values)
    return [
        StreetRow(
            place_id, code, name, path, places.Kind(kind), verdict == "no",
            _reason(OFFICE_REASONS, reason, said), unit or "", posts,
        )
        for place_id, code, name, path, verdict, reason, said, kind, unit, posts in found
    ]  # fmt: skip


def community_rows(
    *, actor: Actor, on: date, gaps: bool | None = None, after: str = "", limit: int = 50
) -> list[CommunityRow]:
    """Return the actor's residents' committees on a day by code."""
    staff = structure_on(on).part_time_staff
    values = {"least": staff.least, "most": staff.most, "gaps": gaps, "after": after, "limit": limit}
    found = _page(actor, COMMUNITIES, "f.people", on, values)
    return [
        CommunityRow(
            place_id, code, name, path, verdict == "no", _reason(STAFF_REASONS, reason, said), people
        )
        for place_id, code, name, path, verdict, reason, said, people in found
    ]


def assessment_rows(*, actor: Actor, year: int, on: date, gaps: bool | None = None) -> list[AssessmentRow]:
    """Return the actor's counties as of a day, and whether a year's target assessment holds property work."""
    day = min(date(year, 12, 31), on)
    counties = [row for row in places.places_on(places.Level.COUNTY, day) if actor.covers(row.path)]
    held = {
        row.place_id: row
        for row in Assessment.objects.filter(
            place_id__in=[row.id for row in counties], year=year, voided_at=None
        )
    }
    texts = record.open_sealed(row.document_id for row in held.values())
    rows = [_assessed(county, held.get(county.id), texts) for county in counties]
    return [row for row in rows if gaps is None or (row.id is None) is gaps]


def _assessed(
    county: places.PlaceRow, row: Assessment | None, texts: Mapping[int, str | None]
) -> AssessmentRow:
    said = (row.pk, texts.get(row.document_id) or "", row.recorded_at) if row else (None, "", None)
    return AssessmentRow(county.id, county.code, county.name, *said)


def _page(actor: Actor, sql: str, more: str, on: date, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    if not actor.places:
        return []
    parts: list[str] = []
    bounds: dict[str, str] = {}
    for number, place in enumerate(actor.places):
        parts.append(f"(f.place >= %(low{number})s and f.place < %(high{number})s)")
        bounds |= {f"low{number}": place.lower, f"high{number}": place.upper}
    query = _PAGE.format(more=more, sql=sql.format(day="%(day)s::date"), here=f"({' or '.join(parts)})")
    with connection.cursor() as cursor:
        cursor.execute(query, {**values, **bounds, "day": on})
        return list(cursor.fetchall())


def _reason(words: Mapping[str, str], code: str, said: Any) -> Reason:
    told = json.loads(said) if isinstance(said, str) else dict(said or {})
    return Reason(
        words[code], {name: "" if value is None else value for name, value in told.items()}, code=code
    )
