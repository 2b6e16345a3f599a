"""One table: which role may do which act on offices and staff. Where, is decided by the place."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.roles import role_may


class Act(StrEnum):
    """An act on offices and staff."""

    SEE = "see"
    KEEP_OFFICE = "keep_office"
    KEEP_STAFF = "keep_staff"
    KEEP_ASSESSMENT = "keep_assessment"


ACT_NAMES = {
    Act.SEE: mark("查看机构队伍"),
    Act.KEEP_OFFICE: mark("登记街道物业管理部门和编制"),
    Act.KEEP_STAFF: mark("登记社区兼职人员"),
    Act.KEEP_ASSESSMENT: mark("登记目标考核"),
}

_ABOVE = frozenset({Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})
_COMMUNITY = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
# The first load of a city acts as the system.
MAY: dict[Act, frozenset[Role]] = {
    Act.SEE: _ABOVE | _COMMUNITY | {Role.STREET_CLERK},
    Act.KEEP_OFFICE: _ABOVE | {Role.STREET_CLERK, Role.SYSTEM},
    Act.KEEP_STAFF: _ABOVE | {Role.STREET_CLERK, Role.COMMUNITY_SECRETARY, Role.SYSTEM},
    Act.KEEP_ASSESSMENT: _ABOVE | {Role.SYSTEM},
}

FROM_LEVELS = ("city", "county")
FROM_NAMES = {"city": mark("市级"), "county": mark("区县")}
LONGEST_NAME = 60
MOST_POSTS = 200
FIRST_YEAR = 2019  # the year of the city's opinion on property management


def may(role: Role, act: Act) -> Decision:
    """Whether a role may do an act at all."""
    return role_may(role, act, MAY, ACT_NAMES, mark("请由本级或上级的工作人员办理。"))


def may_begin(day: date, today: date) -> Decision:
    """Whether a fact may be recorded that begins on a day: on or after it."""
    if day <= today:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("{day}还没有到。"),
            {"day": day.isoformat()},
            mark("请在当天或以后登记。"),
            "valid_from",
            "future",
        )
    )


def may_end(begun: date, day: date, today: date) -> Decision:
    """Whether a fact that began on a day may end on another."""
    if day > today:
        return Decision.no(
            Reason(
                mark("{day}还没有到。"),
                {"day": day.isoformat()},
                mark("请在当天或以后登记。"),
                "valid_until",
                "future",
            )
        )
    if day <= begun:
        return Decision.no(
            Reason(
                mark("结束日早于开始日。"),
                {},
                mark("请填写开始日以后的日期；登记有误的请作废。"),
                "valid_until",
                "period",
            )
        )
    return Decision.yes()


def is_name(name: str) -> Decision:
    """Whether a text can be an office's name."""
    if 2 <= len(name) <= LONGEST_NAME:  # noqa: PLR2004 - one character names nothing
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("名称要有 2 到 {most} 个字。"),
            {"most": LONGEST_NAME},
            mark("请填写部门的名称。"),
            "name",
            "name",
        )
    )


def may_count(count: int | None) -> Decision:
    """Whether so many posts can have been moved down."""
    if count is not None and 0 <= count <= MOST_POSTS:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("编制数要在 0 到 {most} 之间。"),
            {"most": MOST_POSTS},
            mark("请填写整数。"),
            "count",
            "count",
        )
    )


def is_year(year: int, today: date) -> Decision:
    """Whether a year can have a target assessment by now."""
    if FIRST_YEAR <= year <= today.year:
        return Decision.yes()
    return Decision.no(
        Reason(mark("年度要在 {first} 到 {last} 之间。"), {"first": FIRST_YEAR, "last": today.year},
               mark("请核对年度。"), "year", "year")
    )  # fmt: skip
