"""Let who succeeds a dissolved body do what that had to do, but judge nothing that it, or one it succeeded, did."""

from __future__ import annotations

from dataclasses import replace

from hemei.coordination.cases.rules.acts import Succeed
from hemei.coordination.cases.rules.deciding.intake import risen
from hemei.coordination.cases.rules.deciding.revisiting import next_visitor
from hemei.coordination.cases.rules.deciding.turn import Turn, Verdict
from hemei.coordination.cases.rules.facts import LEVELS
from hemei.coordination.cases.rules.parts import was_called
from hemei.coordination.cases.rules.state import CaseState
from hemei.kernel.decision import Refused, mark


def succeed(turn: Turn, act: Succeed) -> Verdict:
    """Put the successor wherever a dissolved body still had something to do; no clock starts anew.

    Whether an open call is its own is another question for another body: it has the time to return it from now on.
    """
    successor = turn.body(act.successor, "successor").id

    def heir(body: int) -> int:
        return successor if body == act.body else body

    case = turn.before
    state = replace(
        case,
        home=heir(case.home),
        accountable=heir(case.accountable),
        tasks=tuple(
            replace(task, body=successor, called_at=turn.now) if task.open and task.body == act.body else task
            for task in case.tasks
        ),
        clocks=tuple(replace(clock, body=heir(clock.body)) if clock.open else clock for clock in case.clocks),
        supervisions=tuple(
            replace(item, to=heir(item.to)) if item.open or item.remind_at else item
            for item in case.supervisions
        ),
        requests=tuple(
            replace(item, by=heir(item.by), to=heir(item.to)) if item.open else item for item in case.requests
        ),
        arbitrations=tuple(
            replace(item, to=heir(item.to)) if item.open else item for item in case.arbitrations
        ),
        revisits=tuple(replace(item, by=heir(item.by)) if item.open else item for item in case.revisits),
    )
    if state == case:
        raise Refused.because(mark("该单位在本案中没有未了事项"), code="unchanged")
    state = _ruled_above(turn, _visited_by_another(turn, _asked_of_another(turn, state)))
    return Verdict(state, {"from": act.body, "to": successor})


def _visited_by_another(turn: Turn, state: CaseState) -> CaseState:
    """Give a visit that is owed to the next above where its new owner answers for what was done; its clock runs on."""
    visit = state.revisit
    if visit is None or turn.facts.may_visit(state, visit.by):
        return state
    above = next_visitor(turn, state, visit)
    if above is None:
        return state
    moved = replace(visit, by=above.id)
    visits = tuple(moved if old.number == visit.number else old for old in state.revisits)
    return _with_clock(replace(state, revisits=visits), visit.clock_key, above.id)


def _asked_of_another(turn: Turn, state: CaseState) -> CaseState:
    """Put an open request for more time to whoever may grant it now; its clock runs on."""
    request, approver = state.request, turn.facts.approver_of(state)
    if request is None or approver is None or approver.id == request.to:
        return state
    moved = replace(request, to=approver.id)
    requests = tuple(moved if old.number == request.number else old for old in state.requests)
    return _with_clock(replace(state, requests=requests), request.clock_key, approver.id)


def _ruled_above(turn: Turn, state: CaseState) -> CaseState:
    """Let a case rise whose arbiter would rule on what a body returned that he is one with now."""
    item = state.arbitration
    if item is None or not was_called(state, turn.facts.one_with(item.to)):
        return state
    above = turn.facts.judge_from(state, state.level + 1)
    return risen(turn, state, LEVELS[above[0]]) if above else state


def _with_clock(state: CaseState, key: str, body: int) -> CaseState:
    clocks = tuple(replace(clock, body=body) if clock.key == key else clock for clock in state.clocks)
    return replace(state, clocks=clocks)
