"""Who can be evaluated: the subjects of a kind in a place on a day, and who answers for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hemei.ground.places.queries import STREET_KINDS
from hemei.kernel.actor import PlaceRange
from hemei.oversight.assessment.rules.standards import SubjectKind


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """A subject on a day: its number and name, the path of its place, the body that answers for it, its estate."""

    id: int
    name: str
    path: str
    body_id: int | None
    estate_id: int | None


_RUNS = "{a}.valid_from <= %(day)s and ({a}.valid_until is null or {a}.valid_until > %(day)s)"
_PLACES = f"""
select p.id, n.name, t.path,
       (select b.id from people_body b where b.kind = %(body_kind)s and b.place_id = p.id and {_RUNS.format(a="b")}
        order by b.id limit 1) as body_id, null::bigint as estate_id
from places_place p
join places_placename n on n.place_id = p.id and {_RUNS.format(a="n")}
join places_placeposition t on t.place_id = p.id and {_RUNS.format(a="t")}
where p.level = %(level)s and p.kind = any(%(kinds)s)
"""
_WHERE_ESTATES = f"""
join places_accountablecommunity a on a.estate_id = e.id and {_RUNS.format(a="a")}
join places_placeposition t on t.place_id = a.community_id and {_RUNS.format(a="t")}
"""
_ESTATES = f"""
select e.id, e.name, t.path, null::bigint as body_id, e.id as estate_id
from places_estate e {_WHERE_ESTATES} where {_RUNS.format(a="e")}
"""
_COMMITTEES = f"""
select b.id, b.name, t.path, b.id as body_id, e.id as estate_id
from people_body b join places_estate e on e.id = b.estate_id {_WHERE_ESTATES}
where b.kind = 'owners_committee' and {_RUNS.format(a="b")}
  and exists (select 1 from people_term m where m.body_id = b.id and m.valid_from <= %(day)s
              and (m.ended_on is null or m.ended_on > %(day)s))
"""
_PROJECTS = f"""
select p.id, e.name || ' · ' || b.short_name, t.path, c.body_id, e.id as estate_id
from companies_project p join companies_company c on c.id = p.company_id join people_body b on b.id = c.body_id
join places_estate e on e.id = p.estate_id {_WHERE_ESTATES} where {_RUNS.format(a="p")}
"""
_COMPANIES = f"""
select c.id, c.name, b.scope as path, c.body_id, null::bigint as estate_id
from companies_company c join people_body b on b.id = c.body_id where {_RUNS.format(a="c")}
"""
_STREETS = [kind.value for kind in STREET_KINDS]
_SQL: dict[SubjectKind, tuple[str, dict[str, Any]]] = {
    "street": (_PLACES, {"level": "street", "kinds": _STREETS, "body_kind": "street"}),
    "community": (
        _PLACES,
        {"level": "community", "kinds": ["residents_committee"], "body_kind": "community"},
    ),
    "estate": (_ESTATES, {}),
    "committee": (_COMMITTEES, {}),
    "project": (_PROJECTS, {}),
    "company": (_COMPANIES, {}),
}
_ALL = """select s.* from ({sql}) as s(id, name, path, body_id, estate_id)
where s.path >= %(low)s and s.path < %(high)s and (%(ids)s::bigint[] is null or s.id = any(%(ids)s::bigint[]))
order by s.path, s.id"""


def subjects_of(
    kind: SubjectKind, *, path: str, on: date, ids: Iterable[int] | None = None
) -> list[SubjectFacts]:
    """Return the subjects of a kind under a path on a day, or those of them that are named; one statement.

    Row-level security applies to projects and committees: the caller has opened the place.
    """
    (sql, more), place = _SQL[kind], PlaceRange(path)
    values = {
        "day": on, "low": place.lower, "high": place.upper, "ids": None if ids is None else sorted(set(ids)), **more,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ALL.format(sql=sql), values)
        return [SubjectFacts(*row) for row in cursor.fetchall()]
