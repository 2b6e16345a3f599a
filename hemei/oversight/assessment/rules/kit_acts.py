"""One table: which role may do which act of third-party assessment. Where, is decided by place, body and person."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark


class KitAct(StrEnum):
    """An act of third-party assessment."""

    SEE = "see"
    KEEP_CONTRACT = "keep_contract"
    DRAW = "draw"
    REVIEW = "review"
    VISIT = "visit"
    ASK = "ask"


KIT_ACT_TEXTS = {
    KitAct.SEE: mark("查看第三方评估"),
    KitAct.KEEP_CONTRACT: mark("登记第三方评估合同"),
    KitAct.DRAW: mark("抽取项目、安排检查"),
    KitAct.REVIEW: mark("复核检查"),
    KitAct.VISIT: mark("现场检查"),
    KitAct.ASK: mark("询问业主满意度"),
}
# Who bought the service runs it; what came of it everybody reads on the page of the round.
_BUYER = frozenset({Role.CITY_BUREAU, Role.SYSTEM})
MAY_KIT: dict[KitAct, frozenset[Role]] = {
    KitAct.SEE: _BUYER,
    KitAct.KEEP_CONTRACT: _BUYER,
    KitAct.DRAW: _BUYER,
    KitAct.REVIEW: _BUYER,
    KitAct.VISIT: frozenset({Role.ASSESSOR}),
    KitAct.ASK: frozenset({Role.ASSESSOR}),
}


def may_kit(role: Role, act: KitAct) -> Decision:
    """Whether a role may do an act of third-party assessment at all."""
    if role in MAY_KIT[act]:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("您的职务不能{act}"),
            {"act": KIT_ACT_TEXTS[act]},
            mark("请由主管部门或评估员办理"),
            code="role",
        )
    )
