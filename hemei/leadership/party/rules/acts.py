"""One table: which role may do which act on the Party side. Where, is decided by the place."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark


class Act(StrEnum):
    """What can be done on the Party side."""

    SEE = "see"
    RELATE = "relate"
    COVER = "cover"
    DEMAND = "demand"
    PLACE_PART = "place_part"


ACT_TEXTS: dict[Act, str] = {
    Act.SEE: mark("查看党组织"),
    Act.RELATE: mark("登记领导和指导关系"),
    Act.COVER: mark("登记小区和楼栋的覆盖"),
    Act.DEMAND: mark("按责任清单布置任务"),
    Act.PLACE_PART: mark("登记领导体制"),
}
_BUREAU = frozenset({Role.CITY_BUREAU, Role.SYSTEM})
_ABOVE = _BUREAU | {Role.COUNTY_COORDINATOR, Role.STREET_CLERK}
_STAFF = _ABOVE | {
    Role.COMMUNITY_CLERK,
    Role.COMMUNITY_SECRETARY,
    Role.DEPARTMENT_CLERK,
    Role.COMPANY_MANAGER,
}
MAY: dict[Act, frozenset[Role]] = {
    Act.SEE: _STAFF,
    Act.RELATE: _ABOVE,
    Act.COVER: _ABOVE | {Role.COMMUNITY_SECRETARY},
    Act.DEMAND: _BUREAU | {Role.COUNTY_COORDINATOR},
    Act.PLACE_PART: _ABOVE,
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
