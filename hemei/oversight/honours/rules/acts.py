"""One table: which role may do which act. Where, is decided by the place or the body."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark
from hemei.oversight.honours.rules.standards import Nominator


class Act(StrEnum):
    """What can be done."""

    SEE = "see"
    NOMINATE = "nominate"
    TAKE_BACK = "take_back"
    REVIEW = "review"
    POST = "post"
    OBJECT = "object"
    DECIDE = "decide"
    PUBLISH = "publish"
    RECHECK = "recheck"
    WITHDRAW = "withdraw"
    SET_TARGET = "set_target"


ACT_TEXTS: dict[Act, str] = {
    Act.SEE: mark("查看典型和示范项目"),
    Act.NOMINATE: mark("推荐典型"),
    Act.TAKE_BACK: mark("收回推荐"),
    Act.REVIEW: mark("登记查看和评审"),
    Act.POST: mark("公示"),
    Act.OBJECT: mark("对公示提出异议"),
    Act.DECIDE: mark("答复异议"),
    Act.PUBLISH: mark("公布典型"),
    Act.RECHECK: mark("登记复核"),
    Act.WITHDRAW: mark("撤销典型"),
    Act.SET_TARGET: mark("确定行动目标"),
}
NOMINATORS: dict[Role, Nominator] = {Role.STREET_CLERK: "street", Role.COMPANY_MANAGER: "company"}
"""As what a role nominates; which kinds, the standard says."""

_BUREAU = frozenset({Role.CITY_BUREAU})
_BESIDE = frozenset(
    {
        Role.COMMUNITY_CLERK,
        Role.COMMUNITY_SECRETARY,
        Role.COUNTY_COORDINATOR,
        Role.COMMITTEE_MEMBER,
    }
)
_OTHERS = frozenset({Role.RESIDENT, Role.GRID_WORKER, Role.HOTLINE_CLERK, Role.DEPARTMENT_CLERK})
_STAFF = _BUREAU | _BESIDE | frozenset(NOMINATORS)
MAY: dict[Act, frozenset[Role]] = {
    Act.SEE: _STAFF,
    Act.NOMINATE: frozenset(NOMINATORS),
    Act.TAKE_BACK: frozenset(NOMINATORS),
    Act.REVIEW: _BUREAU,
    Act.POST: _BUREAU,
    # Whoever has signed in may object to what is posted for everybody; who decides does not object.
    Act.OBJECT: (_STAFF - _BUREAU) | _OTHERS,
    Act.DECIDE: _BUREAU,
    Act.PUBLISH: _BUREAU,
    Act.RECHECK: _BUREAU,
    Act.WITHDRAW: _BUREAU,
    Act.SET_TARGET: _BUREAU,
}


def may(role: Role, act: Act, *, covered: bool = True) -> Decision:
    """Whether a role may do this, and whether it lies within its places or is its own."""
    if role not in MAY[act]:
        return Decision.no(Reason(mark("这个身份不能{act}"), {"act": ACT_TEXTS[act]}, code="role"))
    if not covered:
        return Decision.no(
            Reason(mark("不在您的管辖范围内，不能{act}"), {"act": ACT_TEXTS[act]}, code="place")
        )
    return Decision.yes()
