"""The words of deliberation: who sits, where a topic comes from and stands, what a conclusion is."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark


class Side(StrEnum):
    """Who sits at the table; the value is stored."""

    PARTY = "party"
    RESIDENTS_COMMITTEE = "residents_committee"
    OWNERS = "owners"
    COMPANY = "company"


SIDE_TEXTS: dict[Side, str] = {
    Side.PARTY: mark("社区党组织"),
    Side.RESIDENTS_COMMITTEE: mark("社区居委会"),
    Side.OWNERS: mark("业主一方"),
    Side.COMPANY: mark("物业服务企业"),
}


class OwnersSide(StrEnum):
    """Who sits for the owners."""

    COMMITTEE = "committee"
    STAND_IN = "stand_in"
    DELEGATES = "delegates"


OWNERS_SIDE_TEXTS: dict[OwnersSide, str] = {
    OwnersSide.COMMITTEE: mark("业主委员会"),
    OwnersSide.STAND_IN: mark("物业管理委员会"),
    OwnersSide.DELEGATES: mark("推选的业主代表"),
}


class TopicKind(StrEnum):
    """A topic of the three-in-one meeting, or a small matter of residents 关键小事."""

    TOPIC = "topic"
    SMALL_MATTER = "small_matter"


KIND_TEXTS: dict[TopicKind, str] = {
    TopicKind.TOPIC: mark("议题"),
    TopicKind.SMALL_MATTER: mark("关键小事"),
}


class RaisedBy(StrEnum):
    """Where a topic comes from."""

    RESIDENT = "resident"
    PARTY = "party"
    RESIDENTS_COMMITTEE = "residents_committee"
    OWNERS = "owners"
    COMPANY = "company"
    CASE = "case"
    DISCLOSURE = "disclosure"


RAISED_TEXTS: dict[RaisedBy, str] = {
    RaisedBy.RESIDENT: mark("居民提出"),
    RaisedBy.PARTY: mark("社区党组织提出"),
    RaisedBy.RESIDENTS_COMMITTEE: mark("社区居委会提出"),
    RaisedBy.OWNERS: mark("业主一方提出"),
    RaisedBy.COMPANY: mark("物业服务企业提出"),
    RaisedBy.CASE: mark("由案件转来"),
    RaisedBy.DISCLOSURE: mark("由公开事项转来"),
}


class TopicState(StrEnum):
    """Where a topic stands; the value is stored."""

    RAISED = "raised"
    REFUSED = "refused"
    MERGED = "merged"
    WAITING = "waiting"
    ON_AGENDA = "on_agenda"
    AT_WORK = "at_work"
    PROPOSED = "proposed"
    DONE = "done"
    CLOSED = "closed"


STATE_TEXTS: dict[TopicState, str] = {
    TopicState.RAISED: mark("待社区核对"),
    TopicState.REFUSED: mark("未列入"),
    TopicState.MERGED: mark("已并入相同议题"),
    TopicState.WAITING: mark("等待下次会议"),
    TopicState.ON_AGENDA: mark("已排入议程"),
    TopicState.AT_WORK: mark("已议定，落实中"),
    TopicState.PROPOSED: mark("已建议业主表决"),
    TopicState.DONE: mark("已落实，待会上报告"),
    TopicState.CLOSED: mark("已办结"),
}
STATE_TONES: dict[TopicState, str] = {
    TopicState.RAISED: "warn",
    TopicState.REFUSED: "",
    TopicState.MERGED: "",
    TopicState.WAITING: "brand",
    TopicState.ON_AGENDA: "brand",
    TopicState.AT_WORK: "brand",
    TopicState.PROPOSED: "brand",
    TopicState.DONE: "good",
    TopicState.CLOSED: "good",
}
POSTED = frozenset(
    {
        TopicState.WAITING,
        TopicState.ON_AGENDA,
        TopicState.AT_WORK,
        TopicState.PROPOSED,
        TopicState.DONE,
        TopicState.CLOSED,
    }
)
"""What residents of the place read: what the community has checked and put into public words."""


class ConclusionKind(StrEnum):
    """What a meeting concludes on a topic."""

    TASK = "task"
    PROPOSAL = "proposal"
    ANSWER = "answer"
    DROPPED = "dropped"


CONCLUSION_TEXTS: dict[ConclusionKind, str] = {
    ConclusionKind.TASK: mark("落实任务"),
    ConclusionKind.PROPOSAL: mark("建议业主共同决定"),
    ConclusionKind.ANSWER: mark("当场答复"),
    ConclusionKind.DROPPED: mark("不再商议"),
}


class TaskPart(StrEnum):
    """What a task is for: the work itself, or looking after what was built (small matters)."""

    BUILD = "build"
    MANAGE = "manage"


PART_TEXTS: dict[TaskPart, str] = {
    TaskPart.BUILD: mark("共建"),
    TaskPart.MANAGE: mark("共管"),
}


class SittingState(StrEnum):
    """Where a three-in-one meeting stands."""

    CALLED = "called"
    HELD = "held"
    FAILED = "failed"
    CANCELLED = "cancelled"


SITTING_TEXTS: dict[SittingState, str] = {
    SittingState.CALLED: mark("已通知"),
    SittingState.HELD: mark("已召开"),
    SittingState.FAILED: mark("各方未到齐，未能议定"),
    SittingState.CANCELLED: mark("已取消"),
}
SITTING_TONES: dict[SittingState, str] = {
    SittingState.CALLED: "brand",
    SittingState.HELD: "good",
    SittingState.FAILED: "bad",
    SittingState.CANCELLED: "",
}


class Step(StrEnum):
    """The five steps of a small matter 五共."""

    PLAN = "plan"
    BUILD = "build"
    MANAGE = "manage"
    RATE = "rate"
    SHARE = "share"


STEP_TEXTS: dict[Step, str] = {
    Step.PLAN: mark("共谋"),
    Step.BUILD: mark("共建"),
    Step.MANAGE: mark("共管"),
    Step.RATE: mark("共评"),
    Step.SHARE: mark("共享"),
}


class Purpose(StrEnum):
    """Why a topic stands on an agenda: to be talked over, or to hear what came of it."""

    DISCUSS = "discuss"
    REPORT = "report"


PURPOSE_TEXTS: dict[Purpose, str] = {
    Purpose.DISCUSS: mark("商议"),
    Purpose.REPORT: mark("报告落实结果"),
}


class TaskState(StrEnum):
    """Where the duty of a task stands, as far as the topic is concerned."""

    OPEN = "open"
    SUBMITTED = "submitted"
    DONE = "done"
    CANCELLED = "cancelled"


TASK_TEXTS: dict[TaskState, str] = {
    TaskState.OPEN: mark("办理中"),
    TaskState.SUBMITTED: mark("待验收"),
    TaskState.DONE: mark("已完成"),
    TaskState.CANCELLED: mark("已撤销"),
}


class ClockKind(StrEnum):
    """What the clocks of deliberation are called among all clocks."""

    CHECK = "topic_check"
    RHYTHM = "three_in_one_rhythm"
    EXTRA = "three_in_one_extra"


CLOCK_TEXTS: dict[ClockKind, str] = {
    ClockKind.CHECK: mark("社区核对议题"),
    ClockKind.RHYTHM: mark("下次三位一体会议"),
    ClockKind.EXTRA: mark("要求临时召开的会议"),
}
