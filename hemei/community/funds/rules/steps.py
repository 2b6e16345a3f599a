"""Which step of a use follows which: one table; the trigger `funds_use_moves` holds the same."""

from __future__ import annotations

from enum import StrEnum

from hemei.community.funds.rules.words import STATE_NAMES, State
from hemei.kernel.decision import Decision, Reason, mark


class Step(StrEnum):
    """What is done to a use."""

    CALL = "call"
    REPEAT = "repeat"
    REST = "rest"
    PASS = "pass"  # noqa: S105 - a vote is passed
    RESUME = "resume"
    RECOVER = "recover"
    FAIL = "fail"
    CLEAR = "clear"
    REFUSE = "refuse"
    BEGIN = "begin"
    ACCEPT = "accept"
    BILL = "bill"
    APPROVE = "approve"
    RETURN = "return"
    PAY = "pay"
    WITHDRAW = "withdraw"
    GIVE_UP = "give_up"
    END = "end"
    KEEP = "keep"
    GO_ON = "go_on"
    ANNUL = "annul"
    REBILL = "rebill"
    UNPAY = "unpay"


MOVES: dict[Step, dict[State, State]] = {
    Step.CALL: {State.PLANNED: State.VOTING},
    Step.REPEAT: {State.FAILED: State.VOTING},
    Step.REST: {State.FAILED: State.VOTING},
    Step.PASS: {State.VOTING: State.CLEARED},
    Step.RESUME: {State.VOTING: State.WORKING},
    Step.RECOVER: {State.VOTING: State.ACCEPTED},
    Step.FAIL: {State.VOTING: State.FAILED},
    Step.CLEAR: {State.ASKED: State.CLEARED},
    Step.REFUSE: {State.ASKED: State.REFUSED, State.BILLED: State.REFUSED},
    Step.BEGIN: {State.CLEARED: State.WORKING},
    Step.ACCEPT: {State.WORKING: State.ACCEPTED},
    Step.BILL: {State.ACCEPTED: State.BILLED},
    Step.APPROVE: {State.BILLED: State.APPROVED},
    Step.RETURN: {State.BILLED: State.ACCEPTED},
    Step.PAY: {State.APPROVED: State.PAID},
    Step.WITHDRAW: {State.PLANNED: State.WITHDRAWN, State.ASKED: State.WITHDRAWN},
    Step.GIVE_UP: {State.CLEARED: State.GIVING_UP, State.WORKING: State.GIVING_UP},
    Step.END: {State.GIVING_UP: State.WITHDRAWN},
    Step.KEEP: {State.GIVING_UP: State.CLEARED},
    Step.GO_ON: {State.GIVING_UP: State.WORKING},
    Step.ANNUL: {
        State.CLEARED: State.FAILED,
        State.WORKING: State.FAILED,
        State.GIVING_UP: State.FAILED,
        State.ACCEPTED: State.FAILED,
        State.BILLED: State.FAILED,
        State.APPROVED: State.FAILED,
        State.MERGED: State.FAILED,
    },
    Step.REBILL: {State.BILLED: State.ACCEPTED, State.APPROVED: State.ACCEPTED},
    Step.UNPAY: {State.PAID: State.APPROVED},
}
STEP_NAMES: dict[Step, str] = {
    Step.CALL: mark("召集表决"),
    Step.REPEAT: mark("重新召集表决"),
    Step.REST: mark("重新提请表决"),
    Step.PASS: mark("表决通过"),
    Step.RESUME: mark("表决通过，继续施工"),
    Step.RECOVER: mark("表决通过，重新结算"),
    Step.FAIL: mark("表决未通过"),
    Step.CLEAR: mark("核准应急使用"),
    Step.REFUSE: mark("不予使用"),
    Step.BEGIN: mark("登记开工"),
    Step.ACCEPT: mark("登记验收"),
    Step.BILL: mark("结算分摊"),
    Step.APPROVE: mark("审核同意"),
    Step.RETURN: mark("退回"),
    Step.PAY: mark("拨付"),
    Step.WITHDRAW: mark("撤回"),
    Step.GIVE_UP: mark("申请不再实施"),
    Step.END: mark("确认不再实施"),
    Step.KEEP: mark("继续实施"),
    Step.GO_ON: mark("继续实施"),
    Step.ANNUL: mark("表决被撤销"),
    Step.REBILL: mark("重新结算"),
    Step.UNPAY: mark("冲销拨付"),
}


def may_move(state: State, step: Step) -> Decision:
    """Whether a use that stands here takes this step."""
    if state in MOVES[step]:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("这一项现在是“{state}”，不能{step}。"), {"state": STATE_NAMES[state], "step": STEP_NAMES[step]},
            mark("请刷新页面查看进展。"), code="state",
        )
    )  # fmt: skip
