"""Founding, changing and ending an organisation: which form stands at which level, and who may."""

from __future__ import annotations

from datetime import date

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark
from hemei.leadership.party.rules.words import FORM_TEXTS, LEVEL_TEXTS, Form, Level

# The branch stands in the estate, the group in the building (支部建在小区，党小组建在楼栋).
FORMS_AT: dict[Level, frozenset[Form]] = {
    Level.CITY: frozenset({Form.WORK_COMMITTEE, Form.LEADING_GROUP, Form.COMMITTEE}),
    Level.INDUSTRY: frozenset({Form.COMMITTEE, Form.WORK_COMMITTEE}),
    Level.COUNTY: frozenset({Form.COMMITTEE, Form.WORK_COMMITTEE, Form.LEADING_GROUP}),
    Level.STREET: frozenset({Form.WORK_COMMITTEE, Form.COMMITTEE}),
    Level.COMMUNITY: frozenset({Form.COMMITTEE, Form.GENERAL_BRANCH, Form.BRANCH}),
    Level.COMPANY: frozenset({Form.COMMITTEE, Form.GENERAL_BRANCH, Form.BRANCH}),
    Level.UNIT: frozenset({Form.COMMITTEE, Form.LEADING_GROUP, Form.GENERAL_BRANCH, Form.BRANCH}),
    Level.ESTATE: frozenset({Form.GENERAL_BRANCH, Form.BRANCH}),
    Level.BUILDING: frozenset({Form.GROUP}),
}
_IN_ESTATES = frozenset({Level.ESTATE, Level.BUILDING})
_IN_STREETS = _IN_ESTATES | {Level.COMMUNITY}
FOUNDS: dict[Role, frozenset[Level]] = {
    Role.SYSTEM: frozenset(Level),
    Role.CITY_BUREAU: frozenset(Level),
    Role.COUNTY_COORDINATOR: _IN_STREETS | {Level.STREET, Level.UNIT},
    Role.STREET_CLERK: _IN_STREETS,
    Role.COMMUNITY_SECRETARY: _IN_ESTATES,
}
"""Which levels a role founds, changes and ends: those below its own, in its places."""

SHORTEST_NAME, LONGEST_NAME = 4, 60


def may_found(role: Role, level: Level, *, covered: bool = True) -> Decision:
    """Whether a role keeps organisations of a level, and whether it lies within its places."""
    if level not in FOUNDS.get(role, frozenset()):
        return Decision.no(
            Reason(
                mark("这个身份不能登记“{level}”的党组织"),
                {"level": LEVEL_TEXTS[level]},
                mark("请由上一级的工作人员登记"),
                code="role",
            )
        )
    if not covered:
        return Decision.no(
            Reason(mark("不在您的管辖范围内"), remedy=mark("请选择本辖区的地点"), field="place", code="place")
        )
    return Decision.yes()


def may_stand(form: Form, level: Level) -> Decision:
    """Whether an organisation of this form stands at this level."""
    if form in FORMS_AT[level]:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("“{level}”不设“{form}”"),
            {"level": LEVEL_TEXTS[level], "form": FORM_TEXTS[form]},
            mark("请换一种形式，或核对层级"),
            field="form",
            code="form",
        )
    )


def is_name(name: str) -> Decision:
    """Whether a text can be an organisation's name."""
    if SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("名称要有{least}到{most}个字"),
            {"least": SHORTEST_NAME, "most": LONGEST_NAME},
            mark("请写全称，例如“某某小区党支部”"),
            field="name",
            code="name",
        )
    )


def may_begin(since: date, today: date) -> Decision:
    """Whether a fact can have begun on a day: not in the future, and not before there was anything of it."""
    if since > today or since.year < 1949:  # noqa: PLR2004 - nothing is older
        return Decision.no(
            Reason(
                mark("开始日期{day}不合理"), {"day": since.isoformat()}, mark("请填写今天或以前的日期"),
                field="since", code="day",
            )
        )  # fmt: skip
    return Decision.yes()


def may_change_on(day: date, since: date, today: date, field: str) -> Decision:
    """Whether something that stands since a day may change or end on another."""
    if day <= since:
        return Decision.no(
            Reason(
                mark("日期要晚于{day}"), {"day": since.isoformat()}, mark("请核对日期"), field=field, code="period"
            )
        )  # fmt: skip
    if day > today:
        return Decision.no(
            Reason(mark("{day}还没有到"), {"day": day.isoformat()}, mark("请在当天或以后登记"), field=field, code="day")
        )  # fmt: skip
    return Decision.yes()
