"""The words of notices and how they read on screen; values are stored."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark

CHANNELS = ("platform", "sms", "email", "wecom", "dingtalk")
"""The ways to tell somebody, as `people` names them."""


class Matter(StrEnum):
    """What a notice is about; each can be switched off."""

    PROGRESS = "progress"
    TASK = "task"
    CLOCK = "clock"
    VISIT = "visit"
    VOTE = "vote"
    MONEY = "money"


MATTER_TEXTS: dict[Matter, str] = {
    Matter.PROGRESS: mark("报事的进展"),
    Matter.TASK: mark("要办的事"),
    Matter.CLOCK: mark("临近和超过时限"),
    Matter.VISIT: mark("联合执法和复查"),
    Matter.VOTE: mark("我的表决权"),
    Matter.MONEY: mark("我家和小区的钱"),
}
MATTER_HINTS: dict[Matter, str] = {
    Matter.PROGRESS: mark("自己报的、跟着办的事：受理、延期、请您补充、办结、重办。"),
    Matter.TASK: mark("新报事、吹哨、交办、督办、延期申请。"),
    Matter.CLOCK: mark("快到时限的、已经超时的。"),
    Matter.VISIT: mark("安排、取消联合执法，抽中复查。"),
    Matter.VOTE: mark(
        "表决名册上自己房屋的更正，由谁替自己投票，自己交的票没有计入，自己在业委会的席位，自己到会的会议登记了不肯签字。"
    ),
    Matter.MONEY: mark(
        "维修资金续筹、差额、过户和不再实施的维修，小区公开征求意见，自己提问的答复，由谁替自己审批付款。"
    ),
}


class To(StrEnum):
    """Whom an event concerns; a rule of `notice-rules` names some of them."""

    REPORTER = "reporter"
    SUPPORTERS = "supporters"
    HOME = "home"
    CALLED = "called"
    RECALLED = "recalled"
    ANSWERING = "answering"
    ASKING = "asking"
    ABOVE = "above"
    LATE = "late"
    VISITING = "visiting"
    SUCCESSOR = "successor"
    OWNER = "owner"
    VOTERS = "voters"
    MEMBERS = "members"
    ENTERED = "entered"
    AWAITED = "awaited"
    HOUSEHOLDS = "households"
    NEIGHBOURS = "neighbours"
    ASKER = "asker"
    SIGNATORY = "signatory"
    SIDE = "side"


class State(StrEnum):
    """Where one notice stands."""

    WAITING = "waiting"
    MERGED = "merged"
    OFF = "off"


class Sending(StrEnum):
    """Where a message stands."""

    READY = "ready"
    SENDING = "sending"
    FAILED = "failed"
    SENT = "sent"
    GIVEN_UP = "given_up"
    SHOWN = "shown"


STATE_TEXTS: dict[str, str] = {
    State.WAITING.value: mark("等待合并"),
    State.OFF.value: mark("已关闭，只在站内"),
    Sending.READY.value: mark("待发送"),
    Sending.SENDING.value: mark("发送中"),
    Sending.FAILED.value: mark("没有发出，稍后重试"),
    Sending.SENT.value: mark("已发送"),
    Sending.GIVEN_UP.value: mark("多次失败，已停止"),
    Sending.SHOWN.value: mark("只在站内"),
}
STATE_TONES: dict[str, str] = {
    State.WAITING.value: "",
    State.OFF.value: "",
    Sending.READY.value: "brand",
    Sending.SENDING.value: "brand",
    Sending.FAILED.value: "warn",
    Sending.SENT.value: "good",
    Sending.GIVEN_UP.value: "bad",
    Sending.SHOWN.value: "",
}
ERROR_TEXTS: dict[str, str] = {
    "": "",
    "gateway": mark("网关没有收下"),
    "off": mark("收件人已经关闭这类消息"),
    "address": mark("没有可用的地址"),
    "unset": mark("平台没有开通这个渠道"),
    "platform": mark("本人选择只在站内"),
    "broken_off": mark("发送中断，结果不明，用同一个编号重发"),
}
