"""A dispute over who has to act (裁定): it is put to the body the case came to, and lapses when it leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hemei.coordination.cases.rules import timing
from hemei.coordination.cases.rules.deciding.turn import Turn
from hemei.coordination.cases.rules.state import Arbitration, CaseState
from hemei.coordination.cases.rules.words import ClockKind, State


def disputed(turn: Turn, state: CaseState) -> CaseState:
    """Put the dispute to the case's home body, with a time for the decision, in place of an earlier arbiter.

    Where the standard of the day knows no decision, the home body whistles as it sees fit.
    """
    rule = turn.facts.law.acts.arbitration_of(state.service_class)
    if rule is None:
        return state
    state = ended(state, turn.now)
    item = Arbitration(len(state.arbitrations) + 1, state.home, turn.now)
    state = replace(state, arbitrations=(*state.arbitrations, item))
    return turn.start(state, item.clock_key, ClockKind.ARBITRATION, item.to, rule.limit)


def lapsed(state: CaseState, now: datetime) -> CaseState:
    """Let a dispute lapse when nobody has to act any more, or another body is the home."""
    item = state.arbitration
    if item is None or (state.state is State.ACCEPTED and item.to == state.home):
        return state
    return ended(state, now)


def ended(
    state: CaseState, now: datetime, *, accepting: int | None = None, handling: int | None = None
) -> CaseState:
    """End the open dispute, if there is one: decided, or owed to nobody any more."""
    item = state.arbitration
    if item is None:
        return state
    state = timing.settle(state, [item.clock_key], now, cancelled=handling is None)
    kind = state.kind if handling is not None else ""
    done = replace(item, ended_at=now, accepting=accepting, handling=handling, kind=kind)
    found = tuple(done if old.number == done.number else old for old in state.arbitrations)
    return replace(state, arbitrations=found)
