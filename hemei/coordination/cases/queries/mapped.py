"""Open cases: how many in each estate of one's places and how many of them are late, and as subjects of a figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from types import MappingProxyType

from django.db import connection

from hemei.coordination.cases.queries.lists import EXPORT_CHUNK, scoped, within_ranges
from hemei.coordination.cases.rules.words import ClockKind, Found, State
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation
from hemei.kernel.paging import page_by_page


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """An estate with its open cases, how many of them are late, and since when the oldest is open."""

    count: int
    estate_id: int
    name: str
    late: int
    oldest_at: datetime


_OPEN = f"""
select count, estate_id, name, late, oldest_at from (
  select count(*) as count, estate_id, max(estate_name) as name, min(reported_at) as oldest_at,
         count(*) filter (where state not in ('{State.AWAITING}', '{State.REFUSED}')
                            and next_due_at < %(now)s) as late
  from cases_case where {{scope}} and state <> '{State.ENDED}' and estate_id is not null
  group by estate_id) found
where (-count, estate_id) > (-%(count)s::bigint, %(estate)s::bigint)
order by -count, estate_id limit %(limit)s
"""
_FIRST = (2**31, 0)


def open_places(
    *, actor: Actor, now: datetime, after: tuple[int, int] | None = None, limit: int = 50
) -> list[OpenPlace]:
    """Return the estates of the actor's places with open cases, those with most first; one statement."""
    scope, values = scoped(actor)
    count, estate = after or _FIRST
    records.plan_by_values()
    with connection.cursor() as cursor:
        asked = values | {"now": now, "count": count, "estate": estate, "limit": limit}
        cursor.execute(_OPEN.format(scope=scope), asked)
        return [OpenPlace(*row) for row in cursor.fetchall()]


def every_open_place(*, actor: Actor, now: datetime) -> Iterator[OpenPlace]:
    """Yield all of them for the map and the export."""
    place = attrgetter("count", "estate_id")
    yield from page_by_page(open_places, size=EXPORT_CHUNK, place=place, actor=actor, now=now)


_END = "(({day} + 1)::timestamp at time zone 'Asia/Shanghai')"
# When a case had ended and went on all the same: opened again by a re-visit, which says when it had ended; or sent back
# by a reporter who had not wanted it withdrawn. Of that the clocks tell: the withdrawal settled all that ran, and the
# clock of the next round began when it went on.
_GONE = f"""
select r.ended_at as gone, r.visited_at as back from cases_revisit r
where r.case_id = c.id and r.found = '{Found.FALSE}'
union all
select (select max(w.settled_at) from clocks_deadline w
        where w.stream = c.stream and w.kind <> '{ClockKind.REVISIT}' and w.settled_at <= again.back), again.back
from jsonb_array_elements(coalesce(c.snapshot -> 'unwanted', '[]')) u(round) cross join lateral (
  select min(d.started_at) as back from clocks_deadline d
  where d.stream = c.stream and starts_with(d.key, 'accept:' || (u.round::text::integer + 1) || '.')) again
"""
_OPEN_ON = f"""
select c.stream as key, c.number || ' ' || c.estate_name as label, c.scope as place, 'yes' as verdict,
       case when past.back is null then 'open' else 'again' end as reason,
       jsonb_build_object('since', to_char(c.reported_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD'),
                          'again', to_char(past.back at time zone 'Asia/Shanghai', 'YYYY-MM-DD')) as said,
       1::bigint as weight, c.number as arg, null::bigint as body, null::timestamptz as at
from cases_case c left join lateral (
  select max(g.back) filter (where g.back < {_END}) as back, bool_or(g.gone < {_END} and g.back >= {_END}) as away
  from ({_GONE}) g) past on true
where c.reported_at < {_END} and (c.state <> '{State.ENDED}' or c.ended_at >= {_END}) and past.away is not true
"""
OPEN_CASES = Relation(
    _OPEN_ON,
    MappingProxyType(
        {
            "open": mark("{since}上报，没有结束。"),
            "again": mark("{since}上报，结束过，{again}起重新办理，没有结束。"),
        }
    ),
    "cases:case",
    apps=("cases",),
    local=True,
)
"""The cases that had not ended when a day did (C12), whatever was still to be done or waited for."""


@dataclass(frozen=True, slots=True)
class OpenEstate:
    """An estate with the cases of C12 on a day, and the day on which the oldest of them was reported."""

    count: int
    estate_id: int
    name: str
    oldest_on: date


_BY_ESTATE = f"""
select count, estate_id, name, oldest_on from (
  select count(*) as count, m.estate_id, max(m.estate_name) as name,
         min((m.reported_at at time zone 'Asia/Shanghai')::date) as oldest_on
  from ({_OPEN_ON.format(day="%(day)s::date")}) s join cases_case m on m.stream = s.key
  where {{here}} and m.estate_id is not null group by m.estate_id) found
where (-count, estate_id) > (-%(count)s::bigint, %(estate)s::bigint)
order by -count, estate_id limit %(limit)s
"""


def open_estates(
    *, ranges: Sequence[PlaceRange], day: date, after: tuple[int, int] | None = None, limit: int = 50
) -> list[OpenEstate]:
    """Return the estates of some places with what C12 counts there on a day, those with most first; one statement.

    What lies outside estates is counted by the figure and stands in its list, not on a map of estates.
    """
    if not ranges:
        return []
    here, ends = within_ranges(ranges, "s.place")
    count, estate = after or _FIRST
    with connection.cursor() as cursor:
        asked = ends | {"day": day, "count": count, "estate": estate, "limit": limit}
        cursor.execute(_BY_ESTATE.format(here=here), asked)
        return [OpenEstate(*row) for row in cursor.fetchall()]


def every_open_estate(*, ranges: Sequence[PlaceRange], day: date) -> Iterator[OpenEstate]:
    """Yield all of them."""
    place = attrgetter("count", "estate_id")
    yield from page_by_page(open_estates, size=EXPORT_CHUNK, place=place, ranges=ranges, day=day)
