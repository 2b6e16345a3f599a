"""Who had a part in a case: nobody who had one judges it."""

from __future__ import annotations

from hemei.coordination.cases.rules.state import CaseState, Clock
from hemei.coordination.cases.rules.words import ClockKind, PauseReason


def did_the_work(state: CaseState, body: int | None) -> bool:
    """Whether a body answers for what was done: it is the case's home, or it was called to it."""
    return body is not None and (body == state.home or was_called(state, body))


def had_the_work(state: CaseState, body: int | None) -> bool:
    """Whether a body answers for what was done, or answered for it before the case rose."""
    kept = {clock.body for clock in state.clocks if clock.kind in {ClockKind.ACCEPT, ClockKind.HANDLING}}
    return did_the_work(state, body) or body in kept


def was_called(state: CaseState, body: int | None) -> bool:
    """Whether a body was called to a case, whatever became of the call."""
    return any(task.body == body for task in state.tasks)


def at_work(state: CaseState) -> list[Clock]:
    """Return the handling clocks of those at work, not that of a home body which handed over."""
    return [
        clock
        for clock in state.open_clocks
        if clock.kind is ClockKind.HANDLING
        and (clock.standstill is None or clock.standstill.reason is not PauseReason.HANDED_OVER)
    ]


def waiting_for_reporter(state: CaseState) -> list[Clock]:
    """Return the clocks that stand still until the reporter adds or does what he was asked."""
    return [
        clock
        for clock in state.open_clocks
        if clock.standstill is not None and clock.standstill.reason is PauseReason.REPORTER
    ]


def works_on(state: CaseState, body: int) -> bool:
    """Whether a body has the work of a case in hand: it was called, or is the home body that handles it itself."""
    return was_called(state, body) or any(clock.body == body for clock in at_work(state))
