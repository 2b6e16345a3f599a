"""One table: which role may do which act of assessment. Where, the place of the round or the subject decides."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark


class Act(StrEnum):
    """What can be done."""

    SEE = "see"
    ORGANISE = "organise"
    MARK = "mark"
    OBJECT = "object"
    TAKE_UP = "take_up"
    SET_FREQUENCY = "set_frequency"


ACT_TEXTS: dict[Act, str] = {
    Act.SEE: mark("查看评价"),
    Act.ORGANISE: mark("组织评价"),
    Act.MARK: mark("评分"),
    Act.OBJECT: mark("对评分提出异议"),
    Act.TAKE_UP: mark("登记建议的采纳"),
    Act.SET_FREQUENCY: mark("设定检查频次"),
}
_COMMUNITY = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
_ORGANISERS = frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})
_SYSTEM = frozenset({Role.SYSTEM})  # the first load of a city, and what follows by rule
_SUBJECTS = _COMMUNITY | {Role.STREET_CLERK, Role.COMPANY_MANAGER, Role.COMMITTEE_MEMBER}
# Whom the organiser may name as an assessor: Party and community, departments, owners; never a subject's own side.
_ASSESSORS = _COMMUNITY | _ORGANISERS | {Role.DEPARTMENT_CLERK, Role.RESIDENT}
_READERS = frozenset({Role.GRID_WORKER, Role.HOTLINE_CLERK})  # what is published is for everybody
MAY: dict[Act, frozenset[Role]] = {
    Act.SEE: _SUBJECTS | _ASSESSORS | _READERS | _SYSTEM,
    Act.ORGANISE: _ORGANISERS | _SYSTEM,
    Act.MARK: _ASSESSORS | {Role.ASSESSOR} | _SYSTEM,
    Act.OBJECT: _SUBJECTS,
    Act.TAKE_UP: _COMMUNITY | {Role.STREET_CLERK},
    Act.SET_FREQUENCY: frozenset({Role.COUNTY_COORDINATOR, Role.CITY_BUREAU}) | _SYSTEM,
}
_ABOVE_STREETS = frozenset({Role.COUNTY_COORDINATOR, Role.CITY_BUREAU}) | _SYSTEM
# Nobody evaluates himself or his peers: a street is judged from above, a company by the city that licenses all.
OPENS: dict[str, frozenset[Role]] = {
    "street-evaluation": _ABOVE_STREETS,
    "company-service": frozenset({Role.CITY_BUREAU}) | _SYSTEM,
    "service-quality": _ABOVE_STREETS,
    "red-property-standard": MAY[Act.ORGANISE],
    "three-in-one-standard": MAY[Act.ORGANISE],
    "committee-evaluation": MAY[Act.ORGANISE],
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


def may_open(role: Role, standard: str) -> Decision:
    """Whether a role may open a round by this standard."""
    if role in OPENS.get(standard, frozenset()):
        return Decision.yes()
    return Decision.no(
        Reason(mark("这个身份不能按这项标准组织评价"), {}, mark("请由上级组织"), "standard", "role")
    )
