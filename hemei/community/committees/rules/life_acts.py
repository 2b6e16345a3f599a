"""One table: which role may do which act of a committee's life. Where, the place or the committee decides."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Reason, mark


class LifeAct(StrEnum):
    """What can be done in a committee's life."""

    SEE = "see"
    SEE_DANGERS = "see_dangers"
    PROPOSE_RECALL = "propose_recall"
    HEAR = "hear"
    PUT_TO_VOTE = "put_to_vote"
    WITHDRAW = "withdraw"
    RESIGN = "resign"
    DECLINE = "decline"
    STEP_IN = "step_in"
    FILE_CHANGE = "file_change"
    HAND_OVER = "hand_over"
    SIGN = "sign"
    END_UNSIGNED = "end_unsigned"
    STAND_IN = "stand_in"
    TRAIN = "train"
    REPORT = "report"
    MEET = "meet"
    POST = "post"
    ADVISE = "advise"
    ANSWER_ADVICE = "answer_advice"
    SETTLE_CONTEST = "settle_contest"
    ENTER_LEAVING = "enter_leaving"
    SETTLE_LEAVING = "settle_leaving"
    OBJECT_LEAVING = "object_leaving"


LIFE_ACT_TEXTS: dict[LifeAct, str] = {
    LifeAct.SEE: mark("查看业委会履职"),
    LifeAct.SEE_DANGERS: mark("查看预警的业委会"),
    LifeAct.PROPOSE_RECALL: mark("登记罢免的提议"),
    LifeAct.HEAR: mark("登记听取申辩"),
    LifeAct.PUT_TO_VOTE: mark("把罢免交付表决"),
    LifeAct.WITHDRAW: mark("登记撤回罢免"),
    LifeAct.RESIGN: mark("辞去委员"),
    LifeAct.DECLINE: mark("辞去还没有就任的席位"),
    LifeAct.STEP_IN: mark("登记候补递补"),
    LifeAct.FILE_CHANGE: mark("登记变更备案"),
    LifeAct.HAND_OVER: mark("登记移交"),
    LifeAct.SIGN: mark("签收移交"),
    LifeAct.END_UNSIGNED: mark("登记没有签字的移交终止"),
    LifeAct.STAND_IN: mark("组建物业管理委员会"),
    LifeAct.TRAIN: mark("登记委员培训"),
    LifeAct.REPORT: mark("登记向业主报告"),
    LifeAct.MEET: mark("召集业委会会议"),
    LifeAct.POST: mark("登记委员情况公示"),
    LifeAct.ADVISE: mark("提出居委会建议"),
    LifeAct.ANSWER_ADVICE: mark("答复居委会建议"),
    LifeAct.SETTLE_CONTEST: mark("处理重新计票的争议"),
    LifeAct.ENTER_LEAVING: mark("登记离任"),
    LifeAct.SETTLE_LEAVING: mark("核对离任"),
    LifeAct.OBJECT_LEAVING: mark("对离任提出异议"),
}
_COMMUNITY = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
_ABOVE = frozenset({Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})
_GUIDES = _COMMUNITY | {Role.STREET_CLERK}
_OWN = frozenset({Role.COMMITTEE_MEMBER})
_SYSTEM = frozenset({Role.SYSTEM})
# Members decide nothing about one another here: what they and the owners sign on paper, community and street enter.
MAY: dict[LifeAct, frozenset[Role]] = {
    LifeAct.SEE: _GUIDES | _ABOVE | _OWN | _SYSTEM,
    LifeAct.SEE_DANGERS: _GUIDES | _ABOVE | _SYSTEM,
    LifeAct.PROPOSE_RECALL: _GUIDES | _SYSTEM,
    LifeAct.HEAR: _GUIDES | _SYSTEM,
    LifeAct.PUT_TO_VOTE: _COMMUNITY | _SYSTEM,
    LifeAct.WITHDRAW: _GUIDES | _SYSTEM,
    LifeAct.RESIGN: _OWN,
    LifeAct.DECLINE: _OWN | {Role.RESIDENT},  # he is elected as an owner: his office opens with the seat
    LifeAct.STEP_IN: frozenset({Role.COMMUNITY_SECRETARY, Role.STREET_CLERK}) | _SYSTEM,
    LifeAct.FILE_CHANGE: _GUIDES | _OWN | _SYSTEM,
    LifeAct.HAND_OVER: _GUIDES | _OWN | _SYSTEM,
    LifeAct.SIGN: _GUIDES | _OWN | _SYSTEM,
    LifeAct.END_UNSIGNED: _GUIDES | _SYSTEM,
    LifeAct.STAND_IN: frozenset({Role.STREET_CLERK}) | _SYSTEM,
    LifeAct.TRAIN: _GUIDES | _SYSTEM,
    LifeAct.REPORT: _COMMUNITY | _OWN | _SYSTEM,
    LifeAct.MEET: _GUIDES | _OWN | _SYSTEM,
    LifeAct.POST: _COMMUNITY | _OWN | _SYSTEM,
    LifeAct.ADVISE: _COMMUNITY | _SYSTEM,
    LifeAct.ANSWER_ADVICE: _COMMUNITY | _OWN | _SYSTEM,
    LifeAct.SETTLE_CONTEST: frozenset({Role.STREET_CLERK}) | _SYSTEM,
    LifeAct.ENTER_LEAVING: _GUIDES,
    LifeAct.SETTLE_LEAVING: _GUIDES,
    LifeAct.OBJECT_LEAVING: _GUIDES | _OWN,
}


def may(actor: Actor, act: LifeAct, *, scope: str = "", body: int | None = None) -> Decision:
    """Whether the actor may do this at all, and with a scope: there, or in his own committee."""
    if actor.role not in MAY[act]:
        return Decision.no(Reason(mark("这个身份不能{act}"), {"act": LIFE_ACT_TEXTS[act]}, code="role"))
    own = actor.role is Role.COMMITTEE_MEMBER and body is not None and actor.body_id == body
    if scope and not own and not actor.covers(scope):
        return Decision.no(
            Reason(mark("不在您的管辖范围内，不能{act}"), {"act": LIFE_ACT_TEXTS[act]}, code="place")
        )
    return Decision.yes()
