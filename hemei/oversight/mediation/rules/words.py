"""The words of a dispute: levels, sizes, states, parties, endings."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark


class Level(StrEnum):
    """Whose body mediates, from the lowest up."""

    COMMUNITY = "community"
    STREET = "street"
    COUNTY = "county"
    CITY = "city"

    @property
    def rank(self) -> int:
        """How high it stands, the lowest 0."""
        return list(Level).index(self)


LEVEL_TEXTS: dict[Level, str] = {
    Level.COMMUNITY: mark("社区"),
    Level.STREET: mark("街道"),
    Level.COUNTY: mark("县区"),
    Level.CITY: mark("市"),
}


class Size(StrEnum):
    """How much a dispute is, from the least up."""

    SMALL = "small"
    GENERAL = "general"
    MAJOR = "major"

    @property
    def rank(self) -> int:
        """How large it is, the least 0."""
        return list(Size).index(self)


SIZE_TEXTS: dict[Size, str] = {
    Size.SMALL: mark("小纠纷"),
    Size.GENERAL: mark("一般纠纷"),
    Size.MAJOR: mark("重大纠纷"),
}
SIZE_TONES: dict[Size, str] = {Size.SMALL: "", Size.GENERAL: "brand", Size.MAJOR: "warn"}


class State(StrEnum):
    """Where a dispute stands. Escalated and sent back wait for another body to accept."""

    FILED = "filed"
    ACCEPTED = "accepted"
    IN_MEDIATION = "in_mediation"
    ESCALATED = "escalated"
    SENT_BACK = "sent_back"
    AGREED = "agreed"
    FAILED = "failed"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


STATE_TEXTS: dict[State, str] = {
    State.FILED: mark("待受理"),
    State.ACCEPTED: mark("已受理"),
    State.IN_MEDIATION: mark("调解中"),
    State.ESCALATED: mark("已上报，待受理"),
    State.SENT_BACK: mark("已退回，待受理"),
    State.AGREED: mark("达成协议"),
    State.FAILED: mark("调解不成"),
    State.STOPPED: mark("当事人终止"),
    State.WITHDRAWN: mark("已撤回"),
    State.CLOSED: mark("已结案"),
}
STATE_TONES: dict[State, str] = {
    State.FILED: "warn",
    State.ACCEPTED: "brand",
    State.IN_MEDIATION: "brand",
    State.ESCALATED: "warn",
    State.SENT_BACK: "warn",
    State.AGREED: "good",
    State.FAILED: "bad",
    State.STOPPED: "",
    State.WITHDRAWN: "",
    State.CLOSED: "",
}
WAITING = frozenset({State.FILED, State.ESCALATED, State.SENT_BACK})
"""A body has it and has not said yet whether it accepts."""
AT_WORK = frozenset({State.ACCEPTED, State.IN_MEDIATION})
"""The time of mediation runs."""
LIVE = WAITING | AT_WORK


class Outcome(StrEnum):
    """How a dispute ended. An agreement stands under a committee's seal, a settlement does not."""

    AGREED = "agreed"
    SETTLED = "settled"
    FAILED = "failed"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"


OUTCOME_TEXTS: dict[Outcome, str] = {
    Outcome.AGREED: mark("达成调解协议"),
    Outcome.SETTLED: mark("达成和解协议"),
    Outcome.FAILED: mark("调解不成"),
    Outcome.STOPPED: mark("当事人终止调解"),
    Outcome.WITHDRAWN: mark("申请人撤回"),
    Outcome.DECLINED: mark("不予受理"),
}
REACHED = frozenset({Outcome.AGREED, Outcome.SETTLED})
"""The parties came to an agreement: the dispute was contained."""


class Source(StrEnum):
    """Where a dispute came from."""

    CASE = "case"
    PHONE = "phone"
    DESK = "desk"
    PETITION = "petition"


SOURCE_TEXTS: dict[Source, str] = {
    Source.CASE: mark("由报事转入"),
    Source.PHONE: mark("当事人在手机上申请"),
    Source.DESK: mark("窗口登记"),
    Source.PETITION: mark("由信访件转入"),
}


class Side(StrEnum):
    """On which side a party stands."""

    APPLICANT = "applicant"
    RESPONDENT = "respondent"


SIDE_TEXTS: dict[Side, str] = {Side.APPLICANT: mark("申请人"), Side.RESPONDENT: mark("被申请人")}


class PartyKind(StrEnum):
    """What a party is."""

    PERSON = "person"
    COMPANY = "company"
    BODY = "body"


PARTY_TEXTS: dict[PartyKind, str] = {
    PartyKind.PERSON: mark("个人"),
    PartyKind.COMPANY: mark("物业服务企业"),
    PartyKind.BODY: mark("业委会或其他单位"),
}


class Post(StrEnum):
    """What somebody does in a body. The secretary receives, sizes and assigns; both mediate."""

    SECRETARY = "secretary"
    MEDIATOR = "mediator"


POST_TEXTS: dict[Post, str] = {Post.SECRETARY: mark("秘书"), Post.MEDIATOR: mark("调解员")}


class Way(StrEnum):
    """How a session is held."""

    IN_PERSON = "in_person"
    REMOTE = "remote"


WAY_TEXTS: dict[Way, str] = {Way.IN_PERSON: mark("当面"), Way.REMOTE: mark("远程")}


class Tie(StrEnum):
    """What keeps a mediator from a dispute."""

    PARTY = "party"
    RELATIVE = "relative"
    HOUSEHOLD = "household"
    EMPLOYER = "employer"


TIE_TEXTS: dict[Tie, str] = {
    Tie.PARTY: mark("调解员本人是当事人"),
    Tie.RELATIVE: mark("调解员是当事人的近亲属"),
    Tie.HOUSEHOLD: mark("调解员与当事人同住或共有一套房"),
    Tie.EMPLOYER: mark("调解员在当事人单位任职，或离开不久"),
}


class Ground(StrEnum):
    """On what a dispute goes up a level."""

    FAILED = "failed"
    CROSS_BORDER = "cross_border"
    MANY_PERSONS = "many_persons"
    LARGE_AMOUNT = "large_amount"


GROUND_TEXTS: dict[Ground, str] = {
    Ground.FAILED: mark("本级调解不成"),
    Ground.CROSS_BORDER: mark("当事人跨区域"),
    Ground.MANY_PERSONS: mark("涉及人数多"),
    Ground.LARGE_AMOUNT: mark("金额大"),
}
