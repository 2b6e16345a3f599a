"""What the law grants a person about his data, and who may answer; the typed shape of `personal-data`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Warrant

Since = Literal["given", "case_ended", "account_closed", "recorded"]
"""From when on data is kept no longer than so long."""


class Right(StrEnum):
    """What a person may ask for; the codes of the standard's items."""

    KNOW = "know"
    COPY = "copy"
    CORRECT = "correct"
    DELETE = "delete"
    EXPLAIN = "explain"


class State(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATE_TEXTS: dict[State, str] = {
    State.OPEN: mark("待答复"),
    State.ANSWERED: mark("已办理"),
    State.REFUSED: mark("未同意"),
    State.WITHDRAWN: mark("已撤回"),
}
SINCE_TEXTS: dict[Since, str] = {
    "given": mark("提供之日起"),
    "case_ended": mark("案件结束之日起"),
    "account_closed": mark("账号停用之日起"),
    "recorded": mark("记录之日起"),
}


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that is done with personal data: a row of the notice.

    `kept` is how long after `counts_from`; where it is missing, as long as `kept_words` says.
    """

    code: str
    name: str
    name_en: str
    purpose: str
    purpose_en: str
    data: str
    data_en: str
    legal_basis: Literal["consent", "contract", "legal_duty", "emergency", "public"]
    receivers: str
    receivers_en: str
    warrant: Warrant
    kept: Limit | None = None
    counts_from: Since = "given"
    kept_words: str = ""
    kept_words_en: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A right of the law, and by when a request for it is answered."""

    code: Literal["know", "copy", "correct", "delete", "explain"]
    name: str
    name_en: str
    answer: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a request may be refused, with its clause; `rights` are those it can stand against."""

    code: str
    name: str
    name_en: str
    rights: tuple[str, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Kept:
    """How long a record must at least be kept."""

    kept: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class PersonalData:
    """`personal-data`: the notice, the rights, the grounds, and how long an assessment is kept."""

    head: Head
    activity: tuple[Activity, ...]
    right: tuple[Claim, ...]
    ground: tuple[Ground, ...]
    assessment: Kept

    def claim_of(self, right: Right) -> Claim:
        """Return the item of a right; raises KeyError where the document has none."""
        return {claim.code: claim for claim in self.right}[right.value]

    def grounds_against(self, right: Right) -> tuple[Ground, ...]:
        """Return on which grounds a request for this right may be refused."""
        return tuple(ground for ground in self.ground if right.value in ground.rights)

    def ground_of(self, code: str, right: Right) -> Ground | None:
        """Return a ground if it stands against this right."""
        return next((ground for ground in self.grounds_against(right) if ground.code == code), None)


STANDARDS: dict[str, type] = {"personal-data": PersonalData}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a decision sees it. `running` counts open clocks of matters the data belongs to."""

    right: Right
    state: State
    person: int
    desk: int
    running: int = 0


def may_withdraw(asked: Asked, person_id: int | None) -> Decision:
    """Whether this person may take the request back: only who made it, only while it is open."""
    if asked.person != person_id:
        return _no(mark("只有本人可以撤回申请。"), "not_yours")
    return _open(asked)


def may_answer(asked: Asked, body_id: int | None, claim: Claim) -> Decision:
    """Whether this desk may grant the request now.

    Data of a matter that still runs is needed for it; deleting has to wait (article 47).
    """
    if asked.desk != body_id:
        return _no(mark("这件申请由其他单位答复。"), "not_yours")
    if asked.state is not State.OPEN:
        return _open(asked)
    if asked.right is Right.DELETE and asked.running:
        return Decision.no(
            Reason(
                mark("还有{count}个时限没有办完，这些事项仍需要使用本人信息。"),
                {"count": asked.running},
                mark("请等事项办完再删除，或以“仍需使用”答复本人。"),
                code="needed",
            )
        )
    return Decision.yes(claim.warrant.reference)


def may_refuse(asked: Asked, body_id: int | None, ground: Ground | None) -> Decision:
    """Whether this desk may refuse the request, on a ground that stands against this right."""
    if asked.desk != body_id:
        return _no(mark("这件申请由其他单位答复。"), "not_yours")
    if asked.state is not State.OPEN:
        return _open(asked)
    if ground is None:
        return Decision.no(Reason(mark("请选择不同意的依据。"), code="ground", field="ground"))
    return Decision.yes(ground.warrant.reference)


def may_assess(*, done_on: date, today: date, activity_known: bool) -> Decision:
    """Whether an impact assessment can be entered: of an activity of the notice, and done already."""
    if not activity_known:
        return Decision.no(
            Reason(
                mark("告知里没有这项处理活动。"),
                remedy=mark("请从列表中选择。"),
                field="activity",
                code="unknown",
            )
        )
    if done_on > today:
        return Decision.no(
            Reason(
                mark("评估日期{day}还没有到。"),
                {"day": done_on.isoformat()},
                mark("请填写今天或以前的日期。"),
                field="done_on",
                code="date_future",
            )
        )
    return Decision.yes()


def _open(asked: Asked) -> Decision:
    if asked.state is State.OPEN:
        return Decision.yes()
    return Decision.no(
        Reason(mark("这件申请“{state}”，不能再改。"), {"state": STATE_TEXTS[asked.state]}, code="state")
    )


def _no(text: str, code: str) -> Decision:
    return Decision.no(Reason(text, code=code))
