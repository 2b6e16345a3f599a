"""One table: which role may do which act on files of orders. Where, is decided by the place."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, mark
from hemei.kernel.roles import role_may


class Act(StrEnum):
    """An act on files of orders."""

    SEE = "see"
    BRING = "bring"
    DECIDE = "decide"
    TAKE = "take"


ACT_NAMES = {
    Act.SEE: mark("查看热线文件"),
    Act.BRING: mark("导入热线文件"),
    Act.DECIDE: mark("对照来源系统的类别和小区"),
    Act.TAKE: mark("取回传文件"),
}
DESKS = frozenset({Role.HOTLINE_CLERK, Role.STREET_CLERK, Role.CITY_BUREAU})
"""The desk of the hotline, the street's clerk and the bureau; the owner's command acts as the system."""
MAY: dict[Act, frozenset[Role]] = {
    Act.SEE: DESKS,
    Act.BRING: DESKS | {Role.SYSTEM},
    Act.DECIDE: DESKS | {Role.SYSTEM},
    Act.TAKE: DESKS | {Role.SYSTEM},
}


def may(role: Role, act: Act) -> Decision:
    """Whether a role may do an act at all."""
    return role_may(role, act, MAY, ACT_NAMES, mark("请由热线坐席、街道或市级主管部门的工作人员办理。"))
