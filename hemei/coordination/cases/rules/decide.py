"""Decide an act: the table first, then what only this act knows; the answer is one event.

decided = decide(state, act, viewer, facts, now)     # raises Refused with its reasons
assert evolve(state, decided.event) == decided.after
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from hemei.coordination.cases.rules.acts import Act, Report
from hemei.coordination.cases.rules.deciding import (
    arbitrating,
    calling,
    closing,
    disputes,
    extending,
    intake,
    pacing,
    revisiting,
    stages,
    succeeding,
    supervising,
)
from hemei.coordination.cases.rules.deciding.turn import Turn, Verdict, check_text
from hemei.coordination.cases.rules.evolve import Event, changes
from hemei.coordination.cases.rules.facts import Facts
from hemei.coordination.cases.rules.moves import MOVES, Viewer, may
from hemei.coordination.cases.rules.parts import WORK, Hand
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import EVENT_TYPES, ActName
from hemei.kernel.decision import Reference, Refused, mark


@dataclass(frozen=True, slots=True)
class Decided:
    """An act that goes through: its event, the case after it, what it stands on."""

    event: Event
    after: CaseState
    references: tuple[Reference, ...]


_DECIDERS: dict[ActName, Callable[[Turn, Any], Verdict]] = {
    ActName.ACCEPT: intake.accept,
    ActName.REFUSE: intake.refuse,
    ActName.CHANGE_KIND: intake.change_kind,
    ActName.FALL: intake.fall,
    ActName.WITHDRAW: intake.withdraw,
    ActName.LEAVE: intake.leave,
    ActName.HANDLE: calling.handle,
    ActName.WHISTLE: calling.whistle,
    ActName.ARRIVE: calling.arrive,
    ActName.REPORT_STEP: stages.report_step,
    ActName.GIVE_RESULT: calling.give_result,
    ActName.RETURN_WHISTLE: calling.return_whistle,
    ActName.RECALL: calling.recall,
    ActName.ASK_EXTENSION: extending.ask_extension,
    ActName.EXTEND: extending.extend,
    ActName.DECLINE_EXTENSION: extending.decline_extension,
    ActName.PAUSE: pacing.pause,
    ActName.RESUME: pacing.resume,
    ActName.ESCALATE: pacing.escalate,
    ActName.SUPERVISE: supervising.supervise,
    ActName.ANSWER_SUPERVISION: supervising.answer_supervision,
    ActName.REMIND: supervising.remind,
    ActName.COMMENT: pacing.comment,
    ActName.RECOMPUTE: pacing.recompute,
    ActName.SUCCEED: succeeding.succeed,
    ActName.ARBITRATE: arbitrating.arbitrate,
    ActName.CLOSE: closing.close,
    ActName.ACCEPT_RESULT: closing.accept_result,
    ActName.SEND_BACK: closing.send_back,
    ActName.RECORD_SILENCE: closing.record_silence,
    ActName.DRAW_REVISIT: revisiting.draw_revisit,
    ActName.RECORD_REVISIT: revisiting.record_revisit,
    ActName.REOPEN: revisiting.reopen,
}


def decide(state: CaseState | None, act: Act, viewer: Viewer, facts: Facts, now: datetime) -> Decided:
    """Return what the act does; raises Refused with reasons when it may not be done."""
    decision = may(state, viewer, act.name, facts, now)
    if not decision.allowed:
        raise Refused(decision)
    check_text(act, facts)
    return _decided(state, act, _verdict(state, act, viewer, _with_hand(facts, act, viewer), now), now)


def _with_hand(facts: Facts, act: Act, viewer: Viewer) -> Facts:
    """Return the facts with what is being done now: who does it may be the only one where it goes to be judged."""
    who = viewer.actor
    if act.name not in WORK or who.person_id is None or who.body_id is None:
        return facts
    return replace(facts, hands=(*facts.hands, Hand(who.person_id, who.body_id, act.name)))


def decide_filed(act: Report, about: dict[str, Any], viewer: Viewer, facts: Facts, now: datetime) -> Decided:
    """Return what a report does that another system took and hands over; raises Refused.

    Its reporter is whoever called there. Who may bring the file in is asked of him who brings it, once for the file.
    """
    check_text(act, facts)
    verdict = intake.report(act, viewer, facts, now)
    return _decided(None, act, replace(verdict, about={**verdict.about, **about}), now)


def _decided(state: CaseState | None, act: Act, verdict: Verdict, now: datetime) -> Decided:
    _check_table(state, act.name, verdict.after)
    event = Event(EVENT_TYPES[act.name], now, changes(state, verdict.after), verdict.about)
    return Decided(event, verdict.after, verdict.references)


def _verdict(state: CaseState | None, act: Act, viewer: Viewer, facts: Facts, now: datetime) -> Verdict:
    if isinstance(act, Report):
        return intake.report(act, viewer, facts, now)
    if state is None:
        raise Refused.because(mark("没有这个案件"), code="no_case")
    verdict = _DECIDERS[act.name](Turn(state, viewer, facts, now), act)
    after = disputes.lapsed(extending.lapsed(verdict.after, facts, now), now)
    return replace(verdict, after=after)


def _check_table(before: CaseState | None, act: ActName, after: CaseState) -> None:
    """Stop a programming error: a decider that moves a case where the table does not."""
    move = MOVES[act]
    allowed = move.to or (frozenset({before.state}) if before is not None else frozenset())
    if after.state not in allowed:
        raise AssertionError(f"{act} moved a case to {after.state}, which the table does not know")
