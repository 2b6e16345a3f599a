"""The words of a meeting: states, sides, choices, outcomes, phases of a comment."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, get_args

from hemei.kernel.decision import mark

SideCode = Literal[
    "party",
    "residents_committee",
    "owners_committee",
    "owners_side",
    "company",
    "owners",
    "members",
    "street",
    "departments",
    "developer",
    "proposers",
    "respondent",
    "mediator",
    "applicant",
    "opposing",
]
SIDE_CODES: tuple[SideCode, ...] = get_args(SideCode)


def side_code(text: str) -> SideCode:
    """Return the side of a name that is known to be one; raises StopIteration for another."""
    return next(code for code in SIDE_CODES if code == text)


SIDE_TEXTS: dict[SideCode, str] = {
    "party": mark("社区党组织"),
    "residents_committee": mark("社区居委会"),
    "owners_committee": mark("业主委员会"),
    "owners_side": mark("业主一方"),
    "company": mark("物业服务企业"),
    "owners": mark("业主"),
    "members": mark("委员"),
    "street": mark("街道办事处"),
    "departments": mark("政府部门"),
    "developer": mark("建设单位"),
    "proposers": mark("提出人"),
    "respondent": mark("当事人"),
    "mediator": mark("调解员"),
    "applicant": mark("申请人一方"),
    "opposing": mark("被申请人一方"),
}


class State(StrEnum):
    """Where a meeting stands."""

    PREPARED = "prepared"
    NOTICED = "noticed"
    OPEN = "open"
    CLOSED = "closed"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


STATE_TEXTS: dict[State, str] = {
    State.PREPARED: mark("筹备中"),
    State.NOTICED: mark("已公告"),
    State.OPEN: mark("会议中"),
    State.CLOSED: mark("已结束"),
    State.LAPSED: mark("未开成"),
    State.CANCELLED: mark("已取消"),
}
STATE_TONES: dict[State, str] = {
    State.PREPARED: "",
    State.NOTICED: "brand",
    State.OPEN: "warn",
    State.CLOSED: "good",
    State.LAPSED: "bad",
    State.CANCELLED: "",
}


class Choice(StrEnum):
    """What a member or a side says to an item."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


CHOICE_TEXTS: dict[Choice, str] = {
    Choice.FOR: mark("同意"),
    Choice.AGAINST: mark("反对"),
    Choice.ABSTAIN: mark("弃权"),
}


class Outcome(StrEnum):
    """What came of an item: decided, found in talk, taken note of, or put off."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    NOTED = "noted"
    DEFERRED = "deferred"


OUTCOME_TEXTS: dict[Outcome, str] = {
    Outcome.ADOPTED: mark("通过"),
    Outcome.REJECTED: mark("未通过"),
    Outcome.AGREED: mark("形成一致意见"),
    Outcome.NOT_AGREED: mark("未形成一致意见"),
    Outcome.NOTED: mark("已听取或通报"),
    Outcome.DEFERRED: mark("下次再议"),
}
PROPOSED_TEXT = mark("同意提请业主表决")
"""What is adopted on a matter that the owners alone decide."""


def outcome_text(outcome: Outcome, for_owners: str) -> str:
    """Return what came of an item; where the owners decide, adopting it proposes it to them."""
    return PROPOSED_TEXT if outcome is Outcome.ADOPTED and for_owners else OUTCOME_TEXTS[outcome]


OUTCOME_TONES: dict[Outcome, str] = {
    Outcome.ADOPTED: "good",
    Outcome.REJECTED: "bad",
    Outcome.AGREED: "good",
    Outcome.NOT_AGREED: "warn",
    Outcome.NOTED: "",
    Outcome.DEFERRED: "warn",
}
DECIDED = frozenset({Outcome.ADOPTED, Outcome.REJECTED})
FOUND = frozenset({Outcome.AGREED, Outcome.NOT_AGREED})
"""What the chair of a talk or hearing finds: nothing is decided there."""


class Phase(StrEnum):
    """When a comment was made."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


PHASE_TEXTS: dict[Phase, str] = {
    Phase.BEFORE: mark("会前"),
    Phase.DURING: mark("会中"),
    Phase.AFTER: mark("会后"),
}
PHASE_OF: dict[State, Phase] = {
    State.NOTICED: Phase.BEFORE,
    State.OPEN: Phase.DURING,
    State.CLOSED: Phase.AFTER,
}


class Opinion(StrEnum):
    """What a resident says to a statement."""

    AGREE = "agree"
    DISAGREE = "disagree"
    PASS = "pass"  # noqa: S105 - to pass is a choice


OPINION_TEXTS: dict[Opinion, str] = {
    Opinion.AGREE: mark("赞成"),
    Opinion.DISAGREE: mark("不赞成"),
    Opinion.PASS: mark("说不准"),
}


class StatementState(StrEnum):
    """Where a statement stands."""

    WAITING = "waiting"
    SHOWN = "shown"
    REFUSED = "refused"


STATEMENT_TEXTS: dict[StatementState, str] = {
    StatementState.WAITING: mark("待审核"),
    StatementState.SHOWN: mark("征集中"),
    StatementState.REFUSED: mark("未采用"),
}


class Refusal(StrEnum):
    """Why a statement is not put before the others."""

    SAID_BEFORE = "said_before"
    NAMES_SOMEBODY = "names_somebody"
    OFF_TOPIC = "off_topic"
    UNLAWFUL = "unlawful"


REFUSAL_TEXTS: dict[Refusal, str] = {
    Refusal.SAID_BEFORE: mark("已有相同的观点"),
    Refusal.NAMES_SOMEBODY: mark("写到了具体的人或其个人信息"),
    Refusal.OFF_TOPIC: mark("与会议议题无关"),
    Refusal.UNLAWFUL: mark("含有违法或辱骂的内容"),
}


class MinutesKind(StrEnum):
    """A version of the minutes, or what was added after somebody signed."""

    MINUTES = "minutes"
    ADDENDUM = "addendum"


class SignedBy(StrEnum):
    """How a signature was given."""

    PAPER = "paper"
    SCREEN = "screen"


SIGNED_TEXTS: dict[SignedBy, str] = {
    SignedBy.PAPER: mark("在纸质记录上签字"),
    SignedBy.SCREEN: mark("登录本人账号确认"),
}
