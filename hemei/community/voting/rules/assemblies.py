"""An assembly from the call to the result: states, the agenda, who may call, when it may be held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from hemei.community.voting.rules.acts import said_at
from hemei.community.voting.rules.count import Measure
from hemei.community.voting.rules.procedure_standard import AssemblyProcedure, Caller, Ground, Kind
from hemei.community.voting.rules.standards import MatterCode
from hemei.kernel.decision import Decision, Reason, mark

LONGEST_TITLE = 120
LONGEST_PUT = 320
"""Characters of an item that another record puts there, as an agreement with its tiers: a page of a ballot holds it."""
MOST_ITEMS = 60


class State(StrEnum):
    """Where an assembly stands; that its vote runs is said by the clock alone."""

    CALLED = "called"
    NOTICED = "noticed"
    CLOSED = "closed"
    JUDGED = "judged"
    PUBLISHED = "published"
    ANNULLED = "annulled"
    CALLED_OFF = "called_off"


BEFORE_KNOWN = (State.NOTICED, State.CLOSED, State.JUDGED)
"""While a result is not known an owner objects to what came in for his unit; afterwards to the result."""
STATE_NAMES: dict[State, str] = {
    State.CALLED: mark("已召集，未公告"),
    State.NOTICED: mark("已公告"),
    State.CLOSED: mark("已截止，待计票"),
    State.JUDGED: mark("已计票，待公告"),
    State.PUBLISHED: mark("结果已公告"),
    State.ANNULLED: mark("已撤销"),
    State.CALLED_OFF: mark("已取消"),
}
KIND_NAMES: dict[Kind, str] = {
    "first": mark("首次会议"),
    "regular": mark("定期会议"),
    "extraordinary": mark("临时会议"),
}
CALLER_NAMES: dict[Caller, str] = {
    "committee": mark("业主委员会"),
    "residents_committee": mark("居民委员会"),
    "preparatory_group": mark("筹备组"),
}


class Step(StrEnum):
    """What moves an assembly on."""

    SET_AGENDA = "set_agenda"
    SHOW_DECISION = "show_decision"
    NOTICE = "notice"
    CLOSE = "close"
    JUDGE = "judge"
    PUBLISH = "publish"
    ANNUL = "annul"
    CALL_OFF = "call_off"
    ORDER = "order"
    STRIKE = "strike"
    RECOUNT = "recount"


MOVES: dict[Step, dict[State, State]] = {
    Step.SET_AGENDA: {State.CALLED: State.CALLED},
    Step.SHOW_DECISION: {State.CALLED: State.CALLED, State.NOTICED: State.NOTICED},
    Step.NOTICE: {State.CALLED: State.NOTICED},
    Step.CLOSE: {State.NOTICED: State.CLOSED},
    Step.JUDGE: {State.CLOSED: State.JUDGED},
    Step.PUBLISH: {State.JUDGED: State.PUBLISHED},
    Step.ANNUL: {State.JUDGED: State.JUDGED, State.PUBLISHED: State.PUBLISHED},
    Step.CALL_OFF: {State.CALLED: State.CALLED_OFF, State.NOTICED: State.CALLED_OFF},
    Step.ORDER: {
        State.NOTICED: State.NOTICED,
        State.CLOSED: State.CLOSED,
        State.JUDGED: State.JUDGED,
        State.PUBLISHED: State.PUBLISHED,
    },
    Step.STRIKE: {State.CLOSED: State.CLOSED, State.JUDGED: State.JUDGED, State.PUBLISHED: State.PUBLISHED},
    Step.RECOUNT: {State.JUDGED: State.JUDGED, State.PUBLISHED: State.PUBLISHED},
}


def may_move(state: State, step: Step) -> Decision:
    """Whether an assembly that stands here takes this step."""
    if state in MOVES[step]:
        return Decision.yes()
    return Decision.no(
        Reason(mark("会议的当前状态不能办理这一步"), remedy=mark("刷新页面查看当前状态"), code="state")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """A matter as the notice puts it. Items of one `group` compete; a sheet agrees to at most `seats` of them.

    Those who pass take the seats, then the `reserves`, most of `ranks_by` first, as whoever calls an election says. A
    candidate stands as a person, and so does a member who is to be recalled; his name is nobody's title. `record` is
    the stream of what it was put to the owners from, `spends_fen` the most of the common money it lets be spent.
    """

    matter: MatterCode
    title: str = ""
    group: str = ""
    seats: int | None = None
    candidate_id: int | None = None
    recalled_id: int | None = None
    reserves: int = 0
    ranks_by: Measure = "heads"
    record: str = ""
    spends_fen: int | None = None

    @property
    def person_id(self) -> int | None:
        """Who is voted on, where it is a person."""
        return self.candidate_id or self.recalled_id


class Moot(StrEnum):
    """Why an item of a meeting has no object any more."""

    TERM_ENDED = "term_ended"
    SEAT_ENDED = "seat_ended"


MOOT_TEXTS: dict[Moot, str] = {
    Moot.TERM_ENDED: mark("这一届业委会的任期已经结束"),
    Moot.SEAT_ENDED: mark("这位委员已经不再任职"),
}


MOOT_NEXT: dict[Moot, str] = {
    Moot.TERM_ENDED: mark("新一届业委会由换届选举产生。"),
    Moot.SEAT_ENDED: mark("空出的席位由候补委员递补；委员不足一半的，业主大会重新选举。"),
}
"""What becomes of the matter (guidance rules articles 46 and 47)."""


def worded(title: str, name: str) -> str:
    """Return the words of an item: a matter's title, a candidate's name, or both where a member is recalled."""
    return f"{title}：{name}" if title and name else title or name


def agenda_fits(agenda: Sequence[AgendaItem]) -> Decision:
    """Whether these items can be put to the vote together."""
    if not 0 < len(agenda) <= MOST_ITEMS:
        return _agenda_no(mark("请写明一至{most}个要表决的事项"), most=MOST_ITEMS)
    for number, item in enumerate(agenda, start=1):
        most = LONGEST_PUT if item.record else LONGEST_TITLE
        if item.candidate_id is None and not 0 < len(item.title.strip()) <= most:
            return _agenda_no(mark("请用不超过{most}个字写明第{number}项表决什么"), most=most, number=number)
    for group in {item.group for item in agenda if item.group}:
        members = [item for item in agenda if item.group == group]
        seats = {item.seats for item in members}
        if len(seats) > 1 or not (members[0].seats or 0) > 0 or len({item.matter for item in members}) > 1:
            return _agenda_no(mark("同一组候选人的应选人数和事项须一致"))
        candidates = [item.candidate_id for item in members if item.candidate_id is not None]
        if len(set(candidates)) < len(candidates):
            return _agenda_no(mark("同一人不能两次列为候选人"))
    return Decision.yes()


def may_repeat(agenda: Sequence[AgendaItem], failed: Sequence[AgendaItem]) -> Decision:
    """Whether a meeting that is held again decides nothing but what too few took part in before, in the same words."""
    known = {_spaced(item) for item in failed}
    for number, item in enumerate(agenda, start=1):
        if _spaced(item) not in known:
            return Decision.no(
                Reason(
                    mark("第{number}项不是上一次参与表决没有达到要求的事项"),
                    {"number": number},
                    mark("重新召集只能表决上一次没有达到要求的事项，文字不变；其他事项请另行召集"),
                    "agenda",
                    "not_repeated",
                )
            )
    return Decision.yes()


def _spaced(item: AgendaItem) -> AgendaItem:
    return replace(item, title=" ".join(item.title.split()), record="")


def _agenda_no(text: str, **values: int) -> Decision:
    return Decision.no(Reason(text, values, field="agenda", code="agenda"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What stands in the record when somebody calls an assembly.

    `members_recall` says that a third of the committee's members proposed to recall one of them, who was heard;
    `committee_decided`, that whoever calls for the committee, its member too, cites what it decided.
    """

    proposal_reached: bool = False
    members_recall: bool = False
    order_unmet: bool = False
    committee_at_work: bool = False
    committee_decided: bool = False
    reason: str = ""


def may_call(ground: Ground | None, *, called_by: Caller, kind: Kind, record: Record) -> Decision:
    """Whether this caller may call this kind of meeting on this ground."""
    if ground is None or ground.called_by != called_by or kind not in ground.kinds:
        return Decision.no(
            Reason(
                mark("召集人不能以这一理由召集这一类会议"),
                remedy=mark("请核对召集人、召集理由和会议类型"),
                field="ground",
                code="ground",
            )
        )
    missing = _missing(ground, record) or (_unnamed(ground, record) if called_by == "committee" else None)
    reference = ground.warrant.reference
    return Decision.no(missing, references=(reference,)) if missing else Decision.yes(reference)


def _missing(ground: Ground, record: Record) -> Reason | None:
    held = {
        "nothing": True,
        "reason": bool(record.reason.strip()),
        "reached_proposal": record.proposal_reached,
        "members_recall": record.members_recall,
        "unmet_order": record.order_unmet,
        "no_committee": not record.committee_at_work,
    }[ground.needs]
    if held:
        return None
    return Reason(
        _LACKS[ground.needs], {"clause": f"{ground.warrant.source.title}{ground.warrant.clause}"},
        field="reason" if ground.needs == "reason" else "ground", code=ground.needs,
    )  # fmt: skip


def _unnamed(ground: Ground, record: Record) -> Reason | None:
    """Return what is missing to call in a committee's name: a committee that can act, and its own decision to call."""
    values = {"clause": f"{ground.warrant.source.title}{ground.warrant.clause}"}
    if not record.committee_at_work:
        return Reason(
            mark("这个小区没有能正常工作的业主委员会，不能以它的名义召集（{clause}）"), values,
            mark("由居民委员会召集的，请按居民委员会的理由办理"), "called_by", "no_committee_at_work",
        )  # fmt: skip
    if not record.committee_decided:
        return Reason(
            mark("以业主委员会的名义召集，请写明它决定召集的会议或者文书（{clause}）"), values,
            mark("请选业主委员会会议通过的事项，或者写明盖章文书的文号和日期"), "decision", "committee_decision",
        )  # fmt: skip
    return None


_LACKS = {
    "reason": mark("请写明召集的缘由（{clause}）"),
    "reached_proposal": mark("没有达到法定比例的业主提议（{clause}）"),
    "members_recall": mark(
        "没有委员提出、已经听取申辩的罢免，请在业委会页面登记罢免，从那里召集（{clause}）"
    ),
    "unmet_order": mark("没有逾期未执行的责令，居民委员会还不能代为召集（{clause}）"),
    "no_committee": mark("这个小区的业主委员会在任期内、在任委员不少于一半，应由业主委员会召集（{clause}）"),
}


def earliest_opening(noticed_on: date, procedure: AssemblyProcedure) -> date:
    """Return the first day the assembly may be held on, that is, ballots may be cast."""
    between = 1 if procedure.notice_reading.reading == "strict" else 0
    return noticed_on + timedelta(days=procedure.notice.days + between)


def may_notice(
    noticed_on: date, opens_on: date, closes_at: datetime, opens_at: datetime, procedure: AssemblyProcedure
) -> Decision:
    """Whether the days between the notice and the assembly are enough, and it ends after it begins."""
    references = (procedure.notice.warrant.reference, procedure.notice_reading.warrant.reference)
    earliest = earliest_opening(noticed_on, procedure)
    if opens_on < earliest:
        warrant = procedure.notice.warrant
        return Decision.no(
            Reason(
                mark("公告后须满{days}日，表决最早从{earliest}开始（{clause}）"),
                {
                    "days": procedure.notice.days,
                    "earliest": earliest.isoformat(),
                    "clause": f"{warrant.source.title}{warrant.clause}",
                },
                field="opens_on",
                code="notice_days",
            ),
            references=references,
        )
    if closes_at <= opens_at:
        return Decision.no(Reason(mark("截止时刻须在开始以后"), field="closes_at", code="closes_at"))
    return Decision.yes(*references)


def may_notice_by(*, document: bool, shown: bool, procedure: AssemblyProcedure) -> Decision:
    """Whether whoever is to vote can read by what a meeting was called: the scan of a sealed `document` is shown."""
    reference = procedure.document_shown.warrant.reference
    if shown or not document:
        return Decision.yes(reference)
    return Decision.no(
        Reason(
            mark("会议凭业主委员会盖章的文书召集，还没有上传文书的扫描件，不能公告"), {},
            mark("请先上传盖章文书的扫描件，让表决的业主都看得到，再公告"), "scan", "not_shown",
        ),
        references=(reference,),
    )  # fmt: skip


def may_wait_until(
    opens_on: date, closes_on: date, latest: tuple[date, date], procedure: AssemblyProcedure
) -> Decision:
    """Whether a meeting that was asked for begins and ends soon enough; `latest` are the last days of both."""
    said = (
        ("opens_on", opens_on, latest[0], procedure.opening, mark("业主提议的会议，表决最迟从{latest}开始")),
        (
            "closes_at",
            closes_on,
            latest[1],
            procedure.closing,
            mark("业主提议的会议，表决最迟到{latest}截止"),
        ),
    )
    for field, day, last, period, words in said:
        if day > last:
            return Decision.no(
                Reason(words, {"latest": last.isoformat()}, mark("请改为更早的日期"), field, "too_late"),
                references=(period.warrant.reference,),
            )
    return Decision.yes(*(period.warrant.reference for _, _, _, period, _ in said))


def may_close(now: datetime, closes_at: datetime) -> Decision:
    """Whether the time of the vote is over; its last moment belongs to it (Civil Code art. 1259)."""
    if now > closes_at:
        return Decision.yes()
    return Decision.no(Reason(mark("表决到{at}才截止"), {"at": said_at(closes_at)}, code="still_runs"))


def may_object_to_sheets(state: str | None, *, came: bool, waits: bool) -> Decision:
    """Whether an owner may object to what came in for his unit: something did, and the result is not known yet."""
    if state not in BEFORE_KNOWN:
        return Decision.no(
            Reason(
                mark("结果已经公告，或者会议已经取消"),
                {},
                mark("结果已经公告的，请对结果提出异议"),
                code="known",
            )
        )
    if not came:
        return Decision.no(
            Reason(
                mark("这一户没有收到纸质票、窗口票或者上门票"), {}, mark("收到以后再提"), code="nothing_came"
            )
        )
    if waits:
        return Decision.no(Reason(mark("已有异议正在核实"), code="objected"))
    return Decision.yes()
