"""Supervision (督办): a body above decides it or the ladder begins it; it is answered, and recalled until it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from hemei.coordination.cases.rules import timing
from hemei.coordination.cases.rules.acts import AnswerSupervision, Remind, Supervise
from hemei.coordination.cases.rules.deciding.turn import Turn, Verdict, told
from hemei.coordination.cases.rules.escalating import later, supervisions_due
from hemei.coordination.cases.rules.facts import LEVELS
from hemei.coordination.cases.rules.state import CaseState, Supervision
from hemei.coordination.cases.rules.words import ClockKind
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused, mark

if TYPE_CHECKING:
    from hemei.coordination.cases.rules.standards import SupervisionRung


def supervise(turn: Turn, act: Supervise) -> Verdict:
    """Put a question to the accountable body, with a time for the answer."""
    if turn.viewer.actor.role is Role.SYSTEM:
        return _begun_by_rule(turn, act)
    told(act)
    rung = turn.facts.law.ladders.supervision_of(turn.before.service_class, "")
    item = Supervision(_next(turn), turn.own_body, turn.before.accountable, turn.now, rule=rung.code)
    return _begun(turn, item, rung)


def _begun_by_rule(turn: Turn, act: Supervise) -> Verdict:
    """Begin what the ladder says, in the name of the body of its level or, where that has none, the next above."""
    due = supervisions_due(turn.before, turn.facts.law, turn.facts.working)
    found = next(
        (one for one in due if (one.rung.code, one.cause) == (act.rule, act.cause) and turn.now > one.at),
        None,
    )
    if found is None:
        raise Refused.because(mark("还没有到督办的时候"), code="not_late")
    level = found.rung.supervisor
    above = turn.facts.judge_from(turn.before, LEVELS.index(level)) if level else None
    if above is None or above[1].id == found.body:
        raise Refused.because(mark("没有可以督办的上级单位"), code="no_superior")
    item = Supervision(
        _next(turn), above[1].id, found.body, turn.now, rule=found.rung.code, cause=found.cause
    )
    return _begun(turn, item, found.rung)


def _begun(turn: Turn, item: Supervision, rung: SupervisionRung) -> Verdict:
    state = turn.start(turn.before, item.clock_key, ClockKind.SUPERVISION, item.to, rung.answer)
    if rung.remind:
        due = state.clock(item.clock_key).due_at
        item = replace(item, remind_at=later(due, rung.remind, turn.facts.working))
    state = replace(state, supervisions=(*turn.before.supervisions, item))
    about: dict[str, object] = {"supervision": item.number}
    if item.cause:
        about |= {"supervisor": item.by, "supervised": item.to, "cause": item.cause, "ladder": rung.code}
    return Verdict(state, about, (*turn.references(), rung.warrant.reference) if item.cause else ())


def answer_supervision(turn: Turn, act: AnswerSupervision) -> Verdict:
    """Answer a question put to one's own body; what ends with the case only is recalled on."""
    told(act)
    item = next((item for item in turn.before.supervisions if item.number == act.number), None)
    if item is None or not item.open or item.to != turn.own_body:
        raise Refused.because(mark("没有需要贵单位答复的督办"), field="number", code="no_supervision")
    state = timing.settle(turn.before, [item.clock_key], turn.now)
    rung = _rung(turn, item)
    goes_on = rung.ends == "case_ended" and item.reminded < (rung.reminders or 0)
    remind_at = later(turn.now, rung.remind, turn.facts.working) if goes_on else None
    answered = replace(item, answered_at=turn.now, remind_at=remind_at)
    return Verdict(_put(state, answered), {"supervision": item.number})


def remind(turn: Turn, act: Remind) -> Verdict:
    """Recall a supervision to the body under it, as often as the ladder says."""
    item = next((item for item in turn.before.supervisions if item.number == act.number), None)
    if item is None or item.remind_at is None or turn.now <= item.remind_at:
        raise Refused.because(mark("还没有到催办的时候"), code="not_due")
    rung, count = _rung(turn, item), item.reminded + 1
    again: datetime | None = None
    if rung.remind and count < (rung.reminders or 0):
        again = later(turn.now, rung.remind, turn.facts.working)
    state = _put(turn.before, replace(item, reminded=count, remind_at=again))
    about = {"supervision": item.number, "reminded": item.to, "count": count}
    return Verdict(state, about, (rung.warrant.reference,))


def _next(turn: Turn) -> int:
    return len(turn.before.supervisions) + 1


def _rung(turn: Turn, item: Supervision) -> SupervisionRung:
    return turn.facts.law.ladders.supervision_of(turn.before.service_class, item.rule)


def _put(state: CaseState, item: Supervision) -> CaseState:
    put = tuple(item if old.number == item.number else old for old in state.supervisions)
    return replace(state, supervisions=put)
