"""More time: ask for it, grant it, decline it; a request that no longer waits for anything lapses."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hemei.coordination.cases.rules import timing
from hemei.coordination.cases.rules.acts import AskExtension, DeclineExtension, Extend
from hemei.coordination.cases.rules.deciding.turn import Turn, Verdict, told, told_why
from hemei.coordination.cases.rules.facts import Facts
from hemei.coordination.cases.rules.moves import MOVES
from hemei.coordination.cases.rules.parts import at_work
from hemei.coordination.cases.rules.standards import ExtensionRung
from hemei.coordination.cases.rules.state import CaseState, Request
from hemei.coordination.cases.rules.words import ActName, Answer, ClockKind


def ask_extension(turn: Turn, act: AskExtension) -> Verdict:
    """Ask who may extend the case, with a time for the answer; the clocks run on."""
    told(act)
    case, extension = turn.before, _extension(turn)
    approver = turn.facts.approver_of(case)
    to = approver.id if approver else case.home
    request = Request(len(case.requests) + 1, turn.own_body, to, turn.now)
    state = replace(case, requests=(*case.requests, request))
    state = turn.start(state, request.clock_key, ClockKind.EXTENSION, to, extension.answer)
    about = {"request": request.number, "asked": to}
    return Verdict(state, about, (*turn.references(), extension.warrant.reference))


def extend(turn: Turn, act: Extend) -> Verdict:
    """Lengthen the handling by its next extension, with a reason, before it is late, by whom the class demands."""
    told(act)
    extension, state = _extension(turn), _answered(turn.before, Answer.GRANTED, turn.now)
    for clock in at_work(state):
        limits = (*clock.limits, str(extension.limit))
        state = timing.relimit(state, [clock.key], limits, turn.facts.working)
    references = (*turn.references(), extension.warrant.reference)
    state = replace(state, extended=True, extensions=state.times_extended + 1)
    return Verdict(state, {"by": str(extension.limit)}, references)


def decline_extension(turn: Turn, act: DeclineExtension) -> Verdict:
    """Decline a request, with a reason; the limits stay."""
    told_why(act)
    state = _answered(turn.before, Answer.DECLINED, turn.now)
    return Verdict(state, references=(*turn.references(), _extension(turn).warrant.reference))


def lapsed(state: CaseState, facts: Facts, now: datetime) -> CaseState:
    """Let a request lapse when the work it was for is over, or another body would have to grant it."""
    request = state.request
    if request is None:
        return state
    approver = facts.approver_of(state)
    works = request.by == state.home or state.task_of(request.by) is not None
    waits = state.state in MOVES[ActName.EXTEND].since and works
    if waits and approver is not None and approver.id == request.to:
        return state
    return _answered(state, Answer.LAPSED, now)


def _answered(state: CaseState, answer: Answer, now: datetime) -> CaseState:
    """Answer the open request, if there is one; what lapsed was owed no answer."""
    request = state.request
    if request is None:
        return state
    state = timing.settle(state, [request.clock_key], now, cancelled=answer is Answer.LAPSED)
    done = replace(request, answered_at=now, answer=answer)
    return replace(
        state, requests=tuple(done if old.number == done.number else old for old in state.requests)
    )


def _extension(turn: Turn) -> ExtensionRung:
    """Return the next extension of the class; the obstacles stand before a class without one."""
    extension = turn.facts.extension_of(turn.before)
    if extension is None:
        raise AssertionError(f"{turn.before.service_class} knows no extension")
    return extension
