"""One table: which role may do which act of deliberation. Where, is decided by the place, the body or the home."""

from __future__ import annotations

from enum import StrEnum

from hemei.community.deliberation.rules.words import RaisedBy
from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark


class Act(StrEnum):
    """What can be done."""

    SEE = "see"
    SEE_OWN = "see_own"
    RAISE = "raise"
    CHECK = "check"
    CALL = "call"
    CONCLUDE = "conclude"
    ASK_EXTRA = "ask_extra"
    SHARE = "share"
    RATE = "rate"
    KEEP_MECHANISM = "keep_mechanism"


ACT_TEXTS: dict[Act, str] = {
    Act.SEE: mark("查看议题和会议"),
    Act.SEE_OWN: mark("查看所住小区的议事"),
    Act.RAISE: mark("提出议题"),
    Act.CHECK: mark("核对议题"),
    Act.CALL: mark("召集三位一体会议"),
    Act.CONCLUDE: mark("记录议定事项"),
    Act.ASK_EXTRA: mark("要求临时召开会议"),
    Act.SHARE: mark("公布结果"),
    Act.RATE: mark("评价办理结果"),
    Act.KEEP_MECHANISM: mark("登记议事协调机制"),
}
_COMMUNITY = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
_ABOVE = frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})
_SYSTEM = frozenset({Role.SYSTEM})
SIDE_OF: dict[Role, RaisedBy] = {
    Role.RESIDENT: RaisedBy.RESIDENT,
    Role.COMMUNITY_CLERK: RaisedBy.RESIDENTS_COMMITTEE,
    Role.COMMUNITY_SECRETARY: RaisedBy.PARTY,
    Role.COMPANY_MANAGER: RaisedBy.COMPANY,
    Role.COMMITTEE_MEMBER: RaisedBy.OWNERS,
}
"""In whose name a role raises a topic."""
_PARTIES = frozenset(SIDE_OF) - {Role.RESIDENT}
# The one who is counted does not enter himself: the street and those above keep the register.
MAY: dict[Act, frozenset[Role]] = {
    Act.SEE: _COMMUNITY | _ABOVE | _PARTIES | _SYSTEM,
    Act.SEE_OWN: frozenset({Role.RESIDENT}),
    Act.RAISE: frozenset(SIDE_OF) | _SYSTEM,
    Act.CHECK: _COMMUNITY | _SYSTEM,
    Act.CALL: _COMMUNITY | _SYSTEM,
    Act.CONCLUDE: _COMMUNITY | _SYSTEM,
    Act.ASK_EXTRA: _PARTIES | _SYSTEM,
    Act.SHARE: _COMMUNITY | _SYSTEM,
    Act.RATE: frozenset({Role.RESIDENT}),
    Act.KEEP_MECHANISM: _ABOVE | _SYSTEM,
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
