"""A proposal of owners: whether enough of them ask, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hemei.community.voting.rules.count import Comparison, Sums
from hemei.community.voting.rules.procedure_standard import AssemblyProcedure
from hemei.kernel.decision import Decision, Reason, mark


class ProposalState(StrEnum):
    """Where a proposal stands."""

    GATHERING = "gathering"
    REACHED = "reached"
    OVERDUE = "overdue"
    ORDERED = "ordered"
    UNMET = "unmet"
    CALLED = "called"
    CLOSED = "closed"


PROPOSAL_STATE_NAMES: dict[ProposalState, str] = {
    ProposalState.GATHERING: mark("征集中"),
    ProposalState.REACHED: mark("已达到比例，待召集"),
    ProposalState.OVERDUE: mark("逾期未召集"),
    ProposalState.ORDERED: mark("已责令召集"),
    ProposalState.UNMET: mark("责令后仍未召集"),
    ProposalState.CALLED: mark("已召集"),
    ProposalState.CLOSED: mark("没有达到比例，已结束"),
}
OWED = frozenset({ProposalState.REACHED, ProposalState.OVERDUE, ProposalState.ORDERED, ProposalState.UNMET})
"""An assembly is owed, whoever has to call it now."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, held against the bars: whether they are enough, and what is missing of each."""

    reached: bool
    tests: tuple[Comparison, ...]
    needed: tuple[bool, ...]


def asked_by(total: Sums, part: Sums, procedure: AssemblyProcedure) -> Asked:
    """Hold who supports a proposal against the shares that oblige the committee."""
    tests = (
        Comparison("take_part", "heads", procedure.proposal.heads, part.heads, total.heads),
        Comparison("take_part", "area", procedure.proposal_area.area, part.area_dm2, total.area_dm2),
    )
    needed = (True, procedure.proposal_area.needed)
    reached = part.heads > 0 and all(test.holds for test, counts in zip(tests, needed, strict=True) if counts)
    return Asked(reached, tests, needed)


def may_support(state: ProposalState, *, over: bool = False) -> Decision:
    """Whether owners may still join a proposal or take their support back; `over` says that its time is."""
    if state is ProposalState.GATHERING and not over:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("这项提议已经不再征集"), {}, mark("没有达到比例而结束的，可以重新提议"), code="not_gathering"
        )
    )


def may_order(state: ProposalState) -> Decision:
    """Whether the street may order the committee to call: it is late."""
    if state is ProposalState.OVERDUE:
        return Decision.yes()
    return Decision.no(
        Reason(mark("业主委员会召集的期限还没有过，或者已经责令"), field="proposal", code="not_overdue")
    )


def may_ask_alone(owners: int, *, owns: bool, bound: bool) -> Decision:
    """Whether somebody may ask for an assembly in the right of a unit: its only owner, or who is bound to vote for it.

    One of several owners does so where they chose him, as with a ballot (guidance rules art. 25).
    """
    if bound or (owns and owners == 1):
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("这一专有部分有{count}名共有人"), {"count": owners}, mark("请由共有人推选一人，登记后再附议"), "units",
            "co_owners",
        )
    )  # fmt: skip
