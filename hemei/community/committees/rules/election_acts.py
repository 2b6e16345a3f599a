"""One table: which role may do which act of an election. Where, the place decides; owners act in their own estate."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark


class Act(StrEnum):
    """What can be done around an election."""

    SEE = "see"
    SEE_OWN = "see_own"
    APPLY = "apply"
    BEGIN = "begin"
    FORM_GROUP = "form_group"
    WORK = "work"
    STAND = "stand"
    REGISTER = "register"
    CHECK = "check"
    POST = "post"
    OBJECT = "object"
    SETTLE = "settle"
    ORDER = "order"
    CALL = "call"
    FILE = "file"
    RECEIVE = "receive"
    CONSTITUTE = "constitute"
    STOP = "stop"
    RESOLVE = "resolve"


ACT_TEXTS: dict[Act, str] = {
    Act.SEE: mark("查看业委会选举"),
    Act.SEE_OWN: mark("查看本小区的选举"),
    Act.APPLY: mark("申请召开首次业主大会"),
    Act.BEGIN: mark("启动选举"),
    Act.FORM_GROUP: mark("成立筹备组"),
    Act.WORK: mark("登记筹备工作"),
    Act.STAND: mark("参选"),
    Act.REGISTER: mark("登记候选人"),
    Act.CHECK: mark("审查候选人"),
    Act.POST: mark("公示候选人"),
    Act.OBJECT: mark("提出异议"),
    Act.SETTLE: mark("答复异议"),
    Act.ORDER: mark("责令业委会召集选举的业主大会"),
    Act.CALL: mark("召集选举的业主大会"),
    Act.FILE: mark("提交备案"),
    Act.RECEIVE: mark("审核备案"),
    Act.CONSTITUTE: mark("登记首次业委会会议"),
    Act.STOP: mark("终止选举"),
    Act.RESOLVE: mark("处理被撤销的选举结果"),
}
_COMMUNITY = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
_ABOVE = frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})
_SYSTEM = frozenset({Role.SYSTEM})
_OWNERS = frozenset({Role.RESIDENT})
# The authority of the estate's place forms the group, settles objections and receives the filing (guidance rules
# articles 9, 11; regulation article 16); the residents' committee helps and enters what comes on paper.
MAY: dict[Act, frozenset[Role]] = {
    Act.SEE: _COMMUNITY | _ABOVE | {Role.DEPARTMENT_CLERK} | _SYSTEM,
    Act.SEE_OWN: _OWNERS | {Role.COMMITTEE_MEMBER},
    Act.APPLY: _OWNERS | _COMMUNITY | _SYSTEM,
    Act.BEGIN: _COMMUNITY | {Role.STREET_CLERK} | _SYSTEM,
    Act.FORM_GROUP: frozenset({Role.STREET_CLERK}) | _SYSTEM,
    Act.WORK: _COMMUNITY | {Role.STREET_CLERK} | _SYSTEM,
    Act.STAND: _OWNERS,
    Act.REGISTER: _COMMUNITY | {Role.STREET_CLERK} | _SYSTEM,
    Act.CHECK: _COMMUNITY | {Role.STREET_CLERK} | _SYSTEM,
    Act.POST: _COMMUNITY | {Role.STREET_CLERK} | _SYSTEM,
    Act.OBJECT: _OWNERS | _COMMUNITY | {Role.STREET_CLERK},
    Act.SETTLE: frozenset({Role.STREET_CLERK}) | _SYSTEM,
    # Guidance rules, article 57: street or housing authority order a committee that does not renew itself.
    Act.ORDER: frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR}) | _SYSTEM,
    Act.CALL: _COMMUNITY | _SYSTEM,
    Act.FILE: _COMMUNITY | _SYSTEM,
    Act.RECEIVE: frozenset({Role.STREET_CLERK, Role.DEPARTMENT_CLERK}) | _SYSTEM,
    Act.CONSTITUTE: _COMMUNITY | {Role.STREET_CLERK} | _SYSTEM,
    Act.STOP: frozenset({Role.STREET_CLERK}) | _SYSTEM,
    Act.RESOLVE: frozenset({Role.STREET_CLERK}) | _SYSTEM,
}


def may(role: Role, act: Act, *, covered: bool = True) -> Decision:
    """Whether a role may do this, and whether it lies within its places or its estate."""
    if role not in MAY[act]:
        return Decision.no(Reason(mark("这个身份不能{act}"), {"act": ACT_TEXTS[act]}, code="role"))
    if not covered:
        return Decision.no(
            Reason(mark("不在您的管辖范围内，不能{act}"), {"act": ACT_TEXTS[act]}, code="place")
        )
    return Decision.yes()
