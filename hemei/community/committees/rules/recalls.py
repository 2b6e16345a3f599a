"""The recall of a member: who may propose it, that he is heard, that owners decide; one table of moves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from hemei.community.committees.rules.life_standards import CommitteeLife, Part
from hemei.community.committees.rules.life_words import OPEN_RECALLS, RECALL_NAMES, ProposedBy, RecallState
from hemei.kernel.decision import Decision, Reason, gives_reason, mark

LEAST_REASON = 10

# From which states a recall comes to which; what is not listed cannot happen.
MOVES: dict[RecallState, frozenset[RecallState]] = {
    RecallState.HEARD: frozenset({RecallState.PROPOSED, RecallState.VOTING}),
    RecallState.VOTING: frozenset({RecallState.HEARD}),
    RecallState.PASSED: frozenset({RecallState.VOTING}),
    RecallState.FAILED: frozenset({RecallState.VOTING}),
    RecallState.WITHDRAWN: frozenset({RecallState.PROPOSED, RecallState.HEARD}),
    RecallState.MOOT: OPEN_RECALLS,
    RecallState.ANNULLED: frozenset({RecallState.PASSED, RecallState.FAILED}),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who proposes: members by their seats, or owners whose proposal was counted and reached its share.

    `about_him` says that the owners' proposal asks for the recall of this member and nothing else, `scanned` that what
    members signed is shown.
    """

    by: ProposedBy
    ground: str
    reason: str
    members: Collection[int] = ()
    reached: bool = False
    about_him: bool = False
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class Calling:
    """Who calls the owners' meeting, and on which ground of the standard of assemblies."""

    called_by: Literal["committee", "residents_committee"]
    ground: str


def callings(by: ProposedBy, *, unmet: bool, at_work: bool) -> tuple[Calling, ...]:
    """Return who may call the meeting that decides on a recall, first whose turn it is.

    The committee calls where a third of its members ask (article 44) or a fifth of the owners. Either way it can be
    ordered to; `unmet`, the residents' committee calls, and the committee still may. Where no committee
    can act, the residents' committee acts for it (article 58).
    """
    if not at_work:
        return (Calling("residents_committee", "no_committee"),)
    own = Calling("committee", "members_recall" if by is ProposedBy.MEMBERS else "fifth_of_owners")
    return (Calling("residents_committee", "unmet_order"), own) if unmet else (own,)


def calling_again(before: Calling, *, at_work: bool) -> tuple[Calling, ...]:
    """Return who calls the meeting that is held again: as before, or the residents' committee where nobody else can."""
    return (before,) if at_work else (Calling("residents_committee", "no_committee"),)


def may_be_called_by(called_by: str, open_to: tuple[Calling, ...]) -> Decision:
    """Whether who is said to call the meeting may; nobody named is whose turn it is."""
    if not called_by or any(one.called_by == called_by for one in open_to):
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("这个召集人现在不能召集。"), {},
            mark("责令后业主委员会仍不召集，才由居民委员会召集。"), "called_by", "called_by",
        )
    )  # fmt: skip


def enough(asking: int, of: int, part: Part) -> bool:
    """Whether so many of so many reach the part, that much included (Civil Code art. 1259); whole numbers only."""
    share = part.least.value
    return asking * share.denominator >= of * share.numerator


def may_propose(
    proposal: Proposal, *, seat: int, members: Collection[int], running: bool, rules: CommitteeLife
) -> Decision:
    """Whether a recall may be proposed (article 44); `members` are the seats held today, `seat` the one in question.

    The member in question counts among all members, and he may not be one of those who propose.
    """
    ground, item = rules.ground(proposal.ground), rules.recall_by_members
    reasons = []
    if ground is None:
        reasons.append(Reason(mark("请选择罢免的理由。"), {}, "", "ground", "ground"))
    words = mark("没有写明罢免的事实和理由，本人据此申辩。")
    reasons.extend(gives_reason(words, proposal.reason, least=LEAST_REASON).reasons)
    if seat not in members:
        reasons.append(Reason(mark("这个席位今天没有在任的委员。"), {}, "", "seat", "not_member"))
    if running:
        reasons.append(Reason(mark("对这位委员的罢免提议正在办理。"), {}, "", "seat", "running"))
    reasons += _proposers(proposal, seat, members, rules)
    return Decision(
        not reasons,
        tuple(reasons),
        (item.warrant.reference, *((ground.warrant.reference,) if ground else ())),
    )


def _by_owners(proposal: Proposal) -> list[Reason]:
    if proposal.reached and proposal.about_him:
        return []
    if proposal.reached:
        return [
            Reason(
                mark("业主的这项提议不是罢免这位委员，不能据此提出罢免。"), {},
                mark("请业主另行提议罢免，写明席位。"), "proposal", "other_matter",
            )
        ]  # fmt: skip
    return [
        Reason(
            mark("业主的提议还没有达到法定比例，不能提出罢免。"), {},
            mark("请先在业主表决里登记业主提议，达到比例后再提出。"), "proposal", "not_reached",
        )
    ]  # fmt: skip


def _proposers(proposal: Proposal, seat: int, members: Collection[int], rules: CommitteeLife) -> list[Reason]:
    if proposal.by is ProposedBy.OWNERS:
        return _by_owners(proposal)
    item = rules.recall_by_members
    asking = set(proposal.members) & set(members)
    if seat in asking or asking != set(proposal.members):
        return [Reason(mark("提议人须是在任的其他委员。"), {}, "", "members", "proposer")]
    if enough(len(asking), len(members), item):
        text, remedy = (
            mark("没有上传委员签名的提议书。"),
            mark("请上传提议的委员都签了名的原件照片或者扫描件。"),
        )
        return [] if proposal.scanned else [Reason(text, {}, remedy, "scan", "no_scan")]
    return [
        Reason(
            mark("在任委员{of}人，提议的{asking}人，不到三分之一（{source}{clause}）。"),
            {"of": len(members), "asking": len(asking), "source": item.warrant.source.title,
             "clause": item.warrant.reference.clause},
            mark("委员人数不够的，可以由业主提议。"), "members", "too_few",
        )
    ]  # fmt: skip


def may_move(state: RecallState, to: RecallState) -> Decision:
    """Whether a recall may come to another state."""
    if state in MOVES[to]:
        return Decision.yes()
    words = {"state": RECALL_NAMES[state]}
    if to is RecallState.VOTING and state is RecallState.PROPOSED:
        return Decision.no(
            Reason(
                mark("还没有听取本人申辩，不能交付表决。"),
                words,
                mark("请先召集听取意见会。"),
                "",
                "not_heard",
            )
        )
    return Decision.no(Reason(mark("罢免“{state}”，不能这样办理。"), words, "", "", "state"))


def may_confirm(
    state: RecallState, *, entered_by: int | None, confirmed_by: int | None, by: int | None
) -> Decision:
    """Whether this person may confirm that the members signed what another one entered."""
    if state not in OPEN_RECALLS or entered_by is None or confirmed_by is not None:
        return Decision.no(Reason(mark("这项罢免提议没有等待核对。"), {}, "", "", "settled"))
    if by is None or by == entered_by:
        return Decision.no(
            Reason(
                mark("登记的人不能自己核对。"),
                {},
                mark("请社区或者街道的另一人对照扫描件核对。"),
                "",
                "two_hands",
            )
        )
    return Decision.yes()


def may_hear(*, entered_by: int | None, confirmed_by: int | None) -> Decision:
    """Whether the member may be heard on it: that members signed it was confirmed, or owners whose list counted ask."""
    if entered_by is None or confirmed_by is not None:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("委员签名的提议书还没有第二个人核对。"), {}, mark("请社区或者街道的另一人先核对签名。"), "",
            "unconfirmed",
        )
    )  # fmt: skip


def may_vote(*, signed: bool) -> Decision:
    """Whether what the member said stands in signed minutes before the owners vote on him."""
    if signed:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("听取意见会的会议记录还没有签齐。"), {},
            mark("请到会各方在会议记录上签字；有一方不肯签的，在会议页登记，等的时间满了再提请表决。"), "", "unsigned",
        )
    )  # fmt: skip
