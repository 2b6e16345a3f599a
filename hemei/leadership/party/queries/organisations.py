"""Organisations of a day, one of them in its graph, and what covers an estate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.standards import NoStandard
from hemei.leadership.party import models
from hemei.leadership.party.rules.standards import PartyStructure
from hemei.leadership.party.rules.words import Coverage, Form, Level, RelationKind


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
class Turn:
    """One day in the life of an organisation: what it was founded as, renamed to, joined to, parted from.

    `what` names the turn, `said` whom or what it concerns, `other` an organisation to go to.
    """

    day: date
    what: str
    said: str = ""
    other: int | None = None


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
select o.id, coalesce(n.name, b.name), coalesce(f.form, o.form), o.level, h.short_name, o.body_id, o.scope,
       o.valid_from, o.valid_until, o.item
from party_organisation o join people_body b on b.id = o.body_id
left join lateral (select name from people_formername
                   where body_id = b.id and valid_from <= %(day)s and valid_until > %(day)s limit 1) n on true
left join lateral (select form, host_body_id from party_former
                   where organisation_id = o.id and valid_from <= %(day)s and valid_until > %(day)s limit 1) f on true
join people_body h on h.id = coalesce(f.host_body_id, o.host_body_id)
"""
"""An organisation with the name, form and host it had on a day."""
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
        and (%(text)s = '' or coalesce(n.name, b.name) like %(text)s)
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


def organisations_called(text: str, *, on: date, limit: int = 60) -> list[tuple[int, str]]:
    """Return organisations of a day by a part of their name, wherever they are: organisations are public."""
    rows = models.Organisation.objects.filter(
        valid_from__lte=on, body__name__contains=text.replace("\x00", "")
    )
    rows = rows.exclude(valid_until__lte=on)
    return list(rows.order_by("id").values_list("id", "body__name")[:limit])


def host_of(organisation_id: int) -> int:
    """Return the body that acts for an organisation today."""
    return int(models.Organisation.objects.values_list("host_body_id", flat=True).get(pk=organisation_id))


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


_FIRST = "select name from people_formername where body_id = %s order by valid_from limit 1"
_TURNS = """
select valid_until, 'renamed', coalesce(lead(name) over (order by valid_from), %(name)s), null::bigint, ''
  from people_formername where body_id = %(body)s
union all select t.day, 'reformed', t.form, null, h.short_name from (
    select f.valid_until as day, coalesce(lead(f.form) over w, o.form) as form,
           coalesce(lead(f.host_body_id) over w, o.host_body_id) as host
    from party_former f join party_organisation o on o.id = f.organisation_id
    where f.organisation_id = %(id)s window w as (order by f.valid_from)) t join people_body h on h.id = t.host
union all select r.valid_from, 'above_' || r.kind, b.name, o.id, ''
  from party_relation r join party_organisation o on o.id = r.above_id join people_body b on b.id = o.body_id
  where r.below_id = %(id)s
union all select r.valid_until, 'above_' || r.kind || '_ended', b.name, o.id, ''
  from party_relation r join party_organisation o on o.id = r.above_id join people_body b on b.id = o.body_id
  where r.below_id = %(id)s and r.valid_until is not null
union all select r.valid_until, 'below_' || r.kind || '_ended', b.name, o.id, ''
  from party_relation r join party_organisation o on o.id = r.below_id join people_body b on b.id = o.body_id
  where r.above_id = %(id)s and r.valid_until is not null
union all select t.valid_from, 'covers', e.name, null, '' from party_tie t join places_estate e on e.id = t.estate_id
  where t.organisation_id = %(id)s
union all select t.valid_until, 'covers_ended', e.name, null, ''
  from party_tie t join places_estate e on e.id = t.estate_id
  where t.organisation_id = %(id)s and t.valid_until is not null
order by 1 desc, 2 limit 200
"""


def turns_of(row: OrganisationRow) -> list[Turn]:
    """Return what an organisation went through, the latest first; ties as row-level security shows them."""
    with connection.cursor() as cursor:
        cursor.execute("select name, valid_until from people_body where id = %s", [row.body_id])
        name, ended = cursor.fetchone()
        cursor.execute(_TURNS, {"id": row.id, "body": row.body_id, "name": name})
        found = [
            Turn(day, what, " · ".join(filter(None, (said, more))), other)
            for day, what, said, other, more in cursor.fetchall()
        ]
        cursor.execute(
            "select name from people_formername where body_id = %s order by valid_from limit 1", [row.body_id]
        )
        first = cursor.fetchone()
    founded = Turn(row.valid_from, "founded", first[0] if first else name)
    return [*([Turn(ended, "ended")] if ended else []), *found, founded]


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


def community_organisations(place_ids: Iterable[int], *, on: date) -> dict[int, tuple[int, str]]:
    """Return id and name of the Party organisation of each community on a day; of several the first founded."""
    rows = models.Organisation.objects.filter(
        level=Level.COMMUNITY.value, body__place_id__in=set(place_ids), valid_from__lte=on
    ).exclude(valid_until__lte=on)
    found: dict[int, tuple[int, str]] = {}
    for place, number, name in rows.order_by("valid_from", "id").values_list(
        "body__place_id", "id", "body__name"
    ):
        found.setdefault(place, (number, name))
    return found
