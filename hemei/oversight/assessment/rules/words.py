"""Words of assessment: where a round stands, who judges, what is objected to, what follows; values are stored."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark
from hemei.oversight.assessment.rules.standards import SubjectKind


class Stage(StrEnum):
    """Where a round 评价轮次 stands."""

    OPEN = "open"
    SCORED = "scored"
    POSTED = "posted"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


STAGE_TEXTS: dict[Stage, str] = {
    Stage.OPEN: mark("评定中"),
    Stage.SCORED: mark("已结算，待公示"),
    Stage.POSTED: mark("公示中"),
    Stage.PUBLISHED: mark("已公布"),
    Stage.CANCELLED: mark("已取消"),
}
STAGE_TONES: dict[Stage, str] = {
    Stage.OPEN: "brand",
    Stage.SCORED: "warn",
    Stage.POSTED: "warn",
    Stage.PUBLISHED: "good",
    Stage.CANCELLED: "",
}
ENDED = frozenset({Stage.PUBLISHED, Stage.CANCELLED})
SHOWN = frozenset({Stage.SCORED, Stage.POSTED, Stage.PUBLISHED})
"""Stages in which a subject sees its own score."""


class Party(StrEnum):
    """For whom an assessor 评分员 judges."""

    PARTY = "party"
    DEPARTMENT = "department"
    OWNERS = "owners"
    THIRD_PARTY = "third_party"
    ORGANISER = "organiser"


PARTY_TEXTS: dict[Party, str] = {
    Party.PARTY: mark("党组织"),
    Party.DEPARTMENT: mark("部门"),
    Party.OWNERS: mark("业主代表"),
    Party.THIRD_PARTY: mark("第三方"),
    Party.ORGANISER: mark("组织单位"),
}


OBJECTION_CLOCK = "assessment_objection"
"""The kind of the clock of an answer; its key ends with the item."""


class ObjectionState(StrEnum):
    """What became of an objection 异议."""

    FILED = "filed"
    UPHELD = "upheld"
    REJECTED = "rejected"


OBJECTION_TEXTS: dict[ObjectionState, str] = {
    ObjectionState.FILED: mark("待复核"),
    ObjectionState.UPHELD: mark("成立，已改"),
    ObjectionState.REJECTED: mark("不成立，维持"),
}
OBJECTION_TONES: dict[ObjectionState, str] = {
    ObjectionState.FILED: "warn",
    ObjectionState.UPHELD: "good",
    ObjectionState.REJECTED: "",
}


class Follows(StrEnum):
    """What follows from a grade. Recall and election are recommended to those entitled, never ordered."""

    TALK = "talk"
    RECOMMEND_RECALL = "recommend_recall"
    RECOMMEND_ELECTION = "recommend_election"


FOLLOWS_TEXTS: dict[Follows, str] = {
    Follows.TALK: mark("约谈"),
    Follows.RECOMMEND_RECALL: mark("建议罢免不称职的委员"),
    Follows.RECOMMEND_ELECTION: mark("建议提前换届选举"),
}
FOLLOWS_WHO: dict[Follows, str] = {
    Follows.TALK: mark("由组织单位约谈，作为任务办理。"),
    Follows.RECOMMEND_RECALL: mark(
        "评价只是建议：由三分之一以上委员或者达到法定比例的业主提议，业主大会表决决定。"
    ),
    Follows.RECOMMEND_ELECTION: mark(
        "评价只是建议：由业主提议召开业主大会临时会议决定，居民委员会协助组织。"
    ),
}


class FollowState(StrEnum):
    """What became of what follows."""

    OPEN = "open"
    TAKEN_UP = "taken_up"
    DECLINED = "declined"


FOLLOW_STATE_TEXTS: dict[FollowState, str] = {
    FollowState.OPEN: mark("待办"),
    FollowState.TAKEN_UP: mark("已采纳"),
    FollowState.DECLINED: mark("有权提议的一方没有提议"),
}

KIND_TEXTS: dict[SubjectKind, str] = {
    "community": mark("社区"),
    "committee": mark("业主委员会"),
    "company": mark("物业服务企业"),
    "project": mark("物业项目"),
    "street": mark("街道"),
    "estate": mark("小区"),
}
