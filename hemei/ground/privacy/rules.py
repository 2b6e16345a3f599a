"""What the law grants a person about his data, and who may answer; the typed shape of `personal-data`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Warrant

Since = Literal[
    "given", "case_ended", "service_ended", "account_closed", "ownership_ended", "moved_out", "meeting_ended",
    "topic_ended", "result_published", "recorded",
]  # fmt: skip
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
    "service_ended": mark("退出志愿服务之日起"),
    "account_closed": mark("账号停用之日起"),
    "ownership_ended": mark("产权转移之日起"),
    "moved_out": mark("迁出之日起"),
    "meeting_ended": mark("会议结束之日起"),
    "topic_ended": mark("议题办结之日起"),
    "result_published": mark("结果公告之日起"),
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
class Claimant:
    """Who may come to a counter for a person, for which rights, and with which papers."""

    code: str
    name: str
    name_en: str
    papers: str
    papers_en: str
    rights: tuple[str, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Proof:
    """A document by which a counter checks who has come; its kind is kept, its number is not."""

    code: str
    name: str
    name_en: str
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
    claimant: tuple[Claimant, ...] = ()
    proof: tuple[Proof, ...] = ()

    @property
    def version(self) -> str:
        """Which notice this is, as it is noted when somebody has seen it."""
        return f"{self.head.jurisdiction}/{self.head.day.isoformat()}"

    def claim_of(self, right: Right) -> Claim:
        """Return the item of a right; raises KeyError where the document has none."""
        return {claim.code: claim for claim in self.right}[right.value]

    def grounds_against(self, right: Right) -> tuple[Ground, ...]:
        """Return on which grounds a request for this right may be refused."""
        return tuple(ground for ground in self.ground if right.value in ground.rights)

    def ground_of(self, code: str, right: Right) -> Ground | None:
        """Return a ground if it stands against this right."""
        return next((ground for ground in self.grounds_against(right) if ground.code == code), None)

    def claimant_of(self, code: str, right: Right) -> Claimant | None:
        """Return who comes for a person, if he may ask for this right."""
        return next((one for one in self.claimant if one.code == code and right.value in one.rights), None)

    def proof_of(self, code: str) -> Proof | None:
        """Return a document by which identity is checked."""
        return next((one for one in self.proof if one.code == code), None)


STANDARDS: dict[str, type] = {"personal-data": PersonalData}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a decision sees it.

    `running` counts open clocks of matters the data belongs to, `used` entries of registers that still run.
    `counter` is the body that took it at its counter.
    """

    right: Right
    state: State
    person: int
    desk: int
    running: int = 0
    used: int = 0
    counter: int | None = None
    handed: bool = False


def may_withdraw(asked: Asked, persons: Collection[int]) -> Decision:
    """Whether who is these persons may take the request back: only one's own, only while it is open."""
    if asked.person not in persons:
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
    if asked.right is Right.DELETE and asked.used:
        return Decision.no(
            Reason(
                mark("还有{count}项在册登记（如产权、任职）仍在有效期内，需要使用本人信息。"),
                {"count": asked.used},
                mark("请以“仍需使用”答复本人；登记有误的，先更正或者结束登记。"),
                code="used",
            )
        )
    return Decision.yes(claim.warrant.reference)


def may_file(document: PersonalData, *, claimant: str, proof: str, right: Right) -> Decision:
    """Whether a counter may take a request from who has come: he may claim this right, and was checked."""
    found, shown = document.claimant_of(claimant, right), document.proof_of(proof)
    if found is None:
        return Decision.no(
            Reason(
                mark("这种身份不能提出这项申请。"),
                {},
                mark("请核对来人与本人的关系。"),
                "claimant",
                "claimant",
            )
        )
    if shown is None:
        return Decision.no(Reason(mark("请选择核对了哪种证件。"), code="proof", field="proof"))
    return Decision.yes(found.warrant.reference)


def may_hand_over(asked: Asked, body_id: int | None) -> Decision:
    """Whether a counter may note that the answer was given to who had come: once, after the desk answered."""
    if asked.counter is None or asked.counter != body_id:
        return _no(mark("这件申请不是本单位窗口收的。"), "not_yours")
    if asked.state not in {State.ANSWERED, State.REFUSED}:
        return _no(mark("还没有答复，不能当面交付。"), "not_answered")
    if asked.handed:
        return _no(mark("答复已经当面交付。"), "handed")
    return Decision.yes()


def may_take_copy(asked: Asked, body_id: int | None) -> Decision:
    """Whether a body may take the copy a person asked for, to give it to him.

    The desk while it answers and after; the counter once it is granted, until it has handed it over.
    """
    if asked.right not in {Right.KNOW, Right.COPY}:
        return _no(mark("只有知情和查阅、复制的申请可以取副本。"), "right")
    if body_id is not None and asked.desk == body_id and asked.state in {State.OPEN, State.ANSWERED}:
        return Decision.yes()
    if (
        body_id is not None
        and asked.counter == body_id
        and asked.state is State.ANSWERED
        and not asked.handed
    ):
        return Decision.yes()
    return _no(mark("现在不能取这份副本。"), "not_yours")


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
