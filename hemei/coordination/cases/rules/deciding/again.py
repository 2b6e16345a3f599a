"""Call a body again: time taken back runs on, and after a result it is rework; nobody grants more time so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hemei.coordination.cases.rules import timing
from hemei.coordination.cases.rules.deciding.stages import start_steps
from hemei.coordination.cases.rules.deciding.turn import Turn
from hemei.coordination.cases.rules.handing_up import calls_of_home, spent
from hemei.coordination.cases.rules.standards import TimeLimit
from hemei.coordination.cases.rules.state import CaseState, Task
from hemei.coordination.cases.rules.words import TaskEnd, TaskKind
from hemei.kernel.decision import Decision, Reason, Reference, Refused, mark


def calls_before(turn: Turn, state: CaseState, body: int, kind: TaskKind) -> list[Task]:
    """Return the calls of the body, or of one it succeeded, since the home body's own clock began.

    Another round, another home body and a ruling begin the time of everybody anew.
    """
    calls = calls_of_home(state)
    return [task for task in calls if task.kind is kind and body in turn.facts.owners_of(task.body)]


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


def check_not_too_often(turn: Turn, state: CaseState, body: int) -> None:
    """Refuse the call of a body that gave as many results as one home body may have of it; somebody else decides."""
    if body not in spent(state, turn.facts):
        return
    rule, called = turn.facts.law.limits.called_again, turn.facts.bodies[body]
    remedy = (
        mark("请提级由上一级决定；也可以自己办理、改派别的单位，或者按实际结果办结")
        if turn.facts.superior_of(state)
        else mark("请自己办理、改派别的单位，或者按实际结果办结")
    )
    reason = Reason(
        mark("{body}在本案已反馈{most}次结果，不能再派"),
        {"body": called.name, "most": rule.most},
        remedy,
        code="called_too_often",
    )
    raise Refused(Decision.no(reason, references=(rule.warrant.reference,)))


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
