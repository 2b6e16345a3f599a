"""What came of the reports of estates in a period, for what is disclosed of it: counts only, no case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hemei.coordination.cases.facts import law_of
from hemei.coordination.cases.queries.patterns import EARLIER, stands
from hemei.coordination.cases.rules.words import ClockKind, Found, Settled, State


@dataclass(frozen=True, slots=True)
class Performance:
    """The reports of a period: taken in, closed, accepted and handled in time of those whose clock ended.

    `false` is how many re-visits of the period found that a closing was not true, of those that could tell; `repeated`
    how many reports came at a place where the same had come shortly before.
    """

    taken: int
    closed: int
    accepted: tuple[int, int]
    handled: tuple[int, int]
    false: tuple[int, int]
    repeated: int


_COUNTED = f"""
with mine as (
  select c.id, c.stream, c.estate_id, c.state, c.outcome, c.kind, c.spot_key, c.fact_on from cases_case c
  where c.estate_id = any(%(estates)s) and c.fact_on >= %(since)s and c.fact_on < %(until)s),
clocked as (
  select m.estate_id, d.kind, count(*) filter (where d.state = '{Settled.MET}') as met, count(*) as all
  from mine m join clocks_deadline d on d.stream = m.stream
  where d.kind in ('{ClockKind.ACCEPT}', '{ClockKind.HANDLING}') and d.state in ('{Settled.MET}', '{Settled.MISSED}')
  group by 1, 2),
looked as (
  select r.estate_id, count(*) filter (where r.found = '{Found.FALSE}') as false, count(*) as all
  from cases_revisit r
  where r.estate_id = any(%(estates)s) and r.found in ('{Found.FALSE}', '{Found.TRUE}')
    and (r.visited_at at time zone 'Asia/Shanghai')::date >= %(since)s
    and (r.visited_at at time zone 'Asia/Shanghai')::date < %(until)s
  group by 1)
select e.id, coalesce(t.taken, 0), coalesce(t.closed, 0), coalesce(a.met, 0), coalesce(a.all, 0),
       coalesce(h.met, 0), coalesce(h.all, 0), coalesce(l.false, 0), coalesce(l.all, 0), coalesce(t.repeated, 0)
from unnest(%(estates)s::bigint[]) as e(id)
left join (
  select c.estate_id, count(*) as taken, count(*) filter (where c.state = '{State.ENDED}') as closed,
         count(*) filter (where c.kind <> 'other' and {stands("c")} and exists (select 1 {EARLIER})) as repeated
  from mine c group by 1) t on t.estate_id = e.id
left join clocked a on a.estate_id = e.id and a.kind = '{ClockKind.ACCEPT}'
left join clocked h on h.estate_id = e.id and h.kind = '{ClockKind.HANDLING}'
left join looked l on l.estate_id = e.id
"""


def performance_of(estate_ids: Iterable[int], *, since: date, until: date) -> dict[int, Performance]:
    """Return by estate what came of its reports in a period, `until` excluded; one statement, security applies."""
    values: dict[str, Any] = {
        "estates": sorted(set(estate_ids)), "since": since, "until": until, "days": law_of(since).checks.pattern.days,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, values)
        return {
            row[0]: Performance(row[1], row[2], row[3:5], row[5:7], row[7:9], row[9])
            for row in cursor.fetchall()
        }
