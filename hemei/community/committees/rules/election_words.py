"""Words of elections: kinds, states, sides of a preparatory group, how a candidate came, what became of him."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark


class ElectionKind(StrEnum):
    """By which election a term comes about, the values are those of `people.TermKind`; or its free seats are filled."""

    FIRST = "first"
    RENEWAL = "renewal"
    EARLY = "early"
    BY = "by"


KIND_TEXTS = {
    ElectionKind.FIRST: mark("首次业主大会选举"),
    ElectionKind.RENEWAL: mark("换届选举"),
    ElectionKind.EARLY: mark("提前换届选举"),
    ElectionKind.BY: mark("补选"),
}


class ElectionState(StrEnum):
    """Where an election stands."""

    APPLIED = "applied"
    PREPARING = "preparing"
    POSTED = "posted"
    CALLED = "called"
    ELECTED = "elected"
    FILED = "filed"
    DONE = "done"
    FAILED = "failed"
    ANNULLED = "annulled"
    STOPPED = "stopped"


STATE_TEXTS = {
    ElectionState.APPLIED: mark("等待成立筹备组"),
    ElectionState.PREPARING: mark("筹备中"),
    ElectionState.POSTED: mark("候选人公示"),
    ElectionState.CALLED: mark("业主大会选举中"),
    ElectionState.ELECTED: mark("已选出，待备案"),
    ElectionState.FILED: mark("已备案，待首次会议"),
    ElectionState.DONE: mark("已完成"),
    ElectionState.FAILED: mark("没有选出"),
    ElectionState.ANNULLED: mark("结果已撤销"),
    ElectionState.STOPPED: mark("已终止"),
}
STATE_TONES = {
    ElectionState.APPLIED: "warn",
    ElectionState.PREPARING: "brand",
    ElectionState.POSTED: "brand",
    ElectionState.CALLED: "brand",
    ElectionState.ELECTED: "warn",
    ElectionState.FILED: "warn",
    ElectionState.DONE: "good",
    ElectionState.FAILED: "bad",
    ElectionState.ANNULLED: "bad",
    ElectionState.STOPPED: "",
}
BEFORE_CALL = frozenset({ElectionState.APPLIED, ElectionState.PREPARING, ElectionState.POSTED})
ENDED = frozenset({ElectionState.DONE, ElectionState.FAILED, ElectionState.ANNULLED, ElectionState.STOPPED})


class Side(StrEnum):
    """Whom a member of a preparatory group comes from (guidance rules, article 10)."""

    OWNER = "owner"
    DEVELOPER = "developer"
    STREET = "street"
    RESIDENTS_COMMITTEE = "residents_committee"


SIDE_TEXTS = {
    Side.OWNER: mark("业主代表"),
    Side.DEVELOPER: mark("建设单位"),
    Side.STREET: mark("街道办事处"),
    Side.RESIDENTS_COMMITTEE: mark("居民委员会"),
}


class Source(StrEnum):
    """How a candidate came about."""

    SELF = "self"
    OWNERS = "owners"
    PARTY = "party"


SOURCE_TEXTS = {
    Source.SELF: mark("本人自荐"),
    Source.OWNERS: mark("业主推荐"),
    Source.PARTY: mark("社区党组织推荐"),
}


class Standing(StrEnum):
    """Where a candidacy stands."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STANDING_TEXTS = {
    Standing.REGISTERED: mark("待审查"),
    Standing.ACCEPTED: mark("审查通过"),
    Standing.REFUSED: mark("审查不通过"),
    Standing.WITHDRAWN: mark("已退出"),
}
STANDING_TONES = {
    Standing.ACCEPTED: "good",
    Standing.REFUSED: "bad",
    Standing.REGISTERED: "warn",
    Standing.WITHDRAWN: "",
}


class Result(StrEnum):
    """What the count made of a candidate."""

    ELECTED = "elected"
    RESERVE = "reserve"
    NOT_ELECTED = "not_elected"


RESULT_TEXTS = {
    Result.ELECTED: mark("当选委员"),
    Result.RESERVE: mark("候补委员"),
    Result.NOT_ELECTED: mark("未当选"),
}


class Resolution(StrEnum):
    """What becomes of a term whose election was annulled: it ends, or those whose votes stand go on."""

    TERM_ENDS = "term_ends"
    GOES_ON = "goes_on"


RESOLUTION_TEXTS = {
    Resolution.TERM_ENDS: mark("本届任期终止，重新选举"),
    Resolution.GOES_ON: mark("其余当选有效的委员继续履职"),
}
FILLING_TEXTS = RESOLUTION_TEXTS | {Resolution.TERM_ENDS: mark("补选的席位终止，重新补选")}
"""The same where a by-election was annulled: the term and its other members are not concerned."""


class About(StrEnum):
    """What an objection is about."""

    GROUP = "group"
    CANDIDATE = "candidate"


ABOUT_TEXTS = {About.GROUP: mark("筹备组名单"), About.CANDIDATE: mark("候选人")}


class Receiver(StrEnum):
    """With whom a committee is filed (property regulation, article 16)."""

    STREET = "street"
    DISTRICT = "district"


RECEIVER_TEXTS = {Receiver.STREET: mark("街道"), Receiver.DISTRICT: mark("区县房产主管部门")}


class FilingState(StrEnum):
    """Where a filing stands with one receiver."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    RETURNED = "returned"


FILING_TEXTS = {
    FilingState.WAITING: mark("待审核"),
    FilingState.ACCEPTED: mark("准予备案"),
    FilingState.RETURNED: mark("退回补正"),
}
FILING_TONES = {FilingState.WAITING: "warn", FilingState.ACCEPTED: "good", FilingState.RETURNED: "bad"}
