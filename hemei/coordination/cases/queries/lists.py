"""Lists of cases: filtered, in pages by key, never counted whole, never wider than the actor's scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from hemei.coordination.cases.rows import stream_of
from hemei.coordination.cases.rules.words import ClockKind, PauseReason, State
from hemei.coordination.cases.viewing import LONGEST_NUMBER
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.paging import page_by_page

EXPORT_CHUNK = 2_000
LEAST_DIGITS = 6  # the day of a report; with fewer a list is the better answer


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What a list is narrowed to; empty means all. `overdue_at` keeps what was due before it.

    `refused` keeps the cases to which a whistled department refused to come, `callback` what waits for the
    reporter's word and left a phone number to ask by, `begins` those whose number begins so. `late_body_id` keeps
    what this body owes past `overdue_at`: a joint department is late with its own clock though it does not answer
    for the case. `level_from` keeps what rose to this level or higher, an index into the levels.
    """

    states: tuple[str, ...] = ()
    kind: str = ""
    service_class: str = ""
    within: str = ""
    body_id: int | None = None
    late_body_id: int | None = None
    overdue_at: datetime | None = None
    refused: bool = False
    open_only: bool = False
    callback: bool = False
    estate_id: int | None = None
    begins: str = ""
    level_from: int = 0


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a list."""

    id: int
    number: str
    state: str
    kind: str
    service_class: str
    channel: str
    estate_name: str
    home_body_id: int
    accountable_body_id: int
    reported_at: datetime
    next_due_at: datetime | None
    outcome: str | None
    ended: str | None


_NARROWED: dict[str, str] = {
    "states": "state = any(%(states)s)",
    "kind": "kind = %(kind)s",
    "service_class": "service_class = %(service_class)s",
    "within": "scope >= %(within)s and scope < %(within_end)s",
    "body_id": "(home_body_id = %(body_id)s or accountable_body_id = %(body_id)s)",
    "late_body_id": (
        "stream in (select stream from clocks_deadline"
        " where body_id = %(late_body_id)s and state = 'running' and due_at < %(overdue_at)s)"
    ),
    # What waits for the reporter's word is late for nobody.
    "overdue_at": (
        f"state not in ('{State.ENDED}', '{State.AWAITING}', '{State.REFUSED}') and next_due_at < %(overdue_at)s"
    ),
    "refused": "id in (select case_id from cases_task where refused_at is not null)",
    "estate_id": "estate_id = %(estate_id)s",
    "callback": f"state in ('{State.AWAITING}', '{State.REFUSED}') and contact_id is not null",
    "open_only": f"state <> '{State.ENDED}'",
    "level_from": "(snapshot ->> 'level')::int >= %(level_from)s",
    "begins": "number >= %(begins)s and number < %(begins_end)s",
}
"""The condition of each filter. Ranges, not LIKE: behind row-level security only comparisons reach an index."""
_PAGE = f"""
select {", ".join(ListRow.__slots__)} from cases_case
where {{conditions}} and id < %(after)s order by id desc limit %(limit)s
"""
# A community's cases lie at a handful of cells. The index on (scope, -id) gives each cell's newest at once, where
# one condition over them all reads every case the community ever had, and sorts. A filter may have an index of its own.
_PAGE_BY_CELL = f"""
with recursive cells(scope, upper) as (
  select (select c.scope from cases_case c where c.scope >= place.low collate "C" and c.scope < place.high collate "C"
          order by c.scope limit 1), place.high
  from unnest(%(lows)s::text[], %(highs)s::text[]) as place(low, high)
  union
  select (select c.scope from cases_case c where c.scope > cells.scope and c.scope < cells.upper collate "C"
          order by c.scope limit 1), cells.upper
  from cells where cells.scope is not null)
select {", ".join(f"found.{name}" for name in ListRow.__slots__)}
from (select distinct scope from cells where scope is not null) as cell cross join lateral (
  select * from cases_case
  where {{conditions}} and id < %(after)s
  order by id desc limit %(limit)s) as found
order by found.id desc limit %(limit)s
"""
_NEAR = frozenset({Role.GRID_WORKER, Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
Scope = tuple[str, dict[str, Any]]
"""A condition and its values."""
_LAST = 2**63 - 1  # no id lies beyond


def case_list(
    *, actor: Actor, filters: CaseFilters | None = None, after: int | None = None, limit: int = 50
) -> list[ListRow]:
    """Return the newest cases the actor may see; `after` is the id of the last row of the page before."""
    chosen = filters or CaseFilters()
    if actor.role in _NEAR and actor.places and chosen == CaseFilters():  # one plan is right for all of them
        ends = {
            "lows": [place.lower for place in actor.places],
            "highs": [place.upper for place in actor.places],
        }
        return _page(_PAGE_BY_CELL, ("scope = cell.scope", ends), chosen, after, limit)
    records.plan_by_values()
    return _page(_PAGE, scoped(actor), chosen, after, limit)


def found_cases(number: str, *, actor: Actor, limit: int = 10) -> list[ListRow]:
    """Return the actor's cases whose number begins so, newest first; fewer than six digits find none."""
    if not (number.isascii() and number.isdigit() and LEAST_DIGITS <= len(number) <= LONGEST_NUMBER):
        return []
    return case_list(actor=actor, filters=CaseFilters(begins=number), limit=limit)


_OF_STREAMS = f"""
select stream, {", ".join(ListRow.__slots__)} from cases_case where stream = any(%s)
"""


def cases_saying(words: str, *, limit: int = 10) -> list[tuple[ListRow, str]]:
    """Return cases in whose texts all words stand, the newest text first, each with the passage, numbers masked.

    Within the bound actor's sight, as row-level security has it.
    """
    said = {found.stream: found.passage for found in records.texts_saying(words, limit=limit)}
    if not said:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_OF_STREAMS, [list(said)])
        rows = {stream: ListRow(*row) for stream, *row in cursor.fetchall()}
    return [(rows[stream], passage) for stream, passage in said.items() if stream in rows]


class Still(NamedTuple):
    """Why and until when the work on a case stands still; of a wait for the reporter, whether he answered."""

    reason: PauseReason
    until: datetime
    answered: bool


class Ahead(NamedTuple):
    """What comes next in a case: which clock ends, None where none runs, and how it stands still, a wait first."""

    clock: ClockKind | None
    still: Still | None


_AHEAD = """
select c.id,
  (select d.kind from clocks_deadline d where d.stream = c.stream and d.state in ('running', 'paused')
   order by d.due_at, d.id limit 1),
  still ->> 'reason', still ->> 'until', still ->> 'answered_at' is not null
from cases_case c left join lateral jsonb_path_query(c.snapshot,
  '$.clocks[*] ? (@.settled_at == null).standstills[*] ? (@.end == null && @.until != null)') as still on true
where c.stream = any(%(streams)s) order by (still ->> 'reason' = %(reporter)s) desc, still ->> 'until'
"""


def ahead(case_ids: Iterable[int]) -> dict[int, Ahead]:
    """Return what comes next in each of the cases; of several pauses a wait for the reporter; one statement."""
    streams = [stream_of(number) for number in case_ids]
    if not streams:
        return {}
    found: dict[int, Ahead] = {}
    with connection.cursor() as cursor:
        cursor.execute(_AHEAD, {"streams": streams, "reporter": PauseReason.REPORTER.value})
        for number, kind, reason, until, answered in cursor.fetchall():
            still = Still(PauseReason(reason), datetime.fromisoformat(until), answered) if reason else None
            found.setdefault(number, Ahead(ClockKind(kind) if kind else None, still))
    return found


def case_rows(*, actor: Actor, filters: CaseFilters | None = None) -> Iterator[ListRow]:
    """Yield all cases of a list for an export, page by page at constant memory, newest first."""
    records.plan_by_values()
    yield from page_by_page(
        _page, size=EXPORT_CHUNK, statement=_PAGE, scope=scoped(actor), filters=filters or CaseFilters()
    )


def _page(statement: str, scope: Scope, filters: CaseFilters, after: int | None, limit: int) -> list[ListRow]:
    """Return a page by one statement, put together from constant conditions only."""
    conditions, values = _narrowed(scope, filters)
    values |= {"after": _LAST if after is None else after, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(statement.format(conditions=conditions), values)
        return [ListRow(*row) for row in cursor.fetchall()]


def conditioned(actor: Actor, filters: CaseFilters) -> Scope:
    """Return the condition of the whole list under these filters, put together from constants, and its values."""
    return _narrowed(scoped(actor), filters)


def _narrowed(scope: Scope, filters: CaseFilters) -> Scope:
    scoped, values = scope
    chosen = {name: getattr(filters, name) for name in _NARROWED}
    conditions = [scoped, *(condition for name, condition in _NARROWED.items() if chosen[name])]
    ends = {"within_end": filters.within[:-1] + "/", "begins_end": f"{filters.begins}:"}
    return " and ".join(conditions), values | chosen | {"states": list(filters.states)} | ends


def scoped(actor: Actor) -> Scope:
    """Return the condition for the cases within the actor's places, else for those he is on the list of.

    Those are the cases his body was called to, and those he reported. Never both in one condition: an `or`
    of the two keeps the database from its indexes.
    """
    if not actor.places:
        listed = (
            "stream in (select stream from records_access where body_id = %(body)s or person_id = %(person)s)"
        )
        return listed, {"body": actor.body_id, "person": actor.person_id}
    return within(actor, "scope")


def within(actor: Actor, column: str) -> Scope:
    """Return the condition for what lies in the actor's places, of whom there is one at least, by a column of paths."""
    return within_ranges(actor.places, column)


def within_ranges(places: Sequence[PlaceRange], column: str) -> Scope:
    """Return the condition for what lies in some places, one at least, by a column of paths."""
    ranges = [f"{column} >= %(low{number})s and {column} < %(high{number})s" for number in range(len(places))]
    ends: dict[str, Any] = {f"low{number}": place.lower for number, place in enumerate(places)}
    ends |= {f"high{number}": place.upper for number, place in enumerate(places)}
    return f"({' or '.join(ranges)})", ends
