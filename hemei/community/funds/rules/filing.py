"""After the assembly has its fund: what its committee approved is filed with the authority, which may order correction.

The committee approves, files with the authority, then tells the bank to pay; where the authority finds that a use
breaks the law or its own plan it orders correction (measures art. 23, item 5). A filing asks for no leave: what is
filed may be paid at once. What was ordered is answered first, and waits for the authority until its time is over.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from hemei.community.funds.rules.standards import FundRules
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Reason, Reference, mark
from hemei.kernel.workdays import SHANGHAI


class FilingState(StrEnum):
    """Where the filing of a use stands."""

    DUE = "unfiled"
    FILED = "filed"
    ORDERED = "ordered"
    ANSWERED = "answered"
    SETTLED = "settled"
    REOPENED = "reopened"
    DROPPED = "dropped"


class FilingStep(StrEnum):
    """What is done to it."""

    FILE = "file"
    ORDER = "order"
    ANSWER = "answer"
    REOPEN = "reopen"
    SETTLE = "settle"


FILING_MOVES: dict[FilingStep, dict[FilingState, FilingState]] = {
    FilingStep.FILE: {FilingState.DUE: FilingState.FILED},
    FilingStep.ORDER: {
        FilingState.FILED: FilingState.ORDERED,
        FilingState.ANSWERED: FilingState.ORDERED,
        FilingState.SETTLED: FilingState.ORDERED,
    },
    FilingStep.ANSWER: {FilingState.ORDERED: FilingState.ANSWERED},
    FilingStep.REOPEN: {FilingState.ORDERED: FilingState.REOPENED},
    FilingStep.SETTLE: {FilingState.ANSWERED: FilingState.SETTLED},
}
FILING_STATE_NAMES: dict[FilingState, str] = {
    FilingState.DUE: mark("待报备案"),
    FilingState.FILED: mark("已报备案"),
    FilingState.ORDERED: mark("主管部门责令改正"),
    FilingState.ANSWERED: mark("已报告改正，待认可"),
    FilingState.SETTLED: mark("改正已认可"),
    FilingState.REOPENED: mark("按责令改正退回结算"),
    FilingState.DROPPED: mark("不再备案"),
}
FILING_STEP_NAMES: dict[FilingStep, str] = {
    FilingStep.FILE: mark("报备案"),
    FilingStep.ORDER: mark("责令改正"),
    FilingStep.ANSWER: mark("报告改正"),
    FilingStep.REOPEN: mark("退回结算"),
    FilingStep.SETTLE: mark("认可改正"),
}
GONE = frozenset({FilingState.REOPENED, FilingState.DROPPED})
"""A filing that stands here is of an approval that stands no more."""


def may_take(state: FilingState | None, step: FilingStep) -> Decision:
    """Whether a filing that stands here takes this step."""
    if state is not None and state in FILING_MOVES[step]:
        return Decision.yes()
    where = FILING_STATE_NAMES[state] if state is not None else mark("没有要报的备案")
    return _no(
        mark("这一项现在是“{state}”，不能{step}。"), mark("请刷新页面查看进展。"), "filing_state", state=where,
        step=FILING_STEP_NAMES[step],
    )  # fmt: skip


def may_file(actor: Actor, *, community: bool) -> Decision:
    """Whether somebody files and answers: the committee, and the residents' committee where it acts in its place."""
    if actor.role in {Role.COMMITTEE_MEMBER, Role.SYSTEM} or community:
        return Decision.yes()
    return _no(mark("由业主委员会向主管部门备案。"), mark("请由业主委员会办理。"), "filing_role")


def filing_allows(
    state: FilingState | None, *, due_at: datetime | None, now: datetime, rules: FundRules
) -> Decision:
    """Whether a use that was approved may be paid, as far as its filing goes; None where it has none to make."""
    if state is None or rules.filing is None or state in {FilingState.FILED, FilingState.SETTLED}:
        return Decision.yes()
    clause = rules.filing.warrant
    if state is FilingState.ANSWERED:
        if due_at is not None and due_at <= now:
            return Decision.yes(clause.reference)  # the authority was silent beyond its time
        return _no(
            mark("已报告改正，主管部门还没有认可；到{until}没有答复的，可以拨付。"), mark("请等主管部门认可。"),
            "filing_answered", clause.reference, until=_minute(due_at),
        )  # fmt: skip
    if state is FilingState.ORDERED:
        return _no(
            mark("主管部门责令改正（{clause}），还没有改正。"), mark("请先改正并报告，或者退回重新结算。"),
            "filing_ordered", clause.reference, clause=clause.cited,
        )  # fmt: skip
    return _no(
        mark("审核同意以后还没有报主管部门备案（{clause}）。"), mark("请先报备案，再拨付。"), "filing_due",
        clause.reference, clause=clause.cited,
    )  # fmt: skip


def _minute(at: datetime | None) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at is not None else "—"


def _no(text: str, remedy: str, code: str, *references: Reference, **values: str) -> Decision:
    return Decision.no(Reason(text, values, remedy, code=code), references=references)
