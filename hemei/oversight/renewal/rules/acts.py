"""One table: which role may do which act of renewal. Where, is decided by the place."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark


class Act(StrEnum):
    """What can be done."""

    SEE = "see"
    SURVEY = "survey"
    DECIDE = "decide"
    RENOVATE = "renovate"
    SERVE = "serve"


ACT_TEXTS: dict[Act, str] = {
    Act.SEE: mark("查看老旧小区长效管理"),
    Act.SURVEY: mark("登记摸底情况"),
    Act.DECIDE: mark("登记管理模式的决定"),
    Act.RENOVATE: mark("登记改造项目"),
    Act.SERVE: mark("登记准物业和应急服务"),
}
_COMMUNITY = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
# The same who keep the register of modes, to which every act leads.
_STREET = frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU, Role.SYSTEM})
MAY: dict[Act, frozenset[Role]] = {
    Act.SEE: _COMMUNITY | _STREET,
    Act.SURVEY: _COMMUNITY | _STREET,
    Act.DECIDE: _STREET,
    Act.RENOVATE: _STREET,
    Act.SERVE: _STREET,
}


def may(role: Role, act: Act) -> Decision:
    """Whether a role may do this within its places."""
    if role in MAY[act]:
        return Decision.yes()
    return Decision.no(
        Reason(mark("这个身份不能{act}"), {"act": ACT_TEXTS[act]}, mark("请由街道或上级办理"), code="role")
    )
