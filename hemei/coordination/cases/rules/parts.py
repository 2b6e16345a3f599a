"""Who had a part in a case: nobody who had one judges it.

A body is asked for together with all that are one with it by succession (`Facts.one_with`): who has the duties of a
dissolved body answers for what that did.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from hemei.coordination.cases.rules.state import CaseState, Clock
from hemei.coordination.cases.rules.words import ActName, ClockKind, PauseReason


@dataclass(frozen=True, slots=True)
class Hand:
    """That a person did some of the work of a case for a body; `act` is the first he did, `name` the body's."""

    person: int
    body: int
    act: ActName
    name: str = ""


WORK = (
    ActName.ACCEPT, ActName.REFUSE, ActName.HANDLE, ActName.WHISTLE, ActName.ARRIVE, ActName.REPORT_STEP,
    ActName.GIVE_RESULT, ActName.RETURN_WHISTLE, ActName.ASK_EXTENSION, ActName.ANSWER_SUPERVISION, ActName.CLOSE,
)  # fmt: skip
"""What a person does of the work of a case; whoever did one of these does not judge it in another post."""
JUDGING = frozenset(
    {
        ActName.ARBITRATE, ActName.EXTEND, ActName.DECLINE_EXTENSION, ActName.SUPERVISE, ActName.RECORD_REVISIT,
        ActName.REOPEN,
    }
)  # fmt: skip
"""What judges the work of a case: whether it is done, who has to do it, whether it may take longer."""


def did_the_work(state: CaseState, bodies: AbstractSet[int]) -> bool:
    """Whether a body answers for what was done: it is the case's home, or it was called to it."""
    return state.home in bodies or was_called(state, bodies)


def had_the_work(state: CaseState, bodies: AbstractSet[int]) -> bool:
    """Whether a body answers for what was done, or answered for it before the case rose."""
    return not bodies_with_work(state).isdisjoint(bodies)


def bodies_with_work(state: CaseState) -> frozenset[int]:
    """Return who answers for what was done, who was called, and who answered for it before the case rose."""
    kept = {clock.body for clock in state.clocks if clock.kind in {ClockKind.ACCEPT, ClockKind.HANDLING}}
    return frozenset({state.home, *(task.body for task in state.tasks), *kept})


def was_called(state: CaseState, bodies: AbstractSet[int]) -> bool:
    """Whether a body was called to a case, whatever became of the call."""
    return any(task.body in bodies for task in state.tasks)


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


def works_on(state: CaseState, bodies: AbstractSet[int]) -> bool:
    """Whether a body has the work of a case in hand: it was called, or is the home body that handles it itself."""
    return was_called(state, bodies) or any(clock.body in bodies for clock in at_work(state))
