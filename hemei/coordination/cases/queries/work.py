"""The workbench: what I must do now, the next to run out first, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hemei.coordination.cases.rules.words import ClockKind, PauseReason
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: a clock of mine on a case. `deadline_id` with `due_at` is the key of the next page."""

    deadline_id: int
    clock: str
    due_at: datetime
    state: str
    provisional: bool
    case_id: int
    number: str
    case_state: str
    kind: str
    service_class: str
    estate_name: str
    reported_at: datetime
    sent_back: bool
    returned: bool
    supervised: bool
    answered: bool


# One statement over the clocks' table and ours: the page is cut by the deadline before anything is joined.
# A case stands once, with the clock that ends first; the later ones of the same case are left to its page.
_TODO = """
select d.id as deadline_id, d.kind as clock, d.due_at, d.state, d.provisional,
       c.id as case_id, c.number, c.state as case_state, c.kind, c.service_class, c.estate_name, c.reported_at,
       (c.snapshot->>'round')::int > 1 as sent_back, (c.snapshot->>'returns')::int > 0 as returned,
       exists (select 1 from clocks_deadline s
               where s.stream = d.stream and s.body_id = d.body_id and s.kind = %(supervision)s
                 and s.state = 'running') as supervised,
       jsonb_path_exists(c.snapshot, '$.clocks[*] ? (@.settled_at == null && @.body == $body)
           .standstills[*] ? (@.end == null && @.answered_at != null)',
           jsonb_build_object('body', d.body_id)) as answered
from clocks_deadline d join cases_case c on c.stream = d.stream
where {open_d}
  and (%(after_at)s::timestamptz is null or (d.due_at, d.id) > (%(after_at)s::timestamptz, %(after_id)s::bigint))
  and not exists (
        select 1 from clocks_deadline e
        where e.stream = d.stream and (e.due_at, e.id) < (d.due_at, d.id) and {open_e})
order by d.due_at, d.id limit %(limit)s
"""
_OPEN = """{d}.state in ('running', 'paused') {mine}
  and (%(kind)s = '' or {d}.kind = %(kind)s)
  and ({d}.state = 'running' or not exists (
        select 1 from clocks_pause p
        where p.deadline_id = {d}.id and p.ended_at is null and p.reason = %(handed_over)s))"""
_OF_BODY = "and {d}.body_id = %(body)s and {d}.kind <> %(acceptance)s"
_OF_PLACE = "and {d}.scope >= %(low)s and {d}.scope < %(high)s and {d}.kind <> %(acceptance)s"
_OF_PERSON = (
    "and {d}.kind = %(acceptance)s and {d}.stream in"
    " (select stream from records_access where person_id = %(person)s)"
)


def workbench(
    *, actor: Actor, kind: str = "", after: tuple[datetime, int] | None = None, limit: int = 50
) -> records.Lines[Todo]:
    """Return what the actor must do now, each case once by its next deadline; one statement.

    A body sees its own clocks, a grid worker those of his cell, a resident the
    results that wait for his word. `kind` keeps one sort of clock; `after` is
    (due_at, deadline_id) of the last row of the page before.
    """
    mine = _mine(actor)
    if mine is None:
        return records.Lines()
    place = actor.places[0] if actor.places else None
    values = {
        "after_at": after[0] if after else None,
        "after_id": after[1] if after else 0,
        "kind": kind,
        "handed_over": PauseReason.HANDED_OVER.value,
        "acceptance": ClockKind.ACCEPTANCE.value,
        "supervision": ClockKind.SUPERVISION.value,
        "limit": limit,
        "body": actor.body_id,
        "person": actor.person_id,
        "low": place.lower if place else "",
        "high": place.upper if place else "",
    }
    return records.lines(_TODO.format(open_d=_open("d", mine), open_e=_open("e", mine)), values, _todo)


def _todo(number: int, clock: str, due: str, *rest: Any) -> Todo:
    *middle, reported, sent_back, returned, supervised, answered = rest
    at = datetime.fromisoformat(reported)
    columns = (
        number,
        clock,
        datetime.fromisoformat(due),
        *middle,
        at,
        sent_back,
        returned,
        supervised,
        answered,
    )
    return Todo(*columns)


def _open(alias: str, mine: str) -> str:
    return _OPEN.format(d=alias, mine=mine.format(d=alias))


def _mine(actor: Actor) -> str | None:
    if actor.role is Role.GRID_WORKER and actor.places:
        return _OF_PLACE
    if actor.body_id is not None:
        return _OF_BODY
    return _OF_PERSON if actor.person_id is not None else None
