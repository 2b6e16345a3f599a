"""Where open cases lie: how many in each estate of one's places, and how many of them are late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.db import connection

from hemei.coordination.cases.queries.lists import EXPORT_CHUNK, scoped
from hemei.coordination.cases.rules.words import State
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
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
