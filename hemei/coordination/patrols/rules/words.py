"""The fixed values of patrols and their names on pages."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark


class RoundState(StrEnum):
    """Where a round stands. That somebody is walking only his phone knows, for it may be without a network."""

    PLANNED = "planned"
    DONE = "done"
    MISSED = "missed"


class Result(StrEnum):
    """What a walker says of a point; a point without a result was not walked."""

    CLEAR = "clear"
    FOUND = "found"
    BLOCKED = "blocked"


RESULT_NAMES: dict[Result, str] = {
    Result.CLEAR: mark("没有发现问题"),
    Result.FOUND: mark("发现问题"),
    Result.BLOCKED: mark("没能查看"),
}


class Shown(StrEnum):
    """How a round is shown and searched for: a walked one in time or late, a missed one with or without a reason."""

    PLANNED = "planned"
    ON_TIME = "on_time"
    LATE = "late"
    MISSED = "missed"


SHOWN_NAMES: dict[Shown, str] = {
    Shown.PLANNED: mark("待巡查"),
    Shown.ON_TIME: mark("按时完成"),
    Shown.LATE: mark("过期补走"),
    Shown.MISSED: mark("漏巡"),
}


class Why(StrEnum):
    """Why a round or some of its points were missed."""

    LEAVE = "leave"
    CALLED_AWAY = "called_away"
    WEATHER = "weather"
    DEVICE = "device"
    VACANT = "vacant"
    OTHER = "other"


WHY_NAMES: dict[Why, str] = {
    Why.LEAVE: mark("请假或轮休"),
    Why.CALLED_AWAY: mark("处置急件"),
    Why.WEATHER: mark("天气恶劣"),
    Why.DEVICE: mark("手机或系统故障"),
    Why.VACANT: mark("网格员空缺"),
    Why.OTHER: mark("其他"),
}


EXPLAIN, NAME_WALKER = "explain", "name"
"""What a community may owe for a cell: reasons of what was missed, and somebody to walk it."""


class Flag(StrEnum):
    """What there is to check about a round; none of it says that anybody lied."""

    SECOND = "second"
    CLOCK = "clock"
    LONG = "long"
    RUSHED = "rushed"
    LATE_RECEIPT = "late_receipt"
    COPIED = "copied"
    OUTSIDE = "outside"
    ELSEWHERE = "elsewhere"
    UNPLACED = "unplaced"


FLAG_NAMES: dict[Flag, str] = {
    Flag.SECOND: mark("换人以后原来的网格员也走了"),
    Flag.CLOCK: mark("手机时间不准"),
    Flag.LONG: mark("一轮时间过长"),
    Flag.RUSHED: mark("各点位间隔过短"),
    Flag.LATE_RECEIPT: mark("走完很久才收到"),
    Flag.COPIED: mark("照片与以前的几乎相同"),
    Flag.OUTSIDE: mark("照片不在巡查时间内拍摄"),
    Flag.ELSEWHERE: mark("位置离点位较远"),
    Flag.UNPLACED: mark("手机没有给出位置"),
}
