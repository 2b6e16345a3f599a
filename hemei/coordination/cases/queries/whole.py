"""Whether a case's rows say what its events say; for tests, `hemei verify` and the doubtful."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.coordination.cases import rows
from hemei.coordination.cases.models import Case, Revisit, Task
from hemei.coordination.cases.rules.evolve import Event, rebuild
from hemei.coordination.cases.rules.invariants import flaws
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import OWN_EVENTS
from hemei.ground.clocks import queries as clocks
from hemei.ground.records import queries as records


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a row and the events disagree."""

    where: str
    row: object
    events: object


def differences(stream: str) -> list[Difference]:
    """Return where the rows of a case differ from its events; empty when they agree and the case is sound."""
    case = Case.objects.get(stream=stream)
    history = [event for event in records.history(stream=stream) if event.type in OWN_EVENTS]
    state = rebuild(Event.of(event.type, event.at, event.data) for event in history)
    if state is None:
        return [Difference("events", case.number, None)]
    columns = rows.case_columns(state, len(history))
    # A snapshot of an earlier version lacks the fields that came later: what it says is compared, not how.
    columns.pop("snapshot")
    found = [
        Difference(name, getattr(case, name), value)
        for name, value in columns.items()
        if getattr(case, name) != value
    ]
    if rows.decode_state(case.snapshot) != state:
        found.append(Difference("snapshot", case.snapshot, rows.encode_state(state)))
    tasks = {task.number: task for task in Task.objects.filter(case_id=case.pk)}
    if len(tasks) != len(state.tasks):
        found.append(Difference("tasks", len(tasks), len(state.tasks)))
    for task in state.tasks:
        row = tasks.get(task.number)
        columns = rows.task_columns(state, task)
        found += [
            Difference(f"task {task.number} {name}", getattr(row, name, None), value)
            for name, value in columns.items()
            if getattr(row, name, None) != value
        ]
    found += _revisit_differences(case.pk, state)
    found += _clock_differences(stream, state)
    return found + [Difference("invariant", flaw, None) for flaw in flaws(state)]


def _revisit_differences(case_id: int, state: CaseState) -> list[Difference]:
    stored = {visit.number: visit for visit in Revisit.objects.filter(case_id=case_id)}
    if len(stored) != len(state.revisits):
        return [Difference("revisits", len(stored), len(state.revisits))]
    return [
        Difference(f"revisit {visit.number} {name}", getattr(stored[visit.number], name), value)
        for visit in state.revisits
        for name, value in rows.revisit_columns(state, visit).items()
        if getattr(stored[visit.number], name) != value
    ]


def _clock_differences(stream: str, state: object) -> list[Difference]:
    stored = {
        row.key: (row.kind, row.body_id, row.due_at, row.provisional, row.settled_at, row.limits)
        for row in clocks.deadlines_of(stream=stream)
    }
    told = {
        clock.key: (
            clock.kind.value,
            clock.body,
            clock.due_at,
            clock.provisional,
            clock.settled_at,
            " + ".join(clock.limits),
        )
        for clock in state.clocks  # type: ignore[attr-defined]
    }
    keys = sorted({*stored, *told})
    return [
        Difference(f"clock {key}", stored.get(key), told.get(key))
        for key in keys
        if stored.get(key) != told.get(key)
    ]
