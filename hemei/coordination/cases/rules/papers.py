"""The papers of a case (文书): which there are, who may make one when, who may read it, how one is served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hemei.coordination.cases.rules.looks import shown_since
from hemei.coordination.cases.rules.moves import Viewer, Who, standings
from hemei.coordination.cases.rules.parts import at_work
from hemei.coordination.cases.rules.state import CaseState, Clock
from hemei.coordination.cases.rules.words import ClockKind, State, TaskEnd
from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, Refused, gives_reason, mark


class PaperKind(StrEnum):
    """What a paper is; the value names its template (`case-<kind>`)."""

    RECTIFICATION = "rectification"
    SUPERVISION = "supervision"
    RECEIPT = "receipt"
    EXTENSION = "extension"
    CLOSING = "closing"


PAPER_TEXTS: dict[PaperKind, str] = {
    PaperKind.RECTIFICATION: mark("整改通知书"),
    PaperKind.SUPERVISION: mark("督办单"),
    PaperKind.RECEIPT: mark("受理通知书"),
    PaperKind.EXTENSION: mark("延期告知书"),
    PaperKind.CLOSING: mark("办结告知书"),
}


class Addressee(StrEnum):
    """Whom a paper is for (送达对象): a body of the case, who reported it, or somebody the case does not know."""

    BODY = "body"
    REPORTER = "reporter"
    OTHER = "other"


ADDRESSEE_TEXTS: dict[Addressee, str] = {
    Addressee.REPORTER: mark("报事人"),
    Addressee.OTHER: mark("其他单位或者个人"),
}
REPORTER_NAME = "报事人"
"""How a paper calls who reported it where his name is not written on it."""


class Service(StrEnum):
    """How a paper reached whom it is for (送达)."""

    IN_PERSON = "in_person"
    POST = "post"
    ELECTRONIC = "electronic"
    LEFT = "left"
    POSTED = "posted"


SERVICE_TEXTS: dict[Service, str] = {
    Service.IN_PERSON: mark("直接送达"),
    Service.POST: mark("邮寄送达"),
    Service.ELECTRONIC: mark("电子送达"),
    Service.LEFT: mark("留置送达"),
    Service.POSTED: mark("张贴送达"),
}

PAPER_EVENTS: dict[str, str] = {
    "cases.paper_made": mark("开具文书"),
    "cases.paper_served": mark("文书送达"),
    "cases.paper_scanned": mark("存入盖章件"),
    "cases.paper_service_corrected": mark("更正文书送达"),
    "cases.paper_scan_replaced": mark("更换盖章件"),
    "cases.paper_withdrawn": mark("作废文书"),
}
LONGEST_TEXT, LONGEST_RECIPIENT = 1_000, 60
CLERKS = frozenset(
    {
        Role.COMMUNITY_CLERK,
        Role.COMMUNITY_SECRETARY,
        Role.STREET_CLERK,
        Role.COUNTY_COORDINATOR,
        Role.DEPARTMENT_CLERK,
        Role.CITY_BUREAU,
    }
)
"""Who makes papers, and reads those of every case he sees."""
SEALED_COPY = "sealed_copy"
"""The purpose of the file that is the scan of a paper's sealed copy."""
_MAKERS: dict[PaperKind, frozenset[Who]] = {
    PaperKind.SUPERVISION: frozenset({Who.SUPERIOR}),
    PaperKind.RECEIPT: frozenset({Who.HOME}),
    PaperKind.EXTENSION: frozenset({Who.HOME, Who.SUPERIOR}),
    PaperKind.CLOSING: frozenset({Who.HOME}),
}
_ORDERING: dict[Role, frozenset[Who]] = {
    Role.DEPARTMENT_CLERK: frozenset({Who.CALLED}),
    Role.STREET_CLERK: frozenset({Who.HOME, Who.CALLED, Who.SUPERIOR}),
}
"""Who may order somebody to put something right: departments that were called or ordered it at a visit, and the street
or town of the place, to which a province can give the power (Administrative Penalty Law 24, 28; `paper-templates`,
`case-rectification`). A residents' committee governs its own affairs and orders nobody."""
_TOLD = frozenset({PaperKind.RECEIPT, PaperKind.EXTENSION, PaperKind.CLOSING})
"""What a paper tells who reported the case."""
_REACHED = frozenset(State) - {State.REPORTED, State.REFUSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDraft:
    """A paper about to be made, for a `body` or for who is called `recipient`.

    `until` is the day by which an order is to be carried out; no other kind says one.
    """

    kind: PaperKind
    addressee: Addressee
    text: str
    body: int | None = None
    recipient: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Addressed:
    """What a paper is and whom it is for; one of old has no addressee, for it was not asked."""

    kind: PaperKind
    addressee: Addressee | None
    body: int | None


def extended_clock(state: CaseState) -> Clock | None:
    """Return the clock whose limit was lengthened and runs: the lead's, else the home body's; None where none does."""
    found = {clock.key: clock for clock in at_work(state) if len(clock.limits) > 1}
    lead = state.lead
    return found.get(lead.handling_key if lead else state.home_handling_key)


def due_clock(kind: PaperKind, state: CaseState) -> Clock | None:
    """Return the clock until whose end the case is to be handled, as a paper says it, open or settled.

    An extension names the limit that was lengthened, every other kind that of the home body as the case stands.
    None where the case was never accepted.
    """
    if kind is PaperKind.EXTENSION:
        return extended_clock(state)
    return next((clock for clock in state.clocks if clock.key == state.home_handling_key), None)


def answer_clock(kind: PaperKind, state: CaseState, body: int | None) -> Clock | None:
    """Return the clock by whose end a paper asks for an answer; None where it asks for none.

    A supervision sheet asks by the clock of its body's supervision, the open one before one that was answered; a
    closing while the reporter may still say whether he accepts the result.
    """
    if kind is PaperKind.SUPERVISION:
        mine = sorted((item for item in state.supervisions if item.by == body), key=lambda item: item.open)
        return state.clock(mine[-1].clock_key) if mine else None
    if kind is PaperKind.CLOSING:
        return next((clock for clock in state.open_clocks if clock.kind is ClockKind.ACCEPTANCE), None)
    return None


def may_read(paper: Addressed, state: CaseState, viewer: Viewer) -> bool:
    """Whether somebody who sees the case reads this paper: the offices, and whom it is for.

    A company reads what is for it, who reported the case what is for him, the hotline the receipt, extension and
    closing it reads to him: nobody more than he needs (Personal Information Protection Law 6). An auditor reads none
    of its words; what of old does not say whom it is for is read by offices only.
    """
    role = viewer.actor.role
    if role is Role.COMPANY_MANAGER:
        return paper.addressee is Addressee.BODY and paper.body == viewer.actor.body_id
    if role in {Role.RESIDENT, Role.HOTLINE_CLERK}:
        reads = role is Role.HOTLINE_CLERK or Who.REPORTER in standings(state, viewer)
        return reads and paper.addressee is Addressee.REPORTER and paper.kind in _TOLD
    return role in CLERKS


def is_masked(role: Role) -> bool:
    """Whether a reader of papers learns no name from them: the hotline reads what is said, not to whom."""
    return role is Role.HOTLINE_CLERK


def recipient_of(draft: PaperDraft, known: Mapping[int, str]) -> str:
    """Return what a paper calls whom it is for: a body by its name, who reported it by his or as such.

    `known` are the names of the bodies it can be for. Raises Refused where nobody is chosen or named.
    """
    if draft.addressee is Addressee.BODY:
        name = known.get(draft.body or 0, "")
        if not name:
            raise Refused.because(mark("请选择送达给谁"), field="addressee", code="addressee")
        return name
    name = draft.recipient or (REPORTER_NAME if draft.addressee is Addressee.REPORTER else "")
    if not name or len(name) > LONGEST_RECIPIENT or not name.isprintable():
        raise Refused.because(
            mark("请填写送达给谁，最多{most}个字"),
            field="recipient",
            code="recipient",
            most=LONGEST_RECIPIENT,
        )
    return name


def may_make(kind: PaperKind, state: CaseState, viewer: Viewer, *, ordered: bool = False) -> Decision:
    """Whether this viewer may make such a paper of the case as it stands; a company gives no orders (PMR 45).

    `ordered` says that his body ordered it put right, or opened an investigation, at a joint visit of this case: what
    it said there it may also give in writing, whoever was called.
    """
    stands = standings(state, viewer)
    if kind is PaperKind.RECTIFICATION and (ordered or _was_called(state, viewer.actor.body_id)):
        stands |= {Who.CALLED}
    if not stands & _makers(kind, viewer.actor.role):
        ordering = kind is PaperKind.RECTIFICATION and Who.HOME in stands
        return Decision.no(
            _NO_POWER
            if ordering
            else Reason(mark("这个身份不能开具{paper}"), {"paper": PAPER_TEXTS[kind]}, code="not_yours")
        )
    missing = _missing(kind, state, viewer)
    return Decision.no(Reason(missing, code="no_ground")) if missing else Decision.yes()


def _was_called(state: CaseState, body: int | None) -> bool:
    """Whether a body was called in this round and did not return the case as not its own."""
    since = shown_since(state)
    return body is not None and any(
        task.body == body and task.called_at >= since and task.ended is not TaskEnd.RETURNED
        for task in state.tasks
    )


def _makers(kind: PaperKind, role: Role) -> frozenset[Who]:
    """Return how somebody of a role must stand to a case to make such a paper of it."""
    if kind is PaperKind.RECTIFICATION:
        return _ORDERING.get(role, frozenset())
    return _MAKERS[kind] if role in CLERKS else frozenset()


_NO_POWER = Reason(
    mark("社区没有行政执法权，不能责令整改"),
    remedy=mark("请吹哨，由到场的部门开具，或者请街道、乡镇开具"),
    code="no_power",
)


def _missing(kind: PaperKind, state: CaseState, viewer: Viewer) -> str:
    """Return what the case lacks for such a paper, empty where it lacks nothing."""
    if kind is PaperKind.SUPERVISION:
        mine = any(item.by == viewer.actor.body_id for item in state.supervisions)
        return "" if mine else mark("贵单位还没有督办本案")
    if kind is PaperKind.EXTENSION and not state.extended:
        return mark("本案没有延期")
    if kind is PaperKind.EXTENSION:
        return "" if extended_clock(state) else mark("延长的办理时限已经结束")
    if kind is PaperKind.CLOSING:
        return "" if state.outcome is not None else mark("本案还没有办结")
    accepted = state.state in _REACHED and due_clock(kind, state) is not None
    return "" if accepted else mark("本案还没有受理")


def check_draft(draft: PaperDraft, today: date) -> None:
    """Refuse a paper that does not say what, or by when."""
    if not draft.text.strip() or len(draft.text) > LONGEST_TEXT or "\x00" in draft.text:
        raise Refused.because(
            mark("请填写正文，最多{most}个字"), field="text", code="text", most=LONGEST_TEXT
        )
    if draft.kind is PaperKind.RECTIFICATION and draft.until is None:
        raise Refused.because(mark("请填写整改期限"), field="until", code="until")
    if draft.kind is not PaperKind.RECTIFICATION and draft.until is not None:
        raise Refused.because(
            mark("只有整改通知书填写期限，{paper}的期限按案件的时限写上"),
            field="until",
            code="until_of_clock",
            paper=PAPER_TEXTS[draft.kind],
        )
    if draft.until is not None and draft.until < today:
        raise Refused.because(mark("期限不能早于今天"), field="until", code="until_past")


def may_put_right(*, withdrawn: bool, filed: bool, reason: str) -> Decision:
    """Whether something may be filed of a paper; where it is `filed` already only with why it was wrong."""
    if withdrawn:
        return Decision.no(
            Reason(mark("这份文书已经作废"), remedy=mark("请另开一份"), field="reason", code="withdrawn")
        )
    if filed:
        return gives_reason(
            mark("已经登记过，要更正请写明原来错在哪里"), reason,
            remedy=mark("至少{least}个字，现在是{given}个字；原来的登记和文件都保留。"),
        )  # fmt: skip
    return Decision.yes()


def check_service(way: str, served_on: date | None, made_on: date, today: date) -> Service:
    """Return how a paper was served; refuse an unknown way and a day before it was made or to come."""
    if way not in set(Service):
        raise Refused.because(mark("请选择送达方式"), field="service", code="service")
    if served_on is None or not made_on <= served_on <= today:
        raise Refused.because(mark("送达日期在开具之后、今天以前"), field="served_on", code="served_on")
    return Service(way)
