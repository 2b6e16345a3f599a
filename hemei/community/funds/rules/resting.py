"""A use whose vote fell after it was cleared: what was done stays done, those who share its cost decide anew."""

from __future__ import annotations

from datetime import date

from hemei.community.funds.rules.steps import Step
from hemei.community.funds.rules.words import State
from hemei.kernel.decision import Decision, Reason, mark


def may_rest(state: State, *, cleared_on: date | None, main: State | None = None) -> Decision:
    """Whether a use may be put to a vote of its own anew: it was cleared, and fell only with its vote.

    One that the owners voted down is planned anew. A supplement (`main` is the use it supplements) is put anew while
    the bill it belongs to is not shared.
    """
    if state is State.FAILED and cleared_on is not None and main in {None, State.ACCEPTED}:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("只有通过以后表决又被撤销的项目，才能重新提请表决。"), {},
            mark("没有通过的，请完善方案，重新提出。"), code="not_annulled",
        )
    )  # fmt: skip


def passed_by(*, begun_on: date | None, accepted_on: date | None) -> Step:
    """Return the step of a use that passed: it goes on where it stood. What was accepted is billed anew."""
    if accepted_on is not None:
        return Step.RECOVER
    return Step.RESUME if begun_on is not None else Step.PASS
