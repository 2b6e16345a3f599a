"""The words of disclosures: subjects, states, what a question is about, how a figure is checked."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark


class Subject(StrEnum):
    """What is disclosed."""

    REVENUE = "revenue"
    FUND = "fund"
    AFFAIRS = "affairs"


class State(StrEnum):
    """How far a disclosure is. `PUBLISHED` stays: a correction is a further version of it."""

    DUE = "due"
    DRAFTED = "drafted"
    COMMENTS = "comments"
    PUBLISHED = "published"


class About(StrEnum):
    """What somebody asks or says something about."""

    MONEY = "money"
    FUND = "fund"
    DRAFT = "draft"
    SPENDING = "spending"


class Stage(StrEnum):
    """When a spending is watched."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class Owed(StrEnum):
    """Who may owe a disclosure; the standard says in which order."""

    COMPANY = "company"
    COMMITTEE = "committee"
    AUTHORITY = "authority"
    COMMUNITY = "community"


class Check(StrEnum):
    """Which entry check a figure did not pass."""

    YEAR = "year"
    MONTH = "month"


SUBJECT_TEXTS: dict[Subject, str] = {
    Subject.REVENUE: mark("公共收益"),
    Subject.FUND: mark("维修资金"),
    Subject.AFFAIRS: mark("物业事项"),
}
STATE_TEXTS: dict[State, str] = {
    State.DUE: mark("待起草"),
    State.DRAFTED: mark("待征求意见"),
    State.COMMENTS: mark("征求意见中"),
    State.PUBLISHED: mark("已公布"),
}
STATE_TONES: dict[State, str] = {
    State.DUE: "warn",
    State.DRAFTED: "warn",
    State.COMMENTS: "brand",
    State.PUBLISHED: "good",
}
ABOUT_TEXTS: dict[About, str] = {
    About.MONEY: mark("小区的钱"),
    About.FUND: mark("维修资金"),
    About.DRAFT: mark("征求意见的公开"),
    About.SPENDING: mark("一笔支出"),
}
STAGE_TEXTS: dict[Stage, str] = {
    Stage.BEFORE: mark("付款以前"),
    Stage.DURING: mark("办理当中"),
    Stage.AFTER: mark("付款以后"),
}
OWED_TEXTS: dict[Owed, str] = {
    Owed.COMPANY: mark("物业服务企业"),
    Owed.COMMITTEE: mark("业委会"),
    Owed.AUTHORITY: mark("物业主管部门"),
    Owed.COMMUNITY: mark("社区"),
}
SAID_TEXTS: dict[str, str] = {
    "first_day.books": mark("账簿自{day}开始，以前的收支不在本表"),
    "first_day.fund": mark("分户账自{day}在平台建账，以前的收支不在本表"),
    "company.none": mark("没有在管的物业服务企业"),
    "company.since": mark("{company}，合同自{since}起"),
    "manager.since": mark("负责人自{since}起任职"),
    "manager.missing": mark("没有登记负责人，由{company}报主管部门登记"),
    "services.agreed": mark("合同约定的服务事项：{services}"),
    "services.missing": mark("合同没有登记服务事项，由{company}报主管部门登记"),
    "quality.grade": mark("合同约定的服务等级：{grade}"),
    "quality.missing": mark("合同没有登记服务等级，由{company}报主管部门登记"),
    "charges.fee": mark("物业服务费"),
    "charges.missing": mark("合同没有登记收费项目，由{company}报主管部门登记"),
    "prices.fee": mark("物业服务费每月每平方米{yuan}元"),
    "prices.missing": mark("合同没有登记收费标准，由{company}报主管部门登记"),
    "committee.there": mark("已成立"),
    "committee.none": mark("没有在任的业主委员会"),
    "committee.adopted": mark("业主委员会会议通过，{day}"),
    "vote.passed": mark("业主表决通过，{day}公布"),
    "vote.annulled": mark("业主表决通过，后被撤销，{day}公布"),
    "vote.failed": mark("业主表决没有通过，{day}公布"),
    "spaces.count": mark("房屋登记有{count}个车位"),
    "spaces.missing": mark("房屋登记没有车位；车位数由社区核对登记"),
    "parking.price": mark("{every}{yuan}元"),
}
"""What a line says that is no amount, by the code it keeps."""
COUNTED_TEXTS: dict[str, str] = {
    "in_time": mark("{count}件，本期受理的报事共{of}件"),
    "accepted": mark("{count}次，有时限的受理共{of}次"),
    "handled": mark("{count}次，有时限的办理共{of}次，一件报事可以有几次"),
    "found_false": mark("{count}次，查得清的复查共{of}次"),
}
"""What a line of property affairs counts, and of what: reports, steps with a time limit, re-visits."""
CHECK_TEXTS: dict[Check, str] = {
    Check.YEAR: mark("比上年同期变动{change}"),
    Check.MONTH: mark("比上月变动{change}"),
}
