"""Roll-ups: what figures count by month and place, kept so that a board of the whole city opens at once.

A figure's cells come as SQL from whoever knows its subjects. A round counts anew the places where something
happened, takes the difference to what was kept, and adds it to every place above: nothing is estimated, and
a round that is killed leaves nothing behind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from hemei.ground.records.services.scope import acting
from hemei.kernel.actor import EVERYWHERE, Actor, Role

_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))

# `cells` yields month, place, body, verdict, weight; grouping sets add the row of all bodies together.
_REFRESH = """
with fresh as (
  select month, place, case when grouping(body) = 1 then 0 else body end as body_id,
         coalesce(sum(weight) filter (where verdict = 'yes'), 0) as counted,
         coalesce(sum(weight) filter (where verdict = 'no'), 0) as not_counted,
         coalesce(sum(weight) filter (where verdict = 'not_provable'), 0) as not_provable
  from ({cells}) c group by grouping sets ((month, place, body), (month, place))
  having grouping(body) = 1 or body is not null
), kept as (
  select month, path as place, body_id, counted, not_counted, not_provable
  from records_rollup where figure = %(rollup)s and leaf {changed}
), moved as (
  select month, place, body_id,
         coalesce(f.counted, 0) - coalesce(k.counted, 0) as counted,
         coalesce(f.not_counted, 0) - coalesce(k.not_counted, 0) as not_counted,
         coalesce(f.not_provable, 0) - coalesce(k.not_provable, 0) as not_provable
  from fresh f full join kept k using (month, place, body_id)
), spread as (
  select month, place as path, true as leaf, body_id, counted, not_counted, not_provable from moved
  union all
  select m.month, a.path, false, m.body_id, sum(m.counted), sum(m.not_counted), sum(m.not_provable)
  from moved m cross join lateral records_paths_above(m.place) as a(path)
  group by m.month, a.path, m.body_id
)
insert into records_rollup as r (figure, month, path, leaf, body_id, counted, not_counted, not_provable)
select %(rollup)s, month, path, leaf, body_id, counted, not_counted, not_provable from spread
where counted <> 0 or not_counted <> 0 or not_provable <> 0
on conflict (figure, path, leaf, body_id, month) do update
set counted = r.counted + excluded.counted, not_counted = r.not_counted + excluded.not_counted,
    not_provable = r.not_provable + excluded.not_provable
"""

# A count of everywhere reads most of a table: walking it by an index costs a page a row, and its sums want room.
_ALL_OF_IT = "set local work_mem = '128MB'; set local enable_indexscan = off"

_EMPTY = """
delete from records_rollup where figure = %s and counted = 0 and not_counted = 0 and not_provable = 0
"""


_CHANGED = """
select distinct split_part(type, '.', 1), scope from records_event where id > %s and id <= %s
"""

_STATED = """
update records_rollupstate set stated_at = %s, counted_at = %s, after = seen, seen = %s
where figure = any(%s) and stated_at <= %s
"""

_KEPT = """
insert into records_rollupstate as r (figure, stated_at, counted_at, seen, after) values (%s, %s, %s, %s, 0)
on conflict (figure) do update
set stated_at = excluded.stated_at, counted_at = excluded.counted_at, seen = excluded.seen, after = r.seen
"""


@dataclass(frozen=True, slots=True)
class Cells:
    """A figure's cells as SQL with its values; `{here}` stands for the condition on the place."""

    figure: str
    sql: str
    values: Mapping[str, Any]


def last_event() -> int:
    """Return the highest event there is to see."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from records_event")
        return int(cursor.fetchone()[0])


class Changes:
    """Where something was recorded up to an event; asked once for all figures that go on from the same place."""

    def __init__(self, until: int) -> None:
        self._until = until
        self._places: dict[int, dict[str, set[str]]] = {}

    def since(self, after: int, apps: Iterable[str]) -> set[str]:
        """Return where something of these apps (of any, where none is named) was recorded after an event."""
        places = self._places.get(after)
        if places is None:
            places = self._places[after] = defaultdict(set)
            with connection.cursor() as cursor:
                cursor.execute(_CHANGED, [after, self._until])
                for app, scope in cursor.fetchall():
                    places[app].add(scope)
        return set().union(*(places.get(app, ()) for app in tuple(apps) or places))


def state_rollups(figures: Sequence[str], *, stated_at: datetime, now: datetime, seen: int) -> None:
    """State the moment of figures of which nothing changed since the round before."""
    with connection.cursor() as cursor:
        cursor.execute(_STATED, [stated_at, now, seen, list(figures), stated_at])


def keep_rollup(
    *, cells: Cells, places: list[str] | None, stated_at: datetime, now: datetime, seen: int
) -> None:
    """Count a figure's cells in these places anew, in all places where none are given, and state the moment."""
    here = "true" if places is None else "s.place = any(%(places)s)"
    query = _REFRESH.format(
        cells=cells.sql.format(here=here), changed="" if places is None else "and path = any(%(places)s)"
    )
    with acting(_SYSTEM), connection.cursor() as cursor:
        cursor.execute("select 1 from records_rollupstate where figure = %s for update", [cells.figure])
        if places is None:
            cursor.execute(_ALL_OF_IT)
        cursor.execute(query, {**cells.values, "rollup": cells.figure, "places": places or []})
        if places is None:
            cursor.execute(_EMPTY, [cells.figure])
        cursor.execute(_KEPT, [cells.figure, stated_at, now, seen])
