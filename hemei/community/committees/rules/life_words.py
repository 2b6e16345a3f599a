"""Words of a committee's life: recalls, handovers, stand-in bodies, what puts one in danger; values are stored."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark

CHANGE = "change"
"""The item of the duty to file a change of the members."""


def committee_stream(body_id: int) -> str:
    """Return the stream of what only a committee and those who guide it see."""
    return f"committees.committee:{body_id}"


class ProposedBy(StrEnum):
    """Who proposes to recall a member (guidance rules, article 44): nobody else may."""

    MEMBERS = "members"
    OWNERS = "owners"


class RecallState(StrEnum):
    """How far a recall has come."""

    PROPOSED = "proposed"
    HEARD = "heard"
    VOTING = "voting"
    PASSED = "passed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    MOOT = "moot"
    ANNULLED = "annulled"


class HandoverKind(StrEnum):
    """Who hands over: a member who left, or an old committee."""

    LEFT = "left"
    TERM = "term"


class Side(StrEnum):
    """The two sides that sign a handover."""

    GIVER = "giver"
    RECEIVER = "receiver"


class Unsigned(StrEnum):
    """Why the giver of a handover does not sign."""

    REFUSED = "refused"
    DIED = "died"
    UNREACHABLE = "unreachable"


class StandInSide(StrEnum):
    """Whom a member of a stand-in body speaks for."""

    OWNER = "owner"
    RESIDENTS_COMMITTEE = "residents_committee"
    STREET = "street"
    OTHER = "other"


class StandInEnd(StrEnum):
    """Why a stand-in body ended before its term."""

    COMMITTEE_FILED = "committee_filed"
    REBUILT = "rebuilt"
    REZONED = "rezoned"


class Taken(StrEnum):
    """What a committee does with the advice of the residents' committee."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Danger(StrEnum):
    """Why a committee is on the list of those in danger, the gravest first."""

    NO_COMMITTEE = "no_committee"
    EXPIRED = "expired"
    CONTESTED = "contested"
    BELOW_HALF = "below_half"
    HANDOVER_LATE = "handover_late"
    RENEWAL_DUE = "renewal_due"
    FILING_LATE = "filing_late"
    RUNNING_OUT = "running_out"
    IDLE = "idle"


PROPOSER_NAMES = {ProposedBy.MEMBERS: mark("业委会委员"), ProposedBy.OWNERS: mark("业主")}
RECALL_NAMES = {
    RecallState.PROPOSED: mark("已提议，待听取申辩"),
    RecallState.HEARD: mark("已听取申辩，待表决"),
    RecallState.VOTING: mark("交付业主大会表决"),
    RecallState.PASSED: mark("表决通过，已罢免"),
    RecallState.FAILED: mark("表决未通过，继续任职"),
    RecallState.WITHDRAWN: mark("提议已撤回"),
    RecallState.MOOT: mark("席位已经终止，不再表决"),
    RecallState.ANNULLED: mark("表决结果已被撤销，罢免不成立"),
}
RECALL_TONES = {
    RecallState.PROPOSED: "warn",
    RecallState.HEARD: "warn",
    RecallState.VOTING: "brand",
    RecallState.PASSED: "bad",
    RecallState.FAILED: "good",
}
TAKEN_NAMES = {Taken.YES: mark("采纳"), Taken.PARTLY: mark("部分采纳"), Taken.NO: mark("不采纳")}
TAKEN_TONES = {Taken.YES: "good", Taken.PARTLY: "warn", Taken.NO: ""}
OPEN_RECALLS = frozenset({RecallState.PROPOSED, RecallState.HEARD, RecallState.VOTING})
HANDOVER_NAMES = {HandoverKind.LEFT: mark("离任移交"), HandoverKind.TERM: mark("换届移交")}
SIDE_NAMES = {Side.GIVER: mark("移交方"), Side.RECEIVER: mark("接收方")}
UNSIGNED_NAMES = {
    Unsigned.REFUSED: mark("移交方拒绝移交或者签字"),
    Unsigned.DIED: mark("移交方已经去世"),
    Unsigned.UNREACHABLE: mark("联系不上移交方"),
}
STAND_IN_SIDE_NAMES = {
    StandInSide.OWNER: mark("业主代表"),
    StandInSide.RESIDENTS_COMMITTEE: mark("居委会代表"),
    StandInSide.STREET: mark("街道代表"),
    StandInSide.OTHER: mark("其他代表"),
}
STAND_IN_END_NAMES = {
    StandInEnd.COMMITTEE_FILED: mark("业委会已经备案"),
    StandInEnd.REBUILT: mark("任期届满重新组建"),
    StandInEnd.REZONED: mark("物业管理区域调整"),
}
DANGER_NAMES = {
    Danger.NO_COMMITTEE: mark("提前结束，没有新一届"),
    Danger.EXPIRED: mark("超期未换届"),
    Danger.CONTESTED: mark("表决结果变动，待街道处理"),
    Danger.BELOW_HALF: mark("缺额过半"),
    Danger.HANDOVER_LATE: mark("逾期未移交"),
    Danger.RENEWAL_DUE: mark("应当组织换届"),
    Danger.FILING_LATE: mark("逾期未备案"),
    Danger.RUNNING_OUT: mark("即将届满"),
    Danger.IDLE: mark("长期没有开会"),
}
DANGER_TONES = {
    Danger.NO_COMMITTEE: "bad",
    Danger.EXPIRED: "bad",
    Danger.CONTESTED: "bad",
    Danger.BELOW_HALF: "bad",
    Danger.HANDOVER_LATE: "bad",
    Danger.RENEWAL_DUE: "warn",
    Danger.FILING_LATE: "warn",
    Danger.RUNNING_OUT: "warn",
    Danger.IDLE: "warn",
}
NEXT_STEPS = {
    Danger.NO_COMMITTEE: mark("社区在街道指导下组织选举；选出以前由居委会代行职责，或组建物业管理委员会。"),
    Danger.EXPIRED: mark("街道责令换届；仍不组织的，由居委会在街道指导下组织换届选举。"),
    Danger.CONTESTED: mark("街道核查后作出处理决定，通告全体业主；决定以前，已经办理的任职不变。"),
    Danger.BELOW_HALF: mark("有候补委员的先递补；仍不足一半的，召开业主大会临时会议重新选举。"),
    Danger.HANDOVER_LATE: mark("街道督促移交印章、档案和财物，双方逐项签收。"),
    Danger.RENEWAL_DUE: mark("报告社区和街道，成立换届筹备组，启动选举。"),
    Danger.FILING_LATE: mark("向区县住建部门和街道补办备案。"),
    Danger.RUNNING_OUT: mark("安排换届的筹备，核对业主名册。"),
    Danger.IDLE: mark("社区提醒主任召集会议；三分之一以上委员可以提议召开。"),
}
