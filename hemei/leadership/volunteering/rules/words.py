"""The words of volunteering: kinds of volunteers and list items, states of items, matches, hours."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark


class VolunteerKind(StrEnum):
    """As what somebody has registered."""

    MEMBER = "member"
    RESIDENT = "resident"


KIND_TEXTS: dict[VolunteerKind, str] = {
    VolunteerKind.MEMBER: mark("在职党员"),
    VolunteerKind.RESIDENT: mark("居民志愿者"),
}


class Consent(StrEnum):
    """How somebody agreed to be registered: on his own page, or on paper that the community keeps."""

    SELF = "self"
    PAPER = "paper"


class ItemKind(StrEnum):
    """The three lists of a community."""

    NEED = "need"
    RESOURCE = "resource"
    PROJECT = "project"


ITEM_TEXTS: dict[ItemKind, str] = {
    ItemKind.NEED: mark("需求"),
    ItemKind.RESOURCE: mark("资源"),
    ItemKind.PROJECT: mark("项目"),
}
LIST_TEXTS: dict[ItemKind, str] = {
    ItemKind.NEED: mark("需求清单"),
    ItemKind.RESOURCE: mark("资源清单"),
    ItemKind.PROJECT: mark("项目清单"),
}


class ItemState(StrEnum):
    """Where an item of a list stands."""

    OPEN = "open"
    MATCHED = "matched"
    DONE = "done"
    WITHDRAWN = "withdrawn"


ITEM_STATE_TEXTS: dict[ItemState, str] = {
    ItemState.OPEN: mark("待对接"),
    ItemState.MATCHED: mark("对接中"),
    ItemState.DONE: mark("已完成"),
    ItemState.WITHDRAWN: mark("已撤回"),
}
ITEM_TONES: dict[ItemState, str] = {
    ItemState.OPEN: "warn",
    ItemState.MATCHED: "brand",
    ItemState.DONE: "good",
    ItemState.WITHDRAWN: "",
}
LIVE_ITEMS = frozenset({ItemState.OPEN, ItemState.MATCHED})


class MatchState(StrEnum):
    """Where a match of an offer to a need stands."""

    RUNNING = "running"
    DONE = "done"
    DROPPED = "dropped"


MATCH_TEXTS: dict[MatchState, str] = {
    MatchState.RUNNING: mark("对接中"),
    MatchState.DONE: mark("已完成"),
    MatchState.DROPPED: mark("未成"),
}


class HoursState(StrEnum):
    """Where a record of service stands; only confirmed ones count."""

    TOLD = "told"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


HOURS_TEXTS: dict[HoursState, str] = {
    HoursState.TOLD: mark("待社区确认"),
    HoursState.CONFIRMED: mark("已确认"),
    HoursState.DECLINED: mark("未确认"),
}
HOURS_TONES: dict[HoursState, str] = {
    HoursState.TOLD: "warn",
    HoursState.CONFIRMED: "good",
    HoursState.DECLINED: "bad",
}
