"""Call a body again whose call was taken back: its time runs on, for nobody grants more of it."""

from __future__ import annotations

from dataclasses import replace

from hemei.coordination.cases.rules import timing
from hemei.coordination.cases.rules.deciding.stages import start_steps
from hemei.coordination.cases.rules.deciding.turn import Turn
from hemei.coordination.cases.rules.state import CaseState, Task
from hemei.coordination.cases.rules.words import TaskEnd, TaskKind
from hemei.kernel.decision import Reference


def call_taken_back(turn: Turn, state: CaseState, body: int, kind: TaskKind) -> Task | None:
    """Return the call that goes on where this body is called again; None where its time begins.

    It is the last one of the body, or of one it succeeded, since the home body's own clock began: another round,
    another home body and a ruling begin the time of everybody anew.
    """
    if turn.facts.law.limits.called_again.time == "anew":
        return None
    begun = [clock.key for clock in state.clocks]
    since = begun.index(state.home_handling_key)
    own = [
        task
        for task in state.tasks
        if task.kind is kind
        and body in {task.body, _heir(turn, task.body)}
        and begun.index(task.handling_key) > since
    ]
    return own[-1] if own and own[-1].ended is TaskEnd.RECALLED else None


def _heir(turn: Turn, body: int) -> int | None:
    known = turn.facts.bodies.get(body)
    return known.heir if known else None


def called_again(turn: Turn, state: CaseState, task: Task, body: int, *, lead: bool) -> CaseState:
    """Open a call again with its clocks as they stood when it was taken back; who had come need not come again."""
    terms, arrived = turn.terms, task.arrived_at is not None
    handling = terms.handling if state.round == 1 else terms.rework
    limits = {task.handling_key: handling.limit}
    if not arrived and any(clock.key == task.arrival_key for clock in state.clocks):
        limits[task.arrival_key] = terms.arrival.limit
    for key, limit in limits.items():
        state = timing.run_on(state, key, turn.now, limit, body, turn.facts.working)
    opened = replace(task, body=body, is_lead=lead, called_by=turn.own_body, ended_at=None, ended=None)
    state = replace(state, tasks=tuple(opened if old.number == task.number else old for old in state.tasks))
    return start_steps(turn, state, opened) if lead else state


def again_of(turn: Turn, state: CaseState) -> tuple[dict[str, list[int]], tuple[Reference, ...]]:
    """Return for the event which bodies an act called again, and by which rule; nothing where it called none."""
    before = {task.number: task for task in turn.before.tasks}
    bodies = [task.body for task in state.open_tasks if task != before.get(task.number, task)]
    if not bodies:
        return {}, ()
    return {"again": bodies}, (turn.facts.law.limits.called_again.warrant.reference,)
