"""One table: which role may do which act on patrols. Where, is decided by the place."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, mark
from hemei.kernel.roles import role_may


class Act(StrEnum):
    """An act on patrols."""

    SEE = "see"
    WALK = "walk"
    KEEP_POINTS = "keep_points"
    PLAN = "plan"
    EXPLAIN = "explain"


ACT_NAMES = {
    Act.SEE: mark("查看网格巡查"),
    Act.WALK: mark("提交巡查"),
    Act.KEEP_POINTS: mark("维护巡查点位"),
    Act.PLAN: mark("安排巡查"),
    Act.EXPLAIN: mark("说明漏巡原因"),
}

_COMMUNITY = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
_KEEPERS = _COMMUNITY | {Role.STREET_CLERK, Role.SYSTEM}
# The worker plans and the first load of a city acts as the system.
MAY: dict[Act, frozenset[Role]] = {
    Act.SEE: _COMMUNITY
    | {Role.GRID_WORKER, Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU, Role.SYSTEM},
    Act.WALK: frozenset({Role.GRID_WORKER}),
    Act.KEEP_POINTS: _KEEPERS,
    Act.PLAN: _KEEPERS,
    Act.EXPLAIN: _COMMUNITY | {Role.GRID_WORKER, Role.STREET_CLERK},
}


def may(role: Role, act: Act) -> Decision:
    """Whether a role may do an act at all."""
    return role_may(role, act, MAY, ACT_NAMES, mark("请由社区、街道的工作人员或本网格的网格员办理。"))
