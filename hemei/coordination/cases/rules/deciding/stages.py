"""Steps on the way (阶段): each has a clock of its own while somebody handles the case."""

from __future__ import annotations

from dataclasses import replace

from hemei.coordination.cases.rules import timing
from hemei.coordination.cases.rules.acts import ReportStep
from hemei.coordination.cases.rules.deciding.turn import Turn, Verdict, told
from hemei.coordination.cases.rules.standards import interim
from hemei.coordination.cases.rules.state import CaseState, Task
from hemei.coordination.cases.rules.words import ClockKind
from hemei.kernel.decision import Refused, mark


def start_steps(turn: Turn, state: CaseState, task: Task | None = None) -> CaseState:
    """Start the clocks of the steps not yet done: of the lead or the company by its call, else of the home body.

    Rework, of a round or of a call, has one time for everything. A called body's steps count from its call, the home
    body's from the moment the standard names without the time its own clock stood still, and all anew where that is
    over before they begin; those of a call taken back run on.
    """
    if state.round > 1 or (task is not None and task.rework_of):
        return state
    owner = f"task-{task.number}" if task else f"home-{len(state.clocks)}"
    for step in interim(turn.terms):
        if step.code in state.steps_done:
            continue
        body, key = task.body if task else state.home, f"step:{step.code}:{owner}"
        if any(clock.key == key for clock in state.clocks):
            state = timing.run_on(state, key, turn.now, step.limit, body, turn.facts.working)
        elif task:
            state = turn.start(state, key, ClockKind.STEP, body, step.limit)
        else:
            home = state.clock(state.home_handling_key)
            since = state.reported_at if step.counts_from == "reported" else home.started_at
            starting = timing.Starting(key, ClockKind.STEP, body, step.limit, since)
            state = timing.start_beside(state, starting, home, turn.now, turn.facts.working)
    return state


def report_step(turn: Turn, act: ReportStep) -> Verdict:
    """Report a step on the way as done, in words or pictures; the clock keeps whether it was in time."""
    if not act.photos:
        told(act)
    clock = next((clock for clock in turn.before.open_steps if clock.step == act.step), None)
    if clock is None:
        raise Refused.because(mark("请选择要报告的阶段"), field="step", code="unknown_step")
    state = timing.settle(turn.before, [clock.key], turn.now)
    state = replace(state, steps_done=(*state.steps_done, act.step))
    step = next((step for step in turn.terms.steps if step.code == act.step), None)
    cited = (step.warrant.reference,) if step else ()
    return Verdict(state, {"stage": act.step}, (*turn.references(), *cited))
