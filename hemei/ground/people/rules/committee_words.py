"""Words of owners' committees: kinds of terms, posts, why something ended, how it stands; the values are stored."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark


class TermKind(StrEnum):
    """By which election a term came about."""

    FIRST = "first"
    RENEWAL = "renewal"
    EARLY = "early"


class TermEnd(StrEnum):
    """Why a term ended before its day."""

    EARLY_ELECTION = "early_election"
    RECALLED = "recalled"
    BELOW_HALF = "below_half"
    REZONED = "rezoned"
    ANNULLED = "annulled"


class Post(StrEnum):
    """What a seat is; those in reserve move up and are no members yet."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    MEMBER = "member"
    RESERVE = "reserve"


class SeatEnd(StrEnum):
    """Why a seat ended; `AUTOMATIC` does not say by which ground of article 43, some of which are nobody's business."""

    RESIGNED = "resigned"
    AUTOMATIC = "automatic"
    RECALLED = "recalled"
    POST_CHANGED = "post_changed"
    TERM_ENDED = "term_ended"
    ANNULLED = "annulled"


class PartyMember(StrEnum):
    """What a member said of himself; the word is sealed."""

    YES = "yes"
    NO = "no"


class PartyBasis(StrEnum):
    """On whose word it is recorded (sensitive: personal information law, article 29)."""

    SELF = "self"
    BRANCH = "branch"


class TermState(StrEnum):
    """How a term stands on a day."""

    NOT_BEGUN = "not_begun"
    RUNNING = "running"
    RUNNING_OUT = "running_out"
    RENEWAL_DUE = "renewal_due"
    OPEN_ENDED = "open_ended"
    EXPIRED = "expired"
    ENDED = "ended"


class Filing(StrEnum):
    """How the filing of an election stands on a day."""

    FILED = "filed"
    FILED_LATE = "filed_late"
    DUE = "due"
    OVERDUE = "overdue"
    UNJUDGED = "unjudged"


TERM_KIND_NAMES = {
    TermKind.FIRST: mark("首届"),
    TermKind.RENEWAL: mark("换届"),
    TermKind.EARLY: mark("提前换届"),
}
TERM_END_NAMES = {
    TermEnd.EARLY_ELECTION: mark("提前换届"),
    TermEnd.RECALLED: mark("业主大会罢免后重新选举"),
    TermEnd.BELOW_HALF: mark("缺额过半，重新选举"),
    TermEnd.REZONED: mark("物业管理区域调整"),
    TermEnd.ANNULLED: mark("选举结果被撤销"),
}
POST_NAMES = {
    Post.CHAIR: mark("主任"),
    Post.VICE_CHAIR: mark("副主任"),
    Post.MEMBER: mark("委员"),
    Post.RESERVE: mark("候补委员"),
}
SEAT_END_NAMES = {
    SeatEnd.RESIGNED: mark("辞职"),
    SeatEnd.AUTOMATIC: mark("资格自行终止"),
    SeatEnd.RECALLED: mark("罢免"),
    SeatEnd.POST_CHANGED: mark("改任"),
    SeatEnd.TERM_ENDED: mark("届次提前结束"),
    SeatEnd.ANNULLED: mark("选举结果被撤销"),
}
PARTY_NAMES = {PartyMember.YES: mark("党员"), PartyMember.NO: mark("非党员")}
BASIS_NAMES = {PartyBasis.SELF: mark("本人填报并单独同意"), PartyBasis.BRANCH: mark("党组织书面证明")}
STATE_NAMES = {
    TermState.NOT_BEGUN: mark("任期未开始"),
    TermState.RUNNING: mark("任期内"),
    TermState.RUNNING_OUT: mark("即将届满"),
    TermState.RENEWAL_DUE: mark("应当组织换届"),
    TermState.OPEN_ENDED: mark("没有登记届满日"),
    TermState.EXPIRED: mark("超期未换届"),
    TermState.ENDED: mark("提前结束，没有新一届"),
}
FILING_NAMES = {
    Filing.FILED: mark("已备案"),
    Filing.FILED_LATE: mark("逾期备案"),
    Filing.DUE: mark("待备案"),
    Filing.OVERDUE: mark("逾期未备案"),
    Filing.UNJUDGED: mark("没有备案记录"),
}
