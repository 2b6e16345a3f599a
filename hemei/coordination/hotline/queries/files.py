"""Readers of files of orders: the list, and what became of the orders of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from hemei.coordination.cases import queries as cases
from hemei.coordination.hotline.queries.systems import register_of, system_of, systems_named
from hemei.ground.records import queries as records
from hemei.ground.records.queries import imports as record
from hemei.kernel.actor import Actor

TAKEN = "hotline.answers_taken"
_OVER_STATES = frozenset({cases.State.AWAITING, cases.State.REFUSED, cases.State.ENDED})
_OVER = f"s.state in ({', '.join(repr(state.value) for state in sorted(_OVER_STATES))})"
_WITHDRAWN = f"""
coalesce(s.ended = '{cases.Ending.WITHDRAWN}' or (s.ended = '{cases.Ending.LEFT}' and s.outcome is null), false)
"""
_COUNTED = f"""
select o.file_id, count(*), count(*) filter (where {_OVER} and s.outcome is not null),
       count(*) filter (where {_OVER} and s.outcome is null and not {_WITHDRAWN}),
       count(*) filter (where {_WITHDRAWN}), count(*) filter (where s.state = '{cases.State.ENDED}'),
       count(*) filter (where s.joined)
from hotline_order o join cases_case c on c.id = o.case_id {cases.STANDS}
where o.file_id = any(%s) group by o.file_id
"""
_OF_FILE = f"""
select o.id, o.number, c.number, c.estate_name, s.state, s.accountable_body_id, o.reminders, o.due_at, s.joined
from hotline_order o join cases_case c on c.id = o.case_id {cases.STANDS}
where o.file_id = %s and o.id > %s order by o.id limit %s
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many orders a file opened; how many of their cases have a result, were refused or withdrawn, how many ended.

    Refused and withdrawn cases have no result: they are over, and not closed. One that was joined into an earlier case
    counts as that one stands, and how many were is counted apart.
    """

    orders: int = 0
    closed: int = 0
    refused: int = 0
    withdrawn: int = 0
    ended: int = 0
    joined: int = 0


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order with the case it opened and who answers for it now; a `joined` case stands as the earlier one does."""

    id: int
    number: str
    case: str
    estate: str
    state: cases.State
    body: int
    reminders: int
    due_at: datetime | None
    joined: bool

    @property
    def over(self) -> bool:
        """Whether its case has a result, so that no limit of the source system runs."""
        return self.state in _OVER_STATES


@dataclass(frozen=True, slots=True)
class Taking:
    """When the answers were taken, by whom, and how many were closed then."""

    at: datetime
    body: int | None
    orders: int
    closed: int


def order_files(*, actor: Actor, before: int | None = None, limit: int = 20) -> list[record.ImportRow]:
    """Return the files of orders the actor may see, the newest first, those before an id."""
    registers = [register_of(one.code) for one in systems_named()]
    return record.imports(actor=actor, before=before, registers=registers, limit=limit)


def order_file(import_id: int, *, actor: Actor) -> record.ImportRow | None:
    """Return one; None where it is not there, not his or no file of orders."""
    row = record.import_by_id(import_id, actor=actor)
    return row if row is not None and system_of(row.register) else None


def orders_counted(import_ids: Iterable[int]) -> dict[int, Counted]:
    """Return what became of the orders that files opened; security applies. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [list(import_ids)])
        return {file: Counted(*counts) for file, *counts in cursor.fetchall()}


def orders_of(import_id: int, *, after: int = 0, limit: int = 50) -> list[OrderRow]:
    """Return the orders a file opened, in the file's order, those after an id; security applies. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_FILE, [import_id, after, limit])
        return [
            OrderRow(number, order, case, estate, cases.State(state), *rest)
            for number, order, case, estate, state, *rest in cursor.fetchall()
        ]


def takings(import_id: int) -> list[Taking]:
    """Return when answers of a file were taken, the last first; security applies."""
    events = records.history(stream=f"records.import:{import_id}")
    return [
        Taking(event.at, event.actor.get("body"), event.data["orders"], event.data["closed"])
        for event in reversed(events)
        if event.type == TAKEN
    ]
