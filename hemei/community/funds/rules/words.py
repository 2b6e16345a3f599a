"""The words of the maintenance fund: how a use goes, what it is of, who pays a share."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark


class Path(StrEnum):
    """Which way a use goes."""

    ORDINARY = "ordinary"
    EMERGENCY = "emergency"


class Level(StrEnum):
    """Who shares the cost: the owners of the whole estate, of one building, of one entrance."""

    ESTATE = "estate"
    BUILDING = "building"
    ENTRANCE = "entrance"


class State(StrEnum):
    """Where a use stands."""

    PLANNED = "planned"
    VOTING = "voting"
    ASKED = "asked"
    CLEARED = "cleared"
    WORKING = "working"
    GIVING_UP = "giving_up"
    ACCEPTED = "accepted"
    BILLED = "billed"
    APPROVED = "approved"
    PAID = "paid"
    FAILED = "failed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class Payer(StrEnum):
    """Who pays what the household's account does not."""

    OWNER = "owner"
    DEVELOPER = "developer"


class CorrectionKind(StrEnum):
    """What was recorded wrongly: what came in or back, a gap, a closing, interest, what the common part gave out."""

    DEPOSIT = "deposit"
    OPENING = "opening"
    USE = "use"
    GAP = "gap"
    REFUND = "refund"
    CLOSING = "closing"
    INTEREST = "interest"
    COMMON = "common"


class CorrectionState(StrEnum):
    """Where a report of it stands."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class RefundState(StrEnum):
    """Where a refund stands."""

    ASKED = "asked"
    PAID = "paid"
    REFUSED = "refused"


CORRECTION_NAMES: dict[CorrectionKind, str] = {
    CorrectionKind.DEPOSIT: mark("交存登记错了"),
    CorrectionKind.OPENING: mark("期初余额登记错了"),
    CorrectionKind.USE: mark("拨付没有成功，银行退回"),
    CorrectionKind.GAP: mark("差额登记错了"),
    CorrectionKind.REFUND: mark("返还没有成功，银行退回"),
    CorrectionKind.CLOSING: mark("不该返还，分户账重新打开"),
    CorrectionKind.INTEREST: mark("一年的结息有错"),
    CorrectionKind.COMMON: mark("分到各户的公共收益转回公共分账"),
}
CORRECTION_STATE_NAMES: dict[CorrectionState, str] = {
    CorrectionState.REPORTED: mark("待另一人确认"),
    CorrectionState.CONFIRMED: mark("已冲销"),
    CorrectionState.REFUSED: mark("没有同意"),
}
REFUND_STATE_NAMES: dict[RefundState, str] = {
    RefundState.ASKED: mark("待另一人确认"),
    RefundState.PAID: mark("已返还"),
    RefundState.REFUSED: mark("没有同意"),
}
PATH_NAMES: dict[Path, str] = {Path.ORDINARY: mark("一般使用"), Path.EMERGENCY: mark("应急使用")}
LEVEL_NAMES: dict[Level, str] = {
    Level.ESTATE: mark("全小区"),
    Level.BUILDING: mark("一幢"),
    Level.ENTRANCE: mark("一个单元"),
}
STATE_NAMES: dict[State, str] = {
    State.PLANNED: mark("方案已提出"),
    State.VOTING: mark("业主表决中"),
    State.ASKED: mark("应急申请待核准"),
    State.CLEARED: mark("可以施工"),
    State.WORKING: mark("施工中"),
    State.GIVING_UP: mark("申请不再实施"),
    State.ACCEPTED: mark("已验收"),
    State.BILLED: mark("已结算，待审核"),
    State.APPROVED: mark("已审核，待拨付"),
    State.PAID: mark("已拨付"),
    State.FAILED: mark("表决未通过"),
    State.REFUSED: mark("不予使用"),
    State.WITHDRAWN: mark("已撤回"),
    State.MERGED: mark("已并入原项目"),
}
WAITS_FOR: dict[State, str] = {
    State.PLANNED: mark("等召集分摊的业主表决"),
    State.VOTING: mark("等业主表决的结果"),
    State.ASKED: mark("等{who}核准"),
    State.CLEARED: mark("等开工"),
    State.WORKING: mark("等验收"),
    State.GIVING_UP: mark("等{who}确认不再实施"),
    State.ACCEPTED: mark("等结算分摊"),
    State.BILLED: mark("等{who}审核"),
    State.APPROVED: mark("等拨付"),
}
"""What a use that goes on waits for; `who` is whoever checks it."""
PAYER_NAMES: dict[Payer, str] = {Payer.OWNER: mark("业主"), Payer.DEVELOPER: mark("建设单位")}
PAPER_NAMES: dict[str, str] = {
    "fund_contract": mark("施工合同"),
    "fund_acceptance": mark("验收单或者完工照片"),
    "fund_invoice": mark("发票"),
    "fund_offers": mark("报价或者招标材料"),
    "fund_audit_report": mark("审价报告"),
}
"""The papers a use is billed with, by the purpose of their files."""
OVER = frozenset({State.PAID, State.FAILED, State.REFUSED, State.WITHDRAWN, State.MERGED})
"""A use that stands here goes no further."""
DROPPED = frozenset({State.FAILED, State.REFUSED, State.WITHDRAWN, State.MERGED})
"""A use that came to nothing, or became part of another."""
BINDING = frozenset(
    {
        State.CLEARED,
        State.WORKING,
        State.GIVING_UP,
        State.ACCEPTED,
        State.BILLED,
        State.APPROVED,
        State.MERGED,
    }
)
"""A use that rests on a vote and is not paid; it falls with the vote. What was merged falls until the whole is paid."""
