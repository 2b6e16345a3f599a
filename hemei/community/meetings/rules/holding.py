"""A meeting that is held: who is there, who chairs, what came of an item, who signed, what is next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hemei.community.meetings.rules.standards import Kind
from hemei.community.meetings.rules.words import FOUND, SIDE_TEXTS, Choice, Outcome, SideCode, State
from hemei.kernel.decision import Decision, Reason, mark


@dataclass(frozen=True, slots=True)
class Present:
    """A side at the moment: how many of it are there, how many must be, and of members how many must agree."""

    code: SideCode
    here: int
    needed: int = 0
    agree: int = 0
    size: int | None = None

    @property
    def short(self) -> int:
        """How many are missing."""
        return max(self.needed - self.here, 0)


@dataclass(frozen=True, slots=True)
class Tally:
    """What the voices on an item come to; `needed` is how many must agree, 0 where nobody is counted."""

    agree: int = 0
    against: int = 0
    abstain: int = 0
    needed: int = 0

    @property
    def cast(self) -> int:
        """How many spoke."""
        return self.agree + self.against + self.abstain


def quorum(kind: Kind, sides: Sequence[Present]) -> Decision:
    """Whether everybody is there who must be: every required side, its share of members, enough sides in all."""
    reasons = [
        Reason(
            mark("{side}到场{here}人，至少要有{needed}人"),
            {"side": SIDE_TEXTS[side.code], "here": side.here, "needed": side.needed},
            field="quorum",
            code="quorum",
        )
        for side in sides
        if side.short
    ]
    there = len({side.code for side in sides if side.here})
    if there < kind.sides_least and not (reasons and kind.sides_least == 1):  # that one side is short is said
        values = {"there": there, "least": kind.sides_least}
        reasons.append(Reason(mark("到场{there}方，至少要有{least}方"), values, field="quorum", code="sides"))
    reference = kind.warrant.reference
    return Decision.no(*reasons, references=(reference,)) if reasons else Decision.yes(reference)


def may_open(
    kind: Kind, state: State, sides: Sequence[Present], *, chair: SideCode, starts_at: datetime, now: datetime
) -> Decision:
    """Whether a meeting may be opened: noticed, its hour has come, everybody needed is there, the right one chairs."""
    if state is not State.NOTICED:
        return Decision.no(Reason(mark("只有已公告的会议可以开始"), code="state"))
    if now < starts_at:
        return Decision.no(Reason(mark("还没有到公告的时间"), {}, mark("请按公告的时间开始"), code="early"))
    reasons = list(quorum(kind, sides).reasons)
    if chair not in kind.chairs:
        reasons.append(
            Reason(
                mark("“{kind}”不由{side}主持"),
                {"kind": kind.name, "side": SIDE_TEXTS[chair]},
                mark("请由有权主持的一方主持"),
                "chair",
                "chair",
            )
        )
    reference = kind.warrant.reference
    return Decision.no(*reasons, references=(reference,)) if reasons else Decision.yes(reference)


def may_come(kind: Kind, state: State, *, proxy: bool) -> Decision:
    """Whether somebody may still be registered, and whether another may stand in for him."""
    if state not in {State.NOTICED, State.OPEN}:
        return Decision.no(Reason(mark("会议不在登记参会的时候"), code="state"))
    if proxy and not kind.proxies:
        return Decision.no(
            Reason(
                mark("“{kind}”不能委托他人参加"), {"kind": kind.name}, mark("请本人参加"), "proxy", "proxy"
            ),
            references=(kind.warrant.reference,),
        )
    return Decision.yes()


def may_arrive(held_on: date, today: date) -> Decision:
    """Whether somebody may be noted as there: on the day of the meeting, not before; until then he registers."""
    if today >= held_on:
        return Decision.yes()
    values = {"day": held_on.isoformat()}
    return Decision.no(
        Reason(mark("{day}开会，还不能签到"), values, mark("会前只登记报名"), "arrived", "not_yet")
    )


def tally(voices: Sequence[Choice], *, needed: int) -> Tally:
    """Count voices."""
    count = {choice: sum(one is choice for one in voices) for choice in Choice}
    return Tally(count[Choice.FOR], count[Choice.AGAINST], count[Choice.ABSTAIN], needed)


def decided(
    kind: Kind, sides: Sequence[Present], voices: Mapping[SideCode, Sequence[Choice]]
) -> tuple[Outcome, Tally]:
    """Return what came of an item that is decided.

    Members decide when so many of all agree; sides when every side that is there does.
    """
    if kind.decides == "members":
        members = next(side for side in sides if side.code == "members")
        counted = tally(voices.get("members", ()), needed=members.agree)
    else:
        there = {side.code for side in sides if side.here}
        counted = tally([choice for code in there for choice in voices.get(code, ())[:1]], needed=len(there))
    return (Outcome.ADOPTED if counted.agree >= counted.needed > 0 else Outcome.REJECTED), counted


def may_decide(
    kind: Kind,
    state: State,
    sides: Sequence[Present],
    *,
    taken: bool,
    found: Outcome | None,
    voices: Mapping[SideCode, int],
) -> Decision:
    """Whether an item gets its outcome now. `found` is what the chair finds where nothing is decided.

    An item may always be put off, also when too few are left; decided it is only while everybody needed is there.
    """
    if state is not State.OPEN:
        return Decision.no(Reason(mark("会议没有在进行"), code="state"))
    if taken:
        return Decision.no(Reason(mark("这个议题已有结果"), code="taken"))
    if found is Outcome.DEFERRED or found is Outcome.NOTED:
        return Decision.yes()
    reasons = list(quorum(kind, sides).reasons)
    if kind.decides == "nothing":
        if found not in FOUND:
            reasons.append(Reason(mark("请选择结果"), {}, mark("这种会议不作决定"), "outcome", "outcome"))
    elif found is not None:
        reasons.append(Reason(mark("结果由各方的表态算出，不能直接填写"), {}, "", "outcome", "outcome"))
    else:
        reasons += _unheard(kind, sides, voices)
    reference = kind.warrant.reference
    return Decision.no(*reasons, references=(reference,)) if reasons else Decision.yes(reference)


def _unheard(kind: Kind, sides: Sequence[Present], voices: Mapping[SideCode, int]) -> list[Reason]:
    """Return the sides, or members, who are there and whose voice is missing."""
    wanted = [side for side in sides if side.here and (kind.decides == "sides" or side.code == "members")]
    return [
        Reason(mark("还没有登记{side}的表态"), {"side": SIDE_TEXTS[side.code]}, "", "voices", "unheard")
        for side in wanted
        if voices.get(side.code, 0) < (side.here if kind.decides == "members" else 1)
    ]


def may_close(state: State, *, open_items: int) -> Decision:
    """Whether a meeting may end: every item has its outcome, or is put off."""
    if state is not State.OPEN:
        return Decision.no(Reason(mark("会议没有在进行"), code="state"))
    if open_items:
        values = {"count": open_items}
        return Decision.no(
            Reason(mark("还有{count}个议题没有结果"), values, mark("没有议完的请选下次再议"), code="items")
        )
    return Decision.yes()


def signatures_missing(
    kind: Kind,
    sides: Sequence[Present],
    *,
    chair: SideCode | None,
    spoke: Collection[SideCode],
    signed: Mapping[SideCode, int],
    refused: Collection[SideCode] = (),
) -> tuple[tuple[SideCode, int], ...]:
    """Return whose signatures the minutes still lack: the chair's, one of each side that was there, or the members'.

    Sides: also of those that `spoke` to what was decided and left, not of those that `refused` and were waited for long
    enough. Members: at least as many as a decision needs, for a decision is signed by those who made it. `signed` does
    not count the chair's signature where only the chair signs; there any signature of his side is his.
    """
    if kind.signs == "chair":
        return ((chair, 1),) if chair is not None and not signed.get(chair) else ()
    if kind.signs == "sides":
        bound = {side.code for side in sides if side.here}.union(spoke).difference(refused)
        return tuple((side.code, 1) for side in sides if side.code in bound and not signed.get(side.code))
    members = next(side for side in sides if side.code == "members")
    missing = max(members.agree, members.needed) - signed.get("members", 0)
    return (("members", missing),) if missing > 0 else ()


def shows_paper(kind: Kind, sides: Collection[SideCode]) -> bool:
    """Whether the scan of what these sides signed on paper is shown.

    One person enters who came and what every side said: where that decides, only what the others signed bears him out.
    """
    return kind.decides == "sides" or "members" in sides


def may_set(kind: Kind, state: State, *, missing: Sequence[tuple[SideCode, int]]) -> Decision:
    """Whether tasks follow from a meeting: it ended, and what its sides decided is signed by each that was there."""
    if state is not State.CLOSED:
        return Decision.no(Reason(mark("会议结束以后才能布置任务"), code="state"))
    if kind.decides == "sides" and missing:
        return Decision.no(
            Reason(mark("到场各方还没有都在会议记录上签字"), {}, mark("请先登记各方签字，上传签字页"), code="unsigned"),
            references=(kind.warrant.reference,),
        )  # fmt: skip
    return Decision.yes()


def may_post(
    state: State, *, minutes: bool, missing: Sequence[tuple[SideCode, int]], posted: bool
) -> Decision:
    """Whether the result may be posted: the meeting ended, its minutes are signed by whoever must."""
    if posted:
        return Decision.no(Reason(mark("结果已经公示"), code="posted"))
    if state is not State.CLOSED:
        return Decision.no(Reason(mark("会议还没有结束"), code="state"))
    if not minutes:
        return Decision.no(Reason(mark("还没有会议记录"), {}, mark("请先写会议记录"), code="minutes"))
    if missing:
        reasons = [
            Reason(
                mark("还缺{side}的{count}个签字"), {"side": SIDE_TEXTS[code], "count": count}, code="unsigned"
            )
            for code, count in missing
        ]
        return Decision.no(*reasons)
    return Decision.yes()


class Step(StrEnum):
    """What has to be done next."""

    NOTICE = "notice"
    REGISTER = "register"
    OPEN = "open"
    DECIDE = "decide"
    CLOSE = "close"
    WRITE = "write"
    SIGN = "sign"
    POST = "post"
    SET_TASKS = "set_tasks"
    FOLLOW = "follow"
    NOTHING = "nothing"


STEP_TEXTS: dict[Step, str] = {
    Step.NOTICE: mark("发出公告"),
    Step.REGISTER: mark("登记参会"),
    Step.OPEN: mark("开始会议"),
    Step.DECIDE: mark("记录各议题的结果"),
    Step.CLOSE: mark("结束会议"),
    Step.WRITE: mark("写会议记录"),
    Step.SIGN: mark("请参会人签字"),
    Step.POST: mark("公示结果"),
    Step.SET_TASKS: mark("布置任务"),
    Step.FOLLOW: mark("跟踪任务"),
    Step.NOTHING: mark("已办完"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a meeting stands, as much as the next step needs to know."""

    state: State
    starts_at: datetime | None
    ready: bool
    open_items: int
    minutes: bool
    missing: int
    posted: bool
    tasks_set: bool
    open_tasks: int


_BY_STATE = {
    State.PREPARED: Step.NOTICE,
    State.LAPSED: Step.NOTHING,
    State.CANCELLED: Step.NOTHING,
}


def next_step(found: Standing, now: datetime) -> Step:
    """Return what has to be done next, one thing at a time."""
    if found.state in _BY_STATE:
        return _BY_STATE[found.state]
    if found.state is State.NOTICED:
        come = found.starts_at is not None and now >= found.starts_at
        return Step.OPEN if come and found.ready else Step.REGISTER
    if found.state is State.OPEN:
        return Step.DECIDE if found.open_items else Step.CLOSE
    return _after(found)


def _after(found: Standing) -> Step:
    """Return the next step of a meeting that ended: its minutes, the posting, what is to be done."""
    if not found.minutes:
        return Step.WRITE
    if found.missing:
        return Step.SIGN
    if not found.posted:
        return Step.POST
    if not found.tasks_set:
        return Step.SET_TASKS
    return Step.FOLLOW if found.open_tasks else Step.NOTHING
