"""The readers of the Party side; other apps enter here. Row-level security holds what covers an estate."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.db import connection

from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation
from hemei.kernel.periods import REPEAT_TEXTS, Repeat
from hemei.kernel.standards import NoStandard
from hemei.leadership.duties import queries as duties
from hemei.leadership.party import models
from hemei.leadership.party.rules import (
    COVERAGE_TEXTS,
    FORM_TEXTS,
    LEVEL_TEXTS,
    PART_TEXTS,
    RELATION_TEXTS,
    Act,
    Coverage,
    Form,
    Level,
    ListLevel,
    Part,
    PartyResponsibilities,
    PartyStructure,
    RelationKind,
    may,
)

__all__ = [
    "COVERAGE_TEXTS",
    "COVERED_COMPANIES",
    "COVERED_ESTATES",
    "FORM_TEXTS",
    "LEVEL_TEXTS",
    "PART_TEXTS",
    "RELATION_TEXTS",
    "REPEAT_TEXTS",
    "Act",
    "Coverage",
    "Form",
    "Level",
    "OrganisationPage",
    "OrganisationRow",
    "Part",
    "PartRow",
    "RelationKind",
    "Repeat",
    "TieRow",
    "lines_to_choose",
    "list_progress",
    "lists_on",
    "may",
    "organisation_page",
    "organisations",
    "parts_of",
    "responsibility_lines",
    "structure_note",
    "ties_of_estate",
]


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation as it stands on a day."""

    id: int
    name: str
    form: Form
    level: Level
    host: str
    body_id: int
    scope: str
    valid_from: date
    valid_until: date | None
    item: str | None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An organisation above or below, and how."""

    relation_id: int
    kind: RelationKind
    id: int
    name: str
    level: Level
    valid_from: date


@dataclass(frozen=True, slots=True)
class TieRow:
    """What covers an estate or one of its buildings."""

    id: int
    organisation_id: int
    organisation: str
    estate_id: int
    estate: str
    estate_code: str
    building: str
    kind: Coverage
    valid_from: date


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """What the page of an organisation needs; `more_below` says that not all below it are listed."""

    organisation: OrganisationRow
    above: tuple[Neighbour, ...]
    below: tuple[Neighbour, ...]
    more_below: bool
    ties: tuple[TieRow, ...]


_ROW = """
select o.id, b.name, o.form, o.level, h.short_name, o.body_id, o.scope, o.valid_from, o.valid_until, o.item
from party_organisation o join people_body b on b.id = o.body_id join people_body h on h.id = o.host_body_id
"""
_ON = "o.valid_from <= %(day)s and (o.valid_until is null or o.valid_until > %(day)s)"


def organisations(
    *,
    actor: Actor,
    on: date,
    level: Level | None = None,
    text: str = "",
    after: int = 0,
    limit: int = 50,
) -> list[OrganisationRow]:
    """Return the organisations of a day by id: those in the actor's places, and of the city all may see."""
    wanted = "".join(text.split()).replace("\x00", "")[:30]
    pattern = wanted.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    query = f"""{_ROW} where {_ON} and o.id > %(after)s and (%(level)s = '' or o.level = %(level)s)
        and (%(text)s = '' or b.name like %(text)s)
        and (o.level in ('city', 'industry_committee') or o.host_body_id = %(body)s or exists (
            select 1 from unnest(%(low)s::text[], %(high)s::text[]) as r(low, high)
            where o.scope >= r.low collate "C" and o.scope < r.high collate "C"))
        order by o.id limit %(limit)s"""
    values: dict[str, Any] = {
        "day": on,
        "after": after,
        "level": level.value if level else "",
        "text": f"%{pattern}%" if pattern else "",
        "body": actor.body_id,
        "low": [place.lower for place in actor.places],
        "high": [place.upper for place in actor.places],
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [_organisation(*row) for row in cursor.fetchall()]


def _organisation(number: int, name: str, form: str, level: str, *more: object) -> OrganisationRow:
    return OrganisationRow(number, name, Form(form), Level(level), *more)  # type: ignore[arg-type]


_NEIGHBOURS = """
select r.id, r.kind, o.id, b.name, o.level, r.valid_from
from party_relation r join party_organisation o on o.id = r.{other} join people_body b on b.id = o.body_id
where r.{own} = %(id)s and r.valid_from <= %(day)s and (r.valid_until is null or r.valid_until > %(day)s)
order by r.kind desc, o.id limit %(limit)s
"""
MOST_BELOW = 60


def organisation_page(*, organisation_id: int, on: date) -> OrganisationPage | None:
    """Return an organisation with who leads and guides it, whom it leads and guides, and what it covers."""
    values: dict[str, Any] = {"id": organisation_id, "day": on, "limit": MOST_BELOW + 1}
    with connection.cursor() as cursor:
        cursor.execute(f"{_ROW} where o.id = %(id)s", values)
        found = cursor.fetchone()
        if found is None:
            return None
        around = []
        for own, other in (("below_id", "above_id"), ("above_id", "below_id")):
            cursor.execute(_NEIGHBOURS.format(own=own, other=other), values)
            around.append(
                tuple(
                    Neighbour(number, RelationKind(kind), at, name, Level(level), since)
                    for number, kind, at, name, level, since in cursor.fetchall()
                )
            )
    above, below = around
    return OrganisationPage(
        _organisation(*found), above, below[:MOST_BELOW], len(below) > MOST_BELOW, _ties(on, organisation_id)
    )


def ties_of_estate(*, estate_id: int, on: date) -> tuple[TieRow, ...]:
    """Return what covers an estate on a day; row-level security applies."""
    return _ties(on, None, estate_id)


def _ties(on: date, organisation_id: int | None = None, estate_id: int | None = None) -> tuple[TieRow, ...]:
    rows = models.Tie.objects.filter(valid_from__lte=on).exclude(valid_until__lte=on)
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    if estate_id is not None:
        rows = rows.filter(estate_id=estate_id)
    fields = (
        "id", "organisation_id", "organisation__body__name", "estate_id", "estate__name", "estate__code",
        "building__name", "kind", "valid_from",
    )  # fmt: skip
    return tuple(
        TieRow(number, organisation, name, estate, estate_name, code, building or "", Coverage(kind), since)
        for number, organisation, name, estate, estate_name, code, building, kind, since in rows.order_by(
            "building__number", "id"
        ).values_list(*fields)[: 4 * MOST_BELOW]
    )


def structure_note(on: date) -> str:
    """Return what the city's standard says of the organisations it names: which days it does not know."""
    try:
        return records.standards().find("party-structure", PartyStructure, on=on).head.note
    except NoStandard:
        return ""


# --- the lists ------------------------------------------------------------------------------------
def lists_on(day: date) -> tuple[ListLevel, ...]:
    """Return the responsibility lists of a day, level by level; none where no document names any."""
    try:
        return records.standards().find("party-responsibilities", PartyResponsibilities, on=day).level
    except NoStandard:
        return ()


def list_progress(*, actor: Actor, now: datetime) -> dict[str, duties.Progress]:
    """Return how far the duties of each line are, by `level.line`, as far as the actor sees them."""
    found = duties.progress_of(actor=actor, now=now, origin_streams=["party.list"])
    return {item: progress for (_, item), progress in found.items()}


_LINES = """
select 'party.list:' || l.key as key, l.label, c.path as place, 'yes' as verdict, 'listed' as reason,
       jsonb_build_object('day', l.since) as said, 1::bigint as weight, ''::text as arg, null::bigint as body,
       null::timestamptz as at
from jsonb_to_recordset(%(lines)s::jsonb) as l(key text, label text, since date, until date)
cross join (select path from public_place where level = 'city') c
where l.since <= {day} and (l.until is null or l.until > {day})
"""


def responsibility_lines() -> Relation:
    """Return the lines of the industry committee's list on any day (F2); the city's own, so they lie at its path."""
    lists = [
        document
        for document in records.standards().documents
        if isinstance(document.content, PartyResponsibilities)
    ]
    lines = [
        {
            "key": f"{Level.INDUSTRY}.{line.code}",
            "label": f"{line.number}. {line.name}",
            "since": document.head.day.isoformat(),
            "until": later.head.day.isoformat() if later else None,
        }
        for document, later in zip(lists, [*lists[1:], None], strict=True)
        for level in document.content.level
        if level.code == Level.INDUSTRY
        for line in level.line
    ]
    return Relation(
        sql=_LINES,
        reasons=MappingProxyType({"listed": mark("清单自{day}起有这一项；项数有来源，条文是演示文字。")}),
        values=MappingProxyType({"lines": json.dumps(lines, ensure_ascii=False)}),
    )


# --- the leadership system ------------------------------------------------------------------------
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


# --- coverage -------------------------------------------------------------------------------------
_ESTATES = """
select 'places.estate:' || e.id as key, e.name as label, t.path as place,
       case when c.organisation is null then 'no' else 'yes' end as verdict,
       case when c.organisation is not null then 'organisation' when c.work is not null then 'work' else 'none' end
         as reason,
       jsonb_build_object('organisation', coalesce(c.organisation, c.work), 'since', c.since) as said,
       1::bigint as weight, e.code as arg, null::bigint as body, null::timestamptz as at
from places_estate e
join places_accountablecommunity a on a.estate_id = e.id
  and a.valid_from <= {day} and (a.valid_until is null or a.valid_until > {day})
join places_placeposition t on t.place_id = a.community_id
  and t.valid_from <= {day} and (t.valid_until is null or t.valid_until > {day})
left join lateral (
  select min(b.name) filter (where i.kind = 'organisation') as organisation,
         min(b.name) filter (where i.kind = 'work') as work, min(i.valid_from) as since
  from party_tie i join party_organisation o on o.id = i.organisation_id join people_body b on b.id = o.body_id
  where i.estate_id = e.id and i.building_id is null
    and i.valid_from <= {day} and (i.valid_until is null or i.valid_until > {day})
    and o.valid_from <= {day} and (o.valid_until is null or o.valid_until > {day})) c on true
where e.valid_from <= {day} and (e.valid_until is null or e.valid_until > {day})
"""
COVERED_ESTATES = Relation(
    sql=_ESTATES,
    reasons=MappingProxyType(
        {
            "organisation": mark("由{organisation}覆盖，自{since}起。"),
            "work": mark("没有党组织；由{organisation}派人联系，只算工作覆盖。"),
            "none": mark("没有党组织，也没有派人联系。"),
        }
    ),
    page="places:estate",
    apps=("places", "party"),
)
"""The estates of a day with whether a Party organisation covers them (F13)."""

_COMPANIES = """
select c.stream as key, c.name as label, b.scope as place,
       case when o.name is null then 'no' else 'yes' end as verdict,
       case when o.name is null then 'none' else 'organisation' end as reason,
       jsonb_build_object('organisation', o.name, 'since', o.since) as said,
       1::bigint as weight, ''::text as arg, c.body_id as body, null::timestamptz as at
from companies_company c join people_body b on b.id = c.body_id
left join lateral (
  select min(n.name) as name, min(p.valid_from) as since
  from party_organisation p join people_body n on n.id = p.body_id
  where p.level = 'company' and p.host_body_id = c.body_id
    and p.valid_from <= {day} and (p.valid_until is null or p.valid_until > {day})) o on true
where c.valid_from <= {day} and (c.valid_until is null or c.valid_until > {day})
"""
COVERED_COMPANIES = Relation(
    sql=_COMPANIES,
    reasons=MappingProxyType(
        {"organisation": mark("已建立{organisation}，自{since}起。"), "none": mark("没有建立党组织。")}
    ),
    apps=("companies", "people", "party"),
)
"""The property companies of a day with whether they have a Party organisation (F13b)."""
