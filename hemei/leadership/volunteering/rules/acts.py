"""One table: which role may do which act. Where, is decided by the place, the body or the person."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark


class Act(StrEnum):
    """What can be done."""

    SEE = "see"
    SEE_PERSONS = "see_persons"
    REPORT_IN = "report_in"
    REGISTER_OTHERS = "register_others"
    TELL_HOURS = "tell_hours"
    JUDGE_HOURS = "judge_hours"
    KEEP_LISTS = "keep_lists"
    OFFER = "offer"
    MATCH = "match"
    PAIR = "pair"
    DEMAND = "demand"


ACT_TEXTS: dict[Act, str] = {
    Act.SEE: mark("查看社区清单和结对"),
    Act.SEE_PERSONS: mark("查看报到党员和志愿者"),
    Act.REPORT_IN: mark("到社区报到"),
    Act.REGISTER_OTHERS: mark("登记报到党员和志愿者"),
    Act.TELL_HOURS: mark("登记服务时长"),
    Act.JUDGE_HOURS: mark("确认服务时长"),
    Act.KEEP_LISTS: mark("登记需求、资源和项目"),
    Act.OFFER: mark("提供资源和项目"),
    Act.MATCH: mark("对接资源和项目"),
    Act.PAIR: mark("登记结对"),
    Act.DEMAND: mark("写入约定事项"),
}
_COMMUNITY = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
_ABOVE = frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})
_OFFICES = frozenset({Role.DEPARTMENT_CLERK, Role.COMPANY_MANAGER})
_SYSTEM = frozenset({Role.SYSTEM})  # the first load of a city
# Whoever has signed in may be a member in post or a volunteer where he lives; staff do it as residents.
MAY: dict[Act, frozenset[Role]] = {
    Act.SEE: _COMMUNITY | _ABOVE | _OFFICES | _SYSTEM,
    Act.SEE_PERSONS: _COMMUNITY,
    Act.REPORT_IN: frozenset({Role.RESIDENT}),
    Act.REGISTER_OTHERS: _COMMUNITY | _SYSTEM,
    Act.TELL_HOURS: frozenset({Role.RESIDENT}) | _COMMUNITY | _SYSTEM,
    Act.JUDGE_HOURS: _COMMUNITY,
    Act.KEEP_LISTS: _COMMUNITY | _SYSTEM,
    Act.OFFER: _OFFICES,
    Act.MATCH: _COMMUNITY | _SYSTEM,
    Act.PAIR: _ABOVE | {Role.COMMUNITY_SECRETARY} | _SYSTEM,
    Act.DEMAND: frozenset({Role.COMMUNITY_SECRETARY, Role.COMMUNITY_CLERK}),
}


def may(role: Role, act: Act, *, covered: bool = True) -> Decision:
    """Whether a role may do this, and whether it lies within its places."""
    if role not in MAY[act]:
        return Decision.no(Reason(mark("这个身份不能{act}"), {"act": ACT_TEXTS[act]}, code="role"))
    if not covered:
        return Decision.no(
            Reason(mark("不在您的管辖范围内，不能{act}"), {"act": ACT_TEXTS[act]}, code="place")
        )
    return Decision.yes()
