"""From a case's state to the rows that repeat it: plain values, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from hemei.coordination.cases.rules.evolve import Event, encode, evolve
from hemei.coordination.cases.rules.state import CaseState, Clock, Revisit, Task
from hemei.coordination.cases.rules.words import Settled
from hemei.ground.clocks.services import Course, DeadlineRow, StoredPause, Subject
from hemei.kernel.decision import Reference
from hemei.kernel.workdays import SHANGHAI, Due, WorkingTime


def stream_of(case_id: int) -> str:
    """Return the stream of a case's events, rows and files."""
    return f"cases.case:{case_id}"


def number_of(case_id: int, reported_at: datetime) -> str:
    """Return the number people say: the day of the report in Shanghai time, and the id in six digits or more."""
    return f"{reported_at.astimezone(SHANGHAI):%y%m%d}{case_id:06}"


def id_of(number: str) -> int:
    """Return the id a number ends with."""
    return int(number[len("yymmdd") :])


def case_columns(state: CaseState, version: int) -> dict[str, Any]:
    """Return the columns of the case's row that follow from its state."""
    return {
        "scope": state.scope,
        "version": version,
        "state": state.state.value,
        "channel": state.channel.value,
        "kind": state.kind,
        "service_class": state.service_class,
        "estate_id": state.place,
        "building_id": state.building,
        "entrance_id": state.entrance,
        "estate_name": state.place_name,
        "home_body_id": state.home,
        "accountable_body_id": state.accountable,
        "reporter_id": state.reporter,
        "hidden": state.hidden,
        "fact_on": state.fact_on,
        "reported_at": state.reported_at,
        "next_due_at": state.next_at,
        "outcome": state.outcome.value if state.outcome else None,
        "ended": state.ended.value if state.ended else None,
        "ended_at": state.ended_at,
        "snapshot": encode_state(state),
    }


def first_columns(state: CaseState, version: int = 1) -> dict[str, Any]:
    """Return the columns of a case's row as it is opened.

    The key of its place is, as the index of its words, how a rule reads them: it is written once, read anew when the
    rule changes, and no event tells of that.
    """
    return {**case_columns(state, version), "spot_key": state.spot_key}


def encode_state(state: CaseState) -> dict[str, Any]:
    """Return the whole state as JSON."""
    encoded: dict[str, Any] = encode(state)
    return encoded


def decode_state(snapshot: Mapping[str, Any]) -> CaseState:
    """Return the state a snapshot holds."""
    return evolve(None, Event("", datetime.min.replace(tzinfo=SHANGHAI), snapshot))


def task_columns(state: CaseState, task: Task) -> dict[str, Any]:
    """Return the columns of a call's row."""
    clocks = {clock.key: clock for clock in state.clocks}
    arrival, handling = clocks.get(task.arrival_key), clocks[task.handling_key]
    return {
        "scope": state.scope,
        "number": task.number,
        "kind": task.kind.value,
        "body_id": task.body,
        "is_lead": task.is_lead,
        "called_by_body_id": task.called_by,
        "called_at": task.called_at,
        "arrival_due_at": arrival.due_at if arrival else None,
        "arrived_at": task.arrived_at,
        "arrived_late": _late(arrival) if arrival else None,
        "result_due_at": handling.due_at,
        "ended_at": task.ended_at,
        "ended": task.ended.value if task.ended else None,
        "result": task.result.value if task.result else None,
        "result_late": _late(handling),
        "returned_by_line": task.returned_by_line,
        "refused_at": task.refused_at,
    }


def revisit_columns(state: CaseState, visit: Revisit) -> dict[str, Any]:
    """Return the columns of a re-visit's row."""
    return {
        "scope": state.scope,
        "number": visit.number,
        "lot_id": visit.lot,
        "body_id": visit.by,
        "solver_id": visit.solver,
        "estate_id": state.place,
        "ended_at": visit.ended_at,
        "drawn_at": visit.drawn_at,
        "due_at": state.clock(visit.clock_key).due_at,
        "visited_at": visit.visited_at,
        "found": visit.found.value if visit.found else None,
    }


def _late(clock: Clock) -> bool | None:
    """Return whether the clock was missed; None while it runs or where nothing was owed in the end."""
    if clock.settled is None or clock.settled is Settled.CANCELLED:
        return None
    return clock.settled is Settled.MISSED


def changed(before: CaseState | None, after: CaseState) -> tuple[list[Clock], list[Task]]:
    """Return the clocks, and the calls, whose rows are to be written."""
    old_clocks = set(before.clocks) if before else set()
    clocks = [clock for clock in after.clocks if clock not in old_clocks]
    moved = {clock.key for clock in clocks}
    old_tasks = set(before.tasks) if before else set()
    tasks = [
        task for task in after.tasks if task not in old_tasks or moved & {task.arrival_key, task.handling_key}
    ]
    return clocks, tasks


def deadline_rows(
    stream: str,
    scope: str,
    clocks: Iterable[Clock],
    working: WorkingTime,
    reference: Reference | None = None,
) -> list[DeadlineRow]:
    """Return the rows of `clocks` for a case's clocks; their ends are the case's own."""
    return [
        DeadlineRow(
            subject=Subject(stream, scope, clock.key, clock.kind.value, clock.body),
            course=Course(
                started_at=clock.started_at,
                limits=clock.limits,
                pauses=tuple(
                    StoredPause(still.start, still.end, still.reason.value) for still in clock.standstills
                ),
                settled_at=clock.settled_at,
                cancelled=clock.settled is Settled.CANCELLED,
            ),
            due=Due(clock.due_at, clock.provisional),
            calendar=working.digest,
            reference=reference,
        )
        for clock in clocks
    ]
