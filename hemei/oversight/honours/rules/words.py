"""The words of honours: kinds, states, steps, grounds of withdrawal."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark


class Kind(StrEnum):
    """What is honoured: three kinds of exemplars, and the demonstration project."""

    MECHANISM = "mechanism"
    COMMITTEE = "committee"
    COMPANY_SERVICE = "company_service"
    DEMONSTRATION = "demonstration"


KIND_TEXTS: dict[Kind, str] = {
    Kind.MECHANISM: mark("三位一体机制典型"),
    Kind.COMMITTEE: mark("业委会规范典型"),
    Kind.COMPANY_SERVICE: mark("企业优质服务典型"),
    Kind.DEMONSTRATION: mark("示范项目"),
}
EXEMPLARS = (Kind.MECHANISM, Kind.COMMITTEE, Kind.COMPANY_SERVICE)
"""The three lists that an estate may stand in together 三类合一."""


class State(StrEnum):
    """Where a nomination stands; `published` is the exemplar, or the project that was named."""

    NOMINATED = "nominated"
    PASSED = "passed"
    POSTED = "posted"
    PUBLISHED = "published"
    DECLINED = "declined"
    STRUCK = "struck"
    TAKEN_BACK = "taken_back"
    WITHDRAWN = "withdrawn"


STATE_TEXTS: dict[State, str] = {
    State.NOMINATED: mark("待评审"),
    State.PASSED: mark("评审通过，待公示"),
    State.POSTED: mark("公示中"),
    State.PUBLISHED: mark("已公布"),
    State.DECLINED: mark("评审未通过"),
    State.STRUCK: mark("异议成立，不予公布"),
    State.TAKEN_BACK: mark("推荐人收回"),
    State.WITHDRAWN: mark("已撤销"),
}
STATE_TONES: dict[State, str] = {
    State.NOMINATED: "warn",
    State.PASSED: "brand",
    State.POSTED: "brand",
    State.PUBLISHED: "good",
    State.DECLINED: "",
    State.STRUCK: "bad",
    State.TAKEN_BACK: "",
    State.WITHDRAWN: "bad",
}
LIVE = frozenset({State.NOMINATED, State.PASSED, State.POSTED, State.PUBLISHED})
"""An estate has one live nomination of a kind at a time."""


class Stage(StrEnum):
    """A look at a nomination: the visit 现场查看, or the group's review 评审."""

    VISIT = "visit"
    GROUP = "group"


STAGE_TEXTS: dict[Stage, str] = {Stage.VISIT: mark("现场查看"), Stage.GROUP: mark("评审组评审")}


class Ground(StrEnum):
    """Why an honour is withdrawn."""

    RECHECK = "recheck"
    CONDUCT = "conduct"
    GONE = "gone"
    FALSE = "false"


GROUND_TEXTS: dict[Ground, str] = {
    Ground.RECHECK: mark("年度复核不合格"),
    Ground.CONDUCT: mark("有查实的违法违规行为"),
    Ground.GONE: mark("机制终止、业委会不再履职或企业退出项目"),
    Ground.FALSE: mark("申报材料不实"),
}


class Aim(StrEnum):
    """The three aims of harmonious estates."""

    NEIGHBOURS = "neighbours"
    SURROUNDINGS = "surroundings"
    ORDER = "order"


AIM_TEXTS: dict[Aim, str] = {
    Aim.NEIGHBOURS: mark("邻里和睦"),
    Aim.SURROUNDINGS: mark("环境美好"),
    Aim.ORDER: mark("文明有序"),
}


class ClockKind(StrEnum):
    """The clocks of an honour."""

    OBJECTION = "honours_objection"
    RECHECK = "honours_recheck"
