"""A proposal of owners: whether enough of them ask, and what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hemei.community.voting.rules.count import Comparison, Sums
from hemei.community.voting.rules.procedure_standard import AssemblyProcedure
from hemei.community.voting.rules.standards import MATTER_CODES, MatterCode
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
    MOOT = "moot"
    WITHDRAWN = "withdrawn"


PROPOSAL_STATE_NAMES: dict[ProposalState, str] = {
    ProposalState.GATHERING: mark("征集中"),
    ProposalState.REACHED: mark("已达到比例，待召集"),
    ProposalState.OVERDUE: mark("逾期未召集"),
    ProposalState.ORDERED: mark("已责令召集"),
    ProposalState.UNMET: mark("责令后仍未召集"),
    ProposalState.CALLED: mark("已召集"),
    ProposalState.CLOSED: mark("没有达到比例，已结束"),
    ProposalState.MOOT: mark("委员已经不再任职，提议终止"),
    ProposalState.WITHDRAWN: mark("提议人已经撤回"),
}
ELECTS: MatterCode = "elect_committee"
"""Civil Code art. 278 (3): the committee is elected, or members are replaced; a recall is one of these."""
OWED = frozenset({ProposalState.REACHED, ProposalState.OVERDUE, ProposalState.ORDERED, ProposalState.UNMET})
"""An assembly is owed, whoever has to call it now."""
ENDED = frozenset({ProposalState.CLOSED, ProposalState.MOOT, ProposalState.WITHDRAWN})
"""Nobody owes an assembly by it any more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, held against the bars that count: whether they are enough, and what is missing of each."""

    reached: bool
    tests: tuple[Comparison, ...]


def asked_by(total: Sums, part: Sums, procedure: AssemblyProcedure) -> Asked:
    """Hold who supports a proposal against the shares that oblige the committee: heads, and area where it is needed."""
    tests = [Comparison("take_part", "heads", procedure.proposal.heads, part.heads, total.heads)]
    if procedure.proposal_area.needed:
        tests.append(
            Comparison("take_part", "area", procedure.proposal_area.area, part.area_dm2, total.area_dm2)
        )
    return Asked(part.heads > 0 and all(test.holds for test in tests), tuple(tests))


def share_reached(asked: Asked, sure: Asked, *, over: bool) -> bool:
    """Whether a share is reached: by all who ask, where some signed to ask no more and nobody has checked it.

    `sure` is what the others come to. Where they are not enough it waits, until that is checked or its wait is `over`.
    """
    return asked.reached and (sure.reached or over)


def still_asks(asked: Collection[int] | None, owns: Collection[int]) -> bool:
    """Whether a unit's support still counts: one of the owners who gave it owns the unit, or it is the developer's yet.

    A buyer has not asked by what the seller did. Of support that names nobody the unit alone decides.
    """
    return asked is None or bool(set(asked) & set(owns)) or not (asked or owns)


def already_asking(
    units: Collection[int], held: Mapping[int, Collection[int] | None], owns: Mapping[int, Collection[int]]
) -> set[int]:
    """Return which units ask already, by who gave their support and who owns them: they count once."""
    return {one for one in units if one in held and still_asks(held[one], owns.get(one, ()))}


def asks_by_list(
    signers: Collection[int], owns: Collection[int], withdrew: Iterable[Collection[int] | None]
) -> bool:
    """Whether a unit asks by a list that is checked later: its signers own it yet, and took nothing back since.

    `withdrew` are the owners of each support that was taken back after the list was handed in.
    """
    return still_asks(signers, owns) and not any(still_asks(one, signers) for one in withdrew)


def may_ask_for(matter: str, *, names_seat: bool, sits: bool) -> Decision:
    """Whether a proposal says what it asks for: one matter of the law, and for a recall which member who sits."""
    if matter not in MATTER_CODES:
        return Decision.no(Reason(mark("请选择提议表决哪一类事项"), {}, "", "matter", "matter"))
    if names_seat and matter != ELECTS:
        return Decision.no(
            Reason(mark("只有提议罢免委员才写席位"), {}, mark("请改选事项，或者把席位留空"), "seat", "seat")
        )
    if names_seat and not sits:
        return Decision.no(
            Reason(
                mark("这个席位今天没有在任的委员"),
                {},
                mark("请按业委会页面的席位号填写"),
                "seat",
                "not_sitting",
            )
        )
    return Decision.yes()


def may_answer(asked: str, agenda: Collection[str], *, same_seat: bool) -> Decision:
    """Whether an assembly answers what owners asked for: its agenda has their matter, a recall its own member.

    A proposal of the time before matters were stated has none, and any agenda answers it.
    """
    if not same_seat:
        return Decision.no(
            Reason(
                mark("这项业主提议是罢免一名委员"), {}, mark("请在业委会页面登记罢免、听取申辩后，从那里召集"),
                "proposal", "recall",
            )
        )  # fmt: skip
    if asked and agenda and asked not in agenda:
        return Decision.no(
            Reason(
                mark("议程里没有业主提议表决的事项"),
                {},
                mark("请把业主提议的事项列入议程"),
                "agenda",
                "asked",
            )
        )
    return Decision.yes()


def may_support(state: ProposalState, *, over: bool = False, leaves: bool = False) -> Decision:
    """Whether owners may still join a proposal, or one `leaves` it; `over` says that its time is."""
    if state is ProposalState.GATHERING and not over:
        return Decision.yes()
    remedy = mark("没有达到比例而结束的，可以重新提议")
    if state is not ProposalState.GATHERING and state not in ENDED:
        remedy = mark("已经达到比例，不用再附议")
        if leaves:
            remedy = mark("已经达到比例的，附议不再撤回；不同意所提事项的，在业主大会上投反对票")
    return Decision.no(Reason(mark("这项提议已经不再征集"), {}, remedy, code="not_gathering"))


def may_settle_sheet(*, settled: bool, entered_by: int, by: int | None, here: bool = True) -> Decision:
    """Whether this person may confirm or refuse a signature list that another one entered.

    `here` is whether it is his to check: of the residents' committee, or of the street once that was late.
    """
    if not here:
        return Decision.no(
            Reason(
                mark("这份附议签名表由居民委员会核对"),
                {},
                mark("居民委员会逾期没有核对的，转街道核对"),
                "",
                "not_late",
            )
        )
    if settled:
        return Decision.no(Reason(mark("这份附议签名表已经核对过"), code="settled"))
    if by is None or by == entered_by:
        return Decision.no(
            Reason(
                mark("登记的人不能自己核对"),
                {},
                mark("请由居民委员会的另一人对照扫描件核对"),
                code="two_hands",
            )
        )
    return Decision.yes()


def may_order(state: ProposalState) -> Decision:
    """Whether the street may order the committee to call: it is late."""
    if state is ProposalState.OVERDUE:
        return Decision.yes()
    return Decision.no(
        Reason(mark("业主委员会召集的期限还没有过，或者已经责令"), field="proposal", code="not_overdue")
    )


def may_ask_alone(owners: int, *, owns: bool, bound: bool) -> Decision:
    """Whether somebody may ask for an assembly in the right of a unit: its only owner, or who is bound to vote for it.

    One of several owners does so where they chose him, as with a ballot (guidance rules art. 25). A unit without
    owners who vote is the developer's: unsold, or not delivered (interpretation art. 9).
    """
    if bound or (owns and owners == 1):
        return Decision.yes()
    if not owners:
        return Decision.no(
            Reason(
                mark("这一专有部分未售或者未交付，由建设单位授权的代表提议、附议"), {},
                mark("交付以后由业主提议、附议"), "units", "developers",
            )
        )  # fmt: skip
    return Decision.no(
        Reason(
            mark("这一专有部分有{count}名共有人"), {"count": owners}, mark("请由共有人推选一人，登记后再附议"), "units",
            "co_owners",
        )
    )  # fmt: skip
