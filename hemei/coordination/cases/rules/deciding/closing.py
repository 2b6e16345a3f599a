"""Close honestly, then let the reporter answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from hemei.coordination.cases.rules import timing
from hemei.coordination.cases.rules.acts import AcceptResult, Close, RecordSilence, SendBack
from hemei.coordination.cases.rules.deciding.intake import (
    ask_reporter,
    ended,
    go_on,
    ground_of,
    risen,
    start_accept,
    start_handling,
)
from hemei.coordination.cases.rules.deciding.turn import (
    Turn,
    Verdict,
    check_evidence,
    end_tasks,
    told,
    told_why,
)
from hemei.coordination.cases.rules.moves import Who, standings
from hemei.coordination.cases.rules.obstacles import needs_ruling
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import ClockKind, Ending, Outcome, State, TaskEnd
from hemei.kernel.decision import Decision, Reference, Refused, mark

CLAIMS = frozenset({Outcome.SOLVED, Outcome.SOLVED_IN_PART})
"""Outcomes that claim something was done, so that it can be looked at; which are drawn, the standard says."""


def close(turn: Turn, act: Close) -> Verdict:
    """Close with an outcome word and the evidence the list demands for it."""
    (told if act.outcome is Outcome.SOLVED else told_why)(act)
    demanded = turn.facts.law.outcome(act.outcome)
    if demanded is None:
        raise Refused.because(mark("请选择办结结果"), field="outcome", code="unknown_outcome")
    check_evidence(turn, act, needed=demanded.needs_evidence)
    undecided = needs_ruling(turn.situation)
    if undecided is not None and not demanded.needs_evidence:
        raise Refused(Decision.no(undecided))  # it would end, drawn by nobody, what nobody wants to have
    evidence = tuple(sorted({*turn.before.evidence, *act.evidence}))
    references: tuple[Reference, ...] = turn.references()
    about = {"outcome": act.outcome.value, "evidence": list(act.evidence)}
    if act.outcome is Outcome.NOT_A_CASE:
        ground, on = ground_of(turn.facts, act)
        references, about = (ground.warrant.reference,), {**about, **on}
    state = end_tasks(turn, turn.before, TaskEnd.RECALLED)
    finished = {ClockKind.HANDLING, ClockKind.FEEDBACK, ClockKind.STEP}
    state = timing.settle(
        state, [clock.key for clock in state.open_clocks if clock.kind in finished], turn.now
    )
    state = replace(
        state,
        state=State.AWAITING,
        accountable=state.home,
        outcome=act.outcome,
        evidence=evidence,
        own=state.own or turn.is_own,
        ground=str(about.get("ground", "")),
    )
    if act.outcome in CLAIMS:
        solver, solved_at = _solver(turn, act.outcome)
        state = replace(state, solver=solver, solved_at=solved_at)
    return Verdict(ask_reporter(turn, state), about, references)


def _solver(turn: Turn, outcome: Outcome) -> tuple[int, datetime]:
    """Return who says that a case is solved (in part), and since when: the lead whose result it is, else the home body.

    What a joint department found and what was said in an earlier round say nothing of it; a home body that took the
    work over speaks for itself, and so does one that claims more than its lead, or less.
    """
    case = turn.before
    led = [task for task in case.tasks if task.is_lead and task.ended is TaskEnd.RESULTED]
    if case.state is State.RESULTED and led and led[-1].result is outcome:
        return led[-1].body, led[-1].ended_at or turn.now
    return case.home, turn.now


def accept_result(turn: Turn, act: AcceptResult) -> Verdict:
    """Accept the outcome, or the refusal; who does so for the reporter writes down what he said."""
    if Who.REPORTER not in standings(turn.before, turn.viewer):
        told(act)
    return Verdict(ended(turn, turn.before, Ending.ACCEPTED))


def send_back(turn: Turn, act: SendBack) -> Verdict:
    """Send the outcome back for another round; an objection to a refusal goes one body up."""
    told(act)
    if turn.before.state is State.ENDED:
        return go_on(turn)
    state = timing.settle(
        turn.before,
        [clock.key for clock in turn.before.open_clocks if clock.kind is ClockKind.ACCEPTANCE],
        turn.now,
    )
    about = said_solved(turn.before)
    state = replace(
        state,
        round=state.round + 1,
        outcome=None,
        ground="",
        evidence=(),
        accountable=state.home,
        solver=None,
        solved_at=None,
    )
    rule = turn.facts.law.limits.send_back
    too_often = turn.before.state is State.AWAITING and state.round - 1 > rule.most
    back = State.ACCEPTED if turn.before.state is State.AWAITING else State.REPORTED
    state = replace(state, state=back)
    if turn.superior is not None and (back is State.REPORTED or too_often):
        return Verdict(risen(turn, state, rule.then if too_often else ""), about, _why(turn))
    start = start_accept if back is State.REPORTED else start_handling
    return Verdict(start(turn, state), about, _why(turn))


def said_solved(case: CaseState) -> dict[str, Any]:
    """Return who had said that a case is solved, and when, for the event that says otherwise; empty where nobody."""
    if case.solver is None or case.solved_at is None:
        return {}
    return {"solver": case.solver, "solved_at": case.solved_at.isoformat()}


def record_silence(turn: Turn, _act: RecordSilence) -> Verdict:
    """Record that the reporter said nothing in time: that, and no satisfaction."""
    clock = next(clock for clock in turn.before.open_clocks if clock.kind is ClockKind.ACCEPTANCE)
    if not clock.missed(turn.now):
        raise Refused.because(mark("上报人还可以答复"), code="not_silent_yet")
    return Verdict(ended(turn, turn.before, Ending.SILENT))


def _why(turn: Turn) -> tuple[Reference, ...]:
    return (turn.facts.law.limits.send_back.warrant.reference, turn.terms.rework.warrant.reference)
