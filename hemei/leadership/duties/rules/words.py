"""The words of a duty: states, acts, origins, clocks."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark


class State(StrEnum):
    """Where a duty stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"


STATE_TEXTS: dict[State, str] = {
    State.OPEN: mark("办理中"),
    State.SUBMITTED: mark("待验收"),
    State.SENT_BACK: mark("退回重做"),
    State.ACCEPTED: mark("已完成"),
    State.CANCELLED: mark("已撤销"),
}
STATE_TONES: dict[State, str] = {
    State.OPEN: "brand",
    State.SUBMITTED: "warn",
    State.SENT_BACK: "bad",
    State.ACCEPTED: "good",
    State.CANCELLED: "",
}
AT_WORK = frozenset({State.OPEN, State.SENT_BACK})
ENDED = frozenset({State.ACCEPTED, State.CANCELLED})


class ActName(StrEnum):
    """What can be done to a duty."""

    SET = "set"
    SUBMIT = "submit"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    ASK_EXTENSION = "ask_extension"
    EXTEND = "extend"
    DECLINE_EXTENSION = "decline_extension"
    CANCEL = "cancel"
    COMMENT = "comment"
    SETTLE = "settle"
    LAPSE = "lapse"
    REMIND = "remind"
    ESCALATE = "escalate"
    SUCCEED = "succeed"
    RECOMPUTE = "recompute"


ACT_TEXTS: dict[ActName, str] = {
    ActName.SET: mark("布置任务"),
    ActName.SUBMIT: mark("提交完成情况"),
    ActName.ACCEPT: mark("验收通过"),
    ActName.SEND_BACK: mark("退回重做"),
    ActName.ASK_EXTENSION: mark("申请延期"),
    ActName.EXTEND: mark("同意延期"),
    ActName.DECLINE_EXTENSION: mark("不同意延期"),
    ActName.CANCEL: mark("撤销任务"),
    ActName.COMMENT: mark("补充说明"),
    ActName.SETTLE: mark("已经办理，自动完成"),
    ActName.LAPSE: mark("不再需要办理"),
    ActName.REMIND: mark("到期提醒"),
    ActName.ESCALATE: mark("超期上报"),
    ActName.SUCCEED: mark("移交承接单位"),
    ActName.RECOMPUTE: mark("重新计算时限"),
}

EVENT_TYPES: dict[ActName, str] = {
    ActName.SET: "duties.duty_set",
    ActName.SUBMIT: "duties.result_submitted",
    ActName.ACCEPT: "duties.result_accepted",
    ActName.SEND_BACK: "duties.result_sent_back",
    ActName.ASK_EXTENSION: "duties.extension_asked",
    ActName.EXTEND: "duties.duty_extended",
    ActName.DECLINE_EXTENSION: "duties.extension_declined",
    ActName.CANCEL: "duties.duty_cancelled",
    ActName.COMMENT: "duties.comment_added",
    ActName.SETTLE: "duties.duty_settled",
    ActName.LAPSE: "duties.duty_lapsed",
    ActName.REMIND: "duties.reminder_given",
    ActName.ESCALATE: "duties.duty_escalated",
    ActName.SUCCEED: "duties.body_succeeded",
    ActName.RECOMPUTE: "duties.clock_recomputed",
}


class Origin(StrEnum):
    """Where a duty comes from."""

    DIRECT = "direct"
    POLICY_CLAUSE = "policy_clause"
    PARTY_ITEM = "party_item"
    PAIRING_ITEM = "pairing_item"
    MEETING_TASK = "meeting_task"
    BOARD_REPLACEMENT = "board_replacement"
    DATA_FIX = "data_fix"
    COMMITTEE_LIFE = "committee_life"
    COMMITTEE_ELECTION = "committee_election"
    EVALUATION = "evaluation"
    CREDIT_TALK = "credit_talk"
    PATTERN = "pattern"
    RENEWAL = "renewal"
    DISCLOSURE = "disclosure"
    FUND = "fund"
    PATROL = "patrol"


ORIGIN_TEXTS: dict[Origin, str] = {
    Origin.DIRECT: mark("直接布置"),
    Origin.POLICY_CLAUSE: mark("政策条款"),
    Origin.PARTY_ITEM: mark("党建责任清单"),
    Origin.PAIRING_ITEM: mark("四联四定约定"),
    Origin.MEETING_TASK: mark("会议任务"),
    Origin.BOARD_REPLACEMENT: mark("公示牌更换"),
    Origin.DATA_FIX: mark("数据订正"),
    Origin.COMMITTEE_LIFE: mark("业委会履职"),
    Origin.COMMITTEE_ELECTION: mark("业委会选举"),
    Origin.EVALUATION: mark("评价结果"),
    Origin.CREDIT_TALK: mark("信用约谈"),
    Origin.PATTERN: mark("共性问题"),
    Origin.RENEWAL: mark("老旧小区长效管理"),
    Origin.DISCLOSURE: mark("小区公开"),
    Origin.FUND: mark("维修资金"),
    Origin.PATROL: mark("网格巡查"),
}


class ClockKind(StrEnum):
    """Whose time runs: that of the work, or that of its acceptance."""

    WORK = "work"
    ACCEPTANCE = "acceptance"


TODO_TEXTS: dict[ClockKind, str] = {
    ClockKind.WORK: mark("请完成"),
    ClockKind.ACCEPTANCE: mark("请验收"),
}


class Reminder(StrEnum):
    """Which reminder a running clock has given."""

    SOON = "soon"
    OVERDUE = "overdue"


REMINDER_TEXTS: dict[Reminder, str] = {
    Reminder.SOON: mark("时限临近"),
    Reminder.OVERDUE: mark("已超过时限"),
}
