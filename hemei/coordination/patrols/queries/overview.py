"""How rounds stand below a place: counted in SQL by the next level, and what was found, by kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count

from hemei.coordination.patrols.models import Visit
from hemei.coordination.patrols.queries.lists import Within
from hemei.coordination.patrols.rules.words import Result
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, PlaceRange


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A place of the next level with its rounds: all, and those planned, in time, late, missed, without a reason."""

    place_id: int
    name: str
    rounds: int
    planned: int
    on_time: int
    late: int
    missed: int
    unexplained: int


# A place of the next level is the step of the path after those of the place that is looked at.
_COUNTS = """
select c.place, p.name, c.rounds, c.planned, c.on_time, c.late, c.missed, c.unexplained from (
  select split_part(r.scope, '.', %(step)s)::bigint as place, count(*) as rounds,
         count(*) filter (where r.state = 'planned') as planned,
         count(*) filter (where r.state = 'done' and r.on_time) as on_time,
         count(*) filter (where r.state = 'done' and not r.on_time) as late,
         count(*) filter (where r.state = 'missed') as missed,
         count(*) filter (where r.why = '' and (r.state = 'missed' or (r.state = 'done' and r.gaps > 0)))
           as unexplained
  from patrols_round r
  where r.scope >= %(low)s and r.scope < %(high)s and r.planned_on >= %(since)s and r.planned_on <= %(until)s
    and split_part(r.scope, '.', %(step)s) <> '' and r.second_of_id is null
  group by 1) c join places_place p on p.id = c.place
order by c.missed desc, p.pinyin, c.place
"""


def place_counts(*, actor: Actor, within: Within) -> list[PlaceCount]:
    """Return the places of the next level below one of the actor's with their rounds of some days; one statement."""
    place = PlaceRange(within.path)
    if not actor.covers(within.path):
        return []
    values: dict[str, Any] = {
        "low": place.lower, "high": place.upper, "since": within.since, "until": within.until,
        "step": within.path.count(".") + 1,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, values)
        return [PlaceCount(*row) for row in cursor.fetchall()]


def finds_by_kind(*, actor: Actor, within: Within) -> list[tuple[str, int]]:
    """Return how many finds of some days there are of each kind of case, the most first; one statement."""
    rows = Visit.objects.filter(
        record.seen_by(actor), within.condition("round__planned_on"), result=Result.FOUND.value
    )
    counted = rows.values_list("case_kind").annotate(count=Count("id")).order_by("-count", "case_kind")
    return list(counted)
