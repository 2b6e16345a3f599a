"""Who may do what with notices: everybody with his own, the system's administration with the queue."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, mark
from hemei.kernel.roles import role_may


class Act(StrEnum):
    """An act on notices."""

    OWN = "own"
    FEED = "feed"
    SEE_QUEUE = "see_queue"
    RETRY = "retry"


ACT_NAMES = {
    Act.OWN: mark("设置自己的提醒"),
    Act.FEED: mark("订阅办事日历"),
    Act.SEE_QUEUE: mark("查看发送队列"),
    Act.RETRY: mark("重新发送"),
}
_NOBODYS = frozenset({Role.PUBLIC, Role.SYSTEM})
IN_OFFICE = frozenset(
    {
        Role.COMMUNITY_CLERK,
        Role.COMMUNITY_SECRETARY,
        Role.STREET_CLERK,
        Role.DEPARTMENT_CLERK,
        Role.COUNTY_COORDINATOR,
        Role.CITY_BUREAU,
        Role.COMPANY_MANAGER,
        Role.COMMITTEE_MEMBER,
    }
)
"""Who is told what his body has to do: who handles it, not who patrols, records or audits."""
MAY: dict[Act, frozenset[Role]] = {
    Act.OWN: frozenset(Role) - _NOBODYS,
    Act.FEED: frozenset(Role) - _NOBODYS - {Role.RESIDENT},
    Act.SEE_QUEUE: frozenset({Role.SYSTEM_ADMIN}),
    Act.RETRY: frozenset({Role.SYSTEM_ADMIN, Role.SYSTEM}),
}


def may(role: Role, act: Act) -> Decision:
    """Whether a role may do an act at all."""
    return role_may(role, act, MAY, ACT_NAMES, mark("请换一个身份，或者请系统管理员办理。"))
