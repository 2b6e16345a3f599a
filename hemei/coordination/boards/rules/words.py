"""The fixed values of boards and their names on pages."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark


class Purpose(StrEnum):
    """What a telephone number is for."""

    SERVICE = "service"
    COMPLAINT = "complaint"
    EMERGENCY = "emergency"


PURPOSE_NAMES: dict[Purpose, str] = {
    Purpose.SERVICE: mark("服务电话"),
    Purpose.COMPLAINT: mark("投诉电话"),
    Purpose.EMERGENCY: mark("24小时应急电话"),
}


class State(StrEnum):
    """How an estate's board stands on a moment."""

    NONE = "none"
    WAITING = "waiting"
    STALE = "stale"
    CURRENT = "current"
    LAPSED = "lapsed"


STATE_NAMES: dict[State, str] = {
    State.NONE: mark("没有公示牌"),
    State.WAITING: mark("已制作，待张贴"),
    State.STALE: mark("待张贴的已过期"),
    State.CURRENT: mark("在挂，内容准确"),
    State.LAPSED: mark("已过期，待更换"),
}

PART_NAMES: dict[str, str] = {
    "estate": mark("小区基本情况"),
    "company": mark("物业服务企业"),
    "manager": mark("项目经理"),
    "committee": mark("业主委员会"),
    "guides": mark("社区和街道"),
    "phones": mark("电话号码"),
    "ways": mark("投诉渠道"),
    "problems": mark("受理部门和处理主体"),
}
"""The parts of a board, in its order; a board that has lapsed names those that changed."""
