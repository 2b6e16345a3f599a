"""The words of a case and how they read on screen; values are stored in rows and events."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark


class State(StrEnum):
    """Where a case stands."""

    REPORTED = "reported"
    ACCEPTED = "accepted"
    HANDLING = "handling"
    WHISTLED = "whistled"
    RESULTED = "resulted"
    AWAITING = "awaiting"
    REFUSED = "refused"
    ENDED = "ended"


STATE_TEXTS: dict[State, str] = {
    State.REPORTED: mark("已上报"),
    State.ACCEPTED: mark("已受理"),
    State.HANDLING: mark("办理中"),
    State.WHISTLED: mark("吹哨中"),
    State.RESULTED: mark("待核实"),
    State.AWAITING: mark("待认可"),
    State.REFUSED: mark("不予受理"),
    State.ENDED: mark("已结束"),
}


class ActName(StrEnum):
    """What can be done to a case."""

    REPORT = "report"
    ACCEPT = "accept"
    REFUSE = "refuse"
    CHANGE_KIND = "change_kind"
    HANDLE = "handle"
    WHISTLE = "whistle"
    ARRIVE = "arrive"
    REPORT_STEP = "report_step"
    GIVE_RESULT = "give_result"
    RETURN_WHISTLE = "return_whistle"
    RECALL = "recall"
    FALL = "fall"
    ASK_EXTENSION = "ask_extension"
    EXTEND = "extend"
    DECLINE_EXTENSION = "decline_extension"
    PAUSE = "pause"
    RESUME = "resume"
    ESCALATE = "escalate"
    SUPERVISE = "supervise"
    ANSWER_SUPERVISION = "answer_supervision"
    REMIND = "remind"
    CLOSE = "close"
    ACCEPT_RESULT = "accept_result"
    SEND_BACK = "send_back"
    RECORD_SILENCE = "record_silence"
    WITHDRAW = "withdraw"
    LEAVE = "leave"
    COMMENT = "comment"
    RECOMPUTE = "recompute"
    SUCCEED = "succeed"
    ARBITRATE = "arbitrate"
    DRAW_REVISIT = "draw_revisit"
    RECORD_REVISIT = "record_revisit"
    REOPEN = "reopen"


ACT_TEXTS: dict[ActName, str] = {
    ActName.REPORT: mark("上报"),
    ActName.ACCEPT: mark("受理"),
    ActName.REFUSE: mark("不予受理"),
    ActName.CHANGE_KIND: mark("更正类别"),
    ActName.HANDLE: mark("自行处置"),
    ActName.WHISTLE: mark("吹哨"),
    ActName.ARRIVE: mark("报到"),
    ActName.REPORT_STEP: mark("报告阶段结果"),
    ActName.GIVE_RESULT: mark("反馈结果"),
    ActName.RETURN_WHISTLE: mark("退单"),
    ActName.RECALL: mark("撤回派单"),
    ActName.FALL: mark("提级兜底"),
    ActName.ASK_EXTENSION: mark("申请延期"),
    ActName.EXTEND: mark("延期"),
    ActName.DECLINE_EXTENSION: mark("不同意延期"),
    ActName.PAUSE: mark("暂停计时"),
    ActName.RESUME: mark("恢复计时"),
    ActName.ESCALATE: mark("超时升级"),
    ActName.SUPERVISE: mark("督办"),
    ActName.ANSWER_SUPERVISION: mark("答复督办"),
    ActName.REMIND: mark("催办"),
    ActName.CLOSE: mark("办结"),
    ActName.ACCEPT_RESULT: mark("认可结果"),
    ActName.SEND_BACK: mark("退回重办"),
    ActName.RECORD_SILENCE: mark("记录未回应"),
    ActName.WITHDRAW: mark("撤销上报"),
    ActName.LEAVE: mark("退出上报"),
    ActName.COMMENT: mark("补充说明"),
    ActName.RECOMPUTE: mark("重算时限"),
    ActName.SUCCEED: mark("承接"),
    ActName.ARBITRATE: mark("裁定"),
    ActName.DRAW_REVISIT: mark("抽中复查"),
    ActName.RECORD_REVISIT: mark("记录复查"),
    ActName.REOPEN: mark("复查不属实，重新办理"),
}

EVENT_TYPES: dict[ActName, str] = {
    ActName.REPORT: "cases.case_reported",
    ActName.ACCEPT: "cases.case_accepted",
    ActName.REFUSE: "cases.case_refused",
    ActName.CHANGE_KIND: "cases.kind_changed",
    ActName.HANDLE: "cases.handling_started",
    ActName.WHISTLE: "cases.departments_whistled",
    ActName.ARRIVE: "cases.department_arrived",
    ActName.REPORT_STEP: "cases.step_reported",
    ActName.GIVE_RESULT: "cases.result_given",
    ActName.RETURN_WHISTLE: "cases.whistle_returned",
    ActName.RECALL: "cases.call_recalled",
    ActName.FALL: "cases.case_fell",
    ActName.ASK_EXTENSION: "cases.extension_asked",
    ActName.EXTEND: "cases.limit_extended",
    ActName.DECLINE_EXTENSION: "cases.extension_declined",
    ActName.PAUSE: "cases.clock_paused",
    ActName.RESUME: "cases.clock_resumed",
    ActName.ESCALATE: "cases.case_escalated",
    ActName.SUPERVISE: "cases.supervision_opened",
    ActName.ANSWER_SUPERVISION: "cases.supervision_answered",
    ActName.REMIND: "cases.supervision_recalled",
    ActName.CLOSE: "cases.case_closed",
    ActName.ACCEPT_RESULT: "cases.result_accepted",
    ActName.SEND_BACK: "cases.case_sent_back",
    ActName.RECORD_SILENCE: "cases.silence_recorded",
    ActName.WITHDRAW: "cases.case_withdrawn",
    ActName.LEAVE: "cases.reporter_left",
    ActName.COMMENT: "cases.comment_added",
    ActName.RECOMPUTE: "cases.clocks_recomputed",
    ActName.SUCCEED: "cases.body_succeeded",
    ActName.ARBITRATE: "cases.case_arbitrated",
    ActName.DRAW_REVISIT: "cases.revisit_drawn",
    ActName.RECORD_REVISIT: "cases.revisit_recorded",
    ActName.REOPEN: "cases.case_reopened",
}
"""The event each act records; exactly one."""
OWN_EVENTS = frozenset(EVENT_TYPES.values())
TIMED = frozenset(
    EVENT_TYPES[act]
    for act in (ActName.ESCALATE, ActName.SUPERVISE, ActName.REMIND, ActName.RECOMPUTE, ActName.SUCCEED)
)
"""What the system does on a case as time goes by, without anybody having acted on it."""
OTHER_EVENTS = {
    "cases.supporter_joined": mark("有人跟着办"),
    "cases.supporter_left": mark("有人不再跟办"),
    "cases.case_joined": mark("并入同一件事的案件"),
    "cases.told_apart": mark("核对：不是同一件"),
    "cases.caller_told": mark("告知并入的来电人"),
    "cases.topic_raised": mark("反复发生，提请三位一体会议商量"),
}
"""Who follows a case, and what is made of it elsewhere, moves nothing in it."""
LOOKED = "people.unmasked"
"""Stands among them where nobody is known whose sealed data was looked at."""


class Outcome(StrEnum):
    """How a case was closed, honestly."""

    SOLVED = "solved"
    SOLVED_IN_PART = "solved_in_part"
    NOT_SOLVED = "not_solved"
    NOT_A_CASE = "not_a_case"


OUTCOME_TEXTS: dict[Outcome, str] = {
    Outcome.SOLVED: mark("已解决"),
    Outcome.SOLVED_IN_PART: mark("部分解决"),
    Outcome.NOT_SOLVED: mark("未解决"),
    Outcome.NOT_A_CASE: mark("不属于案件"),
}


class Ending(StrEnum):
    """How a case ended. Silence is silence, never satisfaction."""

    ACCEPTED = "accepted"
    SILENT = "silent"
    ANONYMOUS = "anonymous"
    WITHDRAWN = "withdrawn"
    OWN = "own"
    LEFT = "left"


ENDING_TEXTS: dict[Ending, str] = {
    Ending.ACCEPTED: mark("上报人认可"),
    Ending.SILENT: mark("上报人未回应"),
    Ending.ANONYMOUS: mark("匿名上报，无法回访"),
    Ending.WITHDRAWN: mark("上报人撤销"),
    Ending.OWN: mark("自报自办，没有人认可"),
    Ending.LEFT: mark("上报人已退出，没有人认可"),
}


class ClockKind(StrEnum):
    """What a clock of a case measures."""

    ACCEPT = "accept"
    HANDLING = "handling"
    STEP = "step"
    ARRIVAL = "arrival"
    FEEDBACK = "feedback"
    ACCEPTANCE = "acceptance"
    SUPERVISION = "supervision"
    EXTENSION = "extension"
    ARBITRATION = "arbitration"
    REVISIT = "revisit"


CLOCK_TEXTS: dict[ClockKind, str] = {
    ClockKind.ACCEPT: mark("受理时限"),
    ClockKind.HANDLING: mark("办理时限"),
    ClockKind.STEP: mark("阶段时限"),
    ClockKind.ARRIVAL: mark("报到时限"),
    ClockKind.FEEDBACK: mark("核实办结时限"),
    ClockKind.ACCEPTANCE: mark("认可时限"),
    ClockKind.SUPERVISION: mark("督办答复时限"),
    ClockKind.EXTENSION: mark("延期答复时限"),
    ClockKind.ARBITRATION: mark("裁定时限"),
    ClockKind.REVISIT: mark("复查时限"),
}


class Answer(StrEnum):
    """What became of a request for more time; it lapses when the work it was for is over or another body decides."""

    GRANTED = "granted"
    DECLINED = "declined"
    LAPSED = "lapsed"


class Found(StrEnum):
    """What a re-visit found of a closing."""

    TRUE = "true"
    FALSE = "false"
    UNCLEAR = "unclear"


FOUND_TEXTS: dict[Found, str] = {
    Found.TRUE: mark("属实"),
    Found.FALSE: mark("不属实"),
    Found.UNCLEAR: mark("看不出"),
}


class Settled(StrEnum):
    """How a clock ended."""

    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


class PauseReason(StrEnum):
    """Why a clock stands still. Every pause names one; a person's pause also has a last day."""

    HANDED_OVER = "handed_over"
    TAKEN_BACK = "taken_back"
    REPORTER = "reporter"
    WEATHER = "weather"
    APPRAISAL = "appraisal"
    MATERIAL = "material"
    COURT = "court"


PAUSE_TEXTS: dict[PauseReason, str] = {
    PauseReason.HANDED_OVER: mark("已交由被派单位办理"),
    PauseReason.TAKEN_BACK: mark("派单已撤回"),
    PauseReason.REPORTER: mark("等待上报人补充或配合"),
    PauseReason.WEATHER: mark("天气原因无法施工"),
    PauseReason.APPRAISAL: mark("等待检测或鉴定"),
    PauseReason.MATERIAL: mark("等待材料或配件"),
    PauseReason.COURT: mark("进入诉讼或仲裁"),
}
PAUSE_GROUNDS = tuple(
    reason for reason in PauseReason if reason not in {PauseReason.HANDED_OVER, PauseReason.TAKEN_BACK}
)
"""What a body may say for itself; the others follow from what became of the case."""


class TaskKind(StrEnum):
    """How a body was called."""

    WHISTLE = "whistle"
    COMPANY = "company"


class TaskEnd(StrEnum):
    """How a call ended."""

    RESULTED = "resulted"
    RETURNED = "returned"
    RECALLED = "recalled"


class ProposalState(StrEnum):
    """What became of a line proposed for the responsibility list."""

    OPEN = "open"
    ISSUED = "issued"
    DECLINED = "declined"


PROPOSAL_TEXTS: dict[ProposalState, str] = {
    ProposalState.OPEN: mark("待审定"),
    ProposalState.ISSUED: mark("已写入清单"),
    ProposalState.DECLINED: mark("不予采纳"),
}


class Channel(StrEnum):
    """Where a report came from."""

    RESIDENT = "resident"
    CALLER = "caller"
    HOTLINE = "hotline"
    PATROL = "patrol"
    COMPANY = "company"


CHANNEL_TEXTS: dict[Channel, str] = {
    Channel.RESIDENT: mark("居民上报"),
    Channel.CALLER: mark("来电来访代报"),
    Channel.HOTLINE: mark("热线转办"),
    Channel.PATROL: mark("网格巡查"),
    Channel.COMPANY: mark("物业上报"),
}

OPEN_STATES: frozenset[State] = frozenset(State) - {State.ENDED}
"""An open case has one accountable body and a clock."""

OTHER_KIND = "other"
"""No line of the list: the sender could not say, or the clerk confirmed that none fits."""

REVISIT_MISSED, REVISIT_PASSED_ON = "revisit_missed", "revisit_passed_on"
"""By which words it is kept that a re-visit was told upwards as late, and that the next above owes it now."""
