"""Re-visits in the actor's places: owed, paid, what they found; and as subjects of figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db import connection

from hemei.coordination.cases.queries.lists import EXPORT_CHUNK, scoped
from hemei.coordination.cases.rules.words import Found
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation
from hemei.kernel.paging import page_by_page

OWED = "owed"


@dataclass(frozen=True, slots=True)
class RevisitRow:
    """One visit with its case."""

    id: int
    number: str
    kind: str
    estate_name: str
    body_id: int
    solver_id: int
    ended_at: datetime
    drawn_at: datetime
    due_at: datetime
    visited_at: datetime | None
    found: str | None
    reported_at: datetime


# The subquery keeps the actor's scope on the visits' own index, before any case is read.
_ROWS = """
select r.id, c.number, c.kind, c.estate_name, r.body_id, r.solver_id, r.ended_at, r.drawn_at, r.due_at, r.visited_at,
       r.found, c.reported_at
from (select * from cases_revisit where {scope} and {found} and id < %(after)s order by id desc limit %(limit)s) r
join cases_case c on c.id = r.case_id order by r.id desc
"""
_FOUND = MappingProxyType(
    {"": "true", OWED: "found is null", **{found.value: f"found = '{found.value}'" for found in Found}}
)
_LAST = 2**63 - 1


def revisit_rows(
    *, actor: Actor, found: str = "", after: int | None = None, limit: int = 50
) -> list[RevisitRow]:
    """Return visits in the actor's places, the newest first; `found` keeps one word, or those still owed."""
    scope, values = scoped(actor)
    values = values | {"after": _LAST if after is None else after, "limit": limit}
    records.plan_by_values()
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(scope=scope, found=_FOUND.get(found, "true")), values)
        return [RevisitRow(*row) for row in cursor.fetchall()]


def every_revisit(*, actor: Actor, found: str = "") -> Iterator[RevisitRow]:
    """Yield all of them for an export, page by page."""
    yield from page_by_page(revisit_rows, size=EXPORT_CHUNK, actor=actor, found=found)


_SAID = "jsonb_build_object('done', to_char(r.visited_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI'))"
_LABEL = "c.number || ' ' || c.estate_name as label, r.scope as place"
_KEY = "r.stream || '/revisit-' || r.number as key"

_TRUTH = f"""
select {_KEY}, {_LABEL},
       case r.found when '{{yes}}' then 'yes' when '{Found.UNCLEAR}' then 'not_provable' else 'no' end as verdict,
       r.found as reason, {_SAID} as said, 1::bigint as weight, c.number as arg,
       r.{{body}} as body, r.visited_at as at, r.estate_id as estate
from cases_revisit r left join cases_case c on c.id = r.case_id
where r.found is not null
"""
_TRUTH_REASONS = MappingProxyType(
    {
        Found.TRUE.value: mark("{done}复查，属实。"),
        Found.FALSE.value: mark("{done}复查，不属实，重新办理。"),
        Found.UNCLEAR.value: mark("{done}复查，看不出是否属实。"),
    }
)
_PAGE, _APPS = "cases:case", ("cases",)

FOUND_FALSE = Relation(
    _TRUTH.format(yes=Found.FALSE.value, body="body_id"), _TRUTH_REASONS, _PAGE, apps=_APPS
)
"""Visited closings with whether they were found false."""
CLOSED_TRULY = Relation(
    _TRUTH.format(yes=Found.TRUE.value, body="solver_id"), _TRUTH_REASONS, _PAGE, apps=_APPS
)
"""Visited closings with whether they hold; `body` is who had said that it was solved, `estate` where it lies."""
