"""Call a body again: time taken back runs on, and after a result it is rework; nobody grants more time so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hemei.coordination.cases.rules import timing
from hemei.coordination.cases.rules.deciding.stages import start_steps
from hemei.coordination.cases.rules.deciding.turn import Turn
from hemei.coordination.cases.rules.standards import TimeLimit
from hemei.coordination.cases.rules.state import CaseState, Task
from hemei.coordination.cases.rules.words import TaskEnd, TaskKind
from hemei.kernel.decision import Reference


def calls_before(turn: Turn, state: CaseState, body: int, kind: TaskKind) -> list[Task]:
    """Return the calls of the body, or of one it succeeded, since the home body's own clock began.

    Another round, another home body and a ruling begin the time of everybody anew.
    """
    begun = [clock.key for clock in state.clocks]
    since = begun.index(state.home_handling_key)
    return [
        task
        for task in state.tasks
        if task.kind is kind
        and body in {task.body, _heir(turn, task.body)}
        and begun.index(task.handling_key) > since
    ]


def taken_back(turn: Turn, before: Sequence[Task]) -> Task | None:
    """Return of a body's calls the one that goes on where it is called again; None where its time begins."""
    if turn.facts.law.limits.called_again.time == "anew":
        return None
    return before[-1] if before and before[-1].ended is TaskEnd.RECALLED else None


def reworked(turn: Turn, before: Sequence[Task]) -> int | None:
    """Return the number of the call whose rework the next one is: the last, where any gave a result; else None."""
    answered = any(task.ended is TaskEnd.RESULTED for task in before)
    rework = turn.facts.law.limits.called_again.after_result == "rework"
    return before[-1].number if answered and rework else None


def time_of(turn: Turn, state: CaseState, task: Task) -> TimeLimit:
    """Return the time of a call; rework in the first round has no more than the handling had."""
    terms = turn.terms
    if state.round > 1:
        return terms.rework
    if task.rework_of is None:
        return terms.handling
    return timing.shorter(terms.rework, terms.handling, turn.now, turn.facts.working)


def _heir(turn: Turn, body: int) -> int | None:
    known = turn.facts.bodies.get(body)
    return known.heir if known else None


def called_again(turn: Turn, state: CaseState, task: Task, body: int, *, lead: bool) -> CaseState:
    """Open a call again with its clocks as they stood when it was taken back; who had come need not come again.

    In another role, for another kind or of another body it is another question whether it is theirs: the time to
    return it begins anew, the time to handle it does not.
    """
    arrived = task.arrived_at is not None
    limits = {task.handling_key: time_of(turn, state, task).limit}
    if not arrived and any(clock.key == task.arrival_key for clock in state.clocks):
        limits[task.arrival_key] = turn.terms.arrival.limit
    for key, limit in limits.items():
        state = timing.run_on(state, key, turn.now, limit, body, turn.facts.working)
    same = (task.body, task.is_lead, task.line or state.kind) == (body, lead, state.kind)
    called_at = task.called_at if same else turn.now
    opened = replace(
        task, body=body, is_lead=lead, called_by=turn.own_body, called_at=called_at, line=state.kind,
        ended_at=None, ended=None,
    )  # fmt: skip
    state = replace(state, tasks=tuple(opened if old.number == task.number else old for old in state.tasks))
    return start_steps(turn, state, opened) if lead else state


def again_of(turn: Turn, state: CaseState) -> tuple[dict[str, list[int]], tuple[Reference, ...]]:
    """Return for the event whose time runs on, who reworks, and by which rules; nothing where neither."""
    known = {task.number: task for task in turn.before.tasks}
    about = {
        "again": [task.body for task in state.open_tasks if task != known.get(task.number, task)],
        "rework": [task.body for task in state.open_tasks if task.rework_of and task.number not in known],
    }
    rules = [turn.facts.law.limits.called_again.warrant] if any(about.values()) else []
    rules += [turn.terms.rework.warrant] if about["rework"] else []
    return {key: bodies for key, bodies in about.items() if bodies}, tuple(rule.reference for rule in rules)
