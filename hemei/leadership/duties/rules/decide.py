"""What an act comes to: the new state and what its event says, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reason, Reference, Refused, mark
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import WorkingTime, shanghai_day
from hemei.leadership.duties.rules.moves import MOVES, may
from hemei.leadership.duties.rules.standards import DutyRules
from hemei.leadership.duties.rules.state import Clock, DutyState, change_of
from hemei.leadership.duties.rules.words import ENDED, ActName, ClockKind, Reminder, State


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody wants to do. `until` is the day of an extension, `reminder` what the clock reminds of.

    `body` and `successor` are of a dissolution. `because` names the standards behind a new calendar, or the record of
    the act by which the duty is done or falls away.
    """

    name: ActName
    text: str = ""
    photos: int = 0
    until: date | None = None
    reminder: Reminder | None = None
    body: int | None = None
    successor: int | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """The rules in force and the calendar."""

    rules: DutyRules
    working: WorkingTime


@dataclass(frozen=True, slots=True)
class Decided:
    """The state after the act, what its event says, what it stands on."""

    after: DutyState
    about: Mapping[str, Any] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()

    def data(self, before: DutyState | None) -> dict[str, Any]:
        """Return the event's data."""
        return {"change": change_of(before, self.after), "about": dict(self.about)}


def clock_of(
    kind: ClockKind,
    round_: int,
    body: int,
    started_at: datetime,
    limits: tuple[str, ...],
    working: WorkingTime,
) -> Clock:
    """Return a clock with its end computed."""
    due = working.due_in_turn(started_at, map(Limit.parse, limits))
    return Clock(kind, round_, body, started_at, limits, due.at, due.provisional)


def set_duty(
    *,
    scope: str,
    owner: int,
    setter: int,
    superior: int | None,
    on_behalf: int | None,
    photo_needed: bool,
    limit: Limit,
    now: datetime,
    working: WorkingTime,
) -> DutyState:
    """Return a duty as it begins."""
    return DutyState(
        state=State.OPEN,
        scope=scope,
        owner=owner,
        setter=setter,
        superior=superior,
        on_behalf=on_behalf,
        photo_needed=photo_needed,
        clock=clock_of(ClockKind.WORK, 1, owner, now, (str(limit),), working),
    )


def limit_until(day: date, since: date, most: int) -> Limit:
    """Return the limit that ends on a day; if that is no working day it ends on the next one (art. 203).

    Raises:
        Refused: the day is not after `since`, or further away than `most` days.
    """
    days = (day - since).days
    if days < 1:
        raise Refused.because(
            mark("完成期限{day}不在{since}之后"), remedy=mark("请填写以后的日期"), field="until", code="past",
            day=day.isoformat(), since=since.isoformat(),
        )  # fmt: skip
    if days > most:
        raise Refused.because(
            mark("完成期限{day}太远，最多{most}天"), remedy=mark("请核对年份，或分期布置"), field="until", code="far",
            day=day.isoformat(), most=most,
        )  # fmt: skip
    return Limit(days, "days")


def decide(state: DutyState, act: Act, actor: Actor, facts: Facts, now: datetime) -> Decided:
    """Judge one act on a duty.

    Raises:
        Refused: the table or a rule says no.
    """
    decision = may(state, actor, act.name)
    if not decision.allowed:
        raise Refused(decision)
    decided = _DECIDE[act.name](state, act, facts, now)
    if act.name is ActName.SUBMIT:
        decided = replace(decided, after=replace(decided.after, submitted_by=actor.person_id))
    to = MOVES[act.name].to
    if to is None:
        return decided
    ended_at = now if to in ENDED else None
    return replace(decided, after=replace(decided.after, state=to, ended_at=ended_at))


def _need_text(act: Act, words: str) -> None:
    if not act.text.strip():
        raise Refused.because(words, field="text", code="no_text")


def _submit(state: DutyState, act: Act, facts: Facts, now: datetime) -> Decided:
    _need_text(act, mark("请写明做了什么、结果怎样"))
    if state.photo_needed and not act.photos:
        raise Refused.because(
            mark("这项任务要求照片证明"), remedy=mark("请至少上传一张照片"), field="photos", code="no_photo"
        )
    clock = _running(state)
    late = state.late or now > clock.due_at
    rule = facts.rules.acceptance
    acceptance = clock_of(
        ClockKind.ACCEPTANCE, state.round, state.setter, now, (str(rule.limit),), facts.working
    )
    after = replace(state, clock=acceptance, submitted_at=now, late=late, asked_until=None, reminded=None)
    return Decided(after, {"photos": act.photos, "late": now > clock.due_at}, (rule.warrant.reference,))


def _accept(state: DutyState, act: Act, facts: Facts, now: datetime) -> Decided:
    del act, facts, now
    return Decided(replace(state, clock=None))


def _send_back(state: DutyState, act: Act, facts: Facts, now: datetime) -> Decided:
    _need_text(act, mark("请写明哪里不符合要求"))
    rule, number = facts.rules.rework, state.round + 1
    clock = clock_of(ClockKind.WORK, number, state.owner, now, (str(rule.limit),), facts.working)
    after = replace(state, clock=clock, round=number, reminded=None)
    return Decided(after, {"round": number}, (rule.warrant.reference,))


def _ask_extension(state: DutyState, act: Act, facts: Facts, now: datetime) -> Decided:
    _need_text(act, mark("请写明延期的理由"))
    until, _ = _extension(state, act, facts, now)
    return Decided(replace(state, asked_until=until), {"until": until.isoformat()})


def _extend(state: DutyState, act: Act, facts: Facts, now: datetime) -> Decided:
    _need_text(act, mark("请写明延期的理由"))
    until, limit = _extension(state, act, facts, now)
    clock = _running(state)
    longer = clock_of(
        clock.kind, clock.round, clock.body, clock.started_at, (*clock.limits, str(limit)), facts.working
    )
    after = replace(state, clock=longer, extensions=state.extensions + 1, asked_until=None, reminded=None)
    about = {"until": until.isoformat(), "old_due_at": clock.due_at.isoformat()}
    return Decided(after, about, (facts.rules.extensions.warrant.reference,))


def _extension(state: DutyState, act: Act, facts: Facts, now: datetime) -> tuple[date, Limit]:
    """Return the new last day and the limit that is added; the day stands after the old end and after today."""
    most = facts.rules.extensions.most
    if state.extensions >= most:
        raise Refused.because(
            mark("已经延期{most}次，不能再延"),
            remedy=mark("请撤销后重新布置，或按期验收"),
            code="extensions",
            most=most,
        )
    until = act.until or state.asked_until
    if until is None:
        raise Refused.because(mark("请填写延到哪一天"), field="until", code="no_day")
    old, today = shanghai_day(_running(state).due_at), shanghai_day(now)
    limit_until(until, max(old, today), facts.rules.longest_days.most)
    return until, Limit((until - old).days, "days")


def _decline_extension(state: DutyState, act: Act, facts: Facts, now: datetime) -> Decided:
    del facts, now
    _need_text(act, mark("请写明不同意的理由"))
    return Decided(replace(state, asked_until=None))


def _cancel(state: DutyState, act: Act, facts: Facts, now: datetime) -> Decided:
    del facts, now
    _need_text(act, mark("请写明撤销的理由"))
    return Decided(replace(state, clock=None, asked_until=None))


def _comment(state: DutyState, act: Act, facts: Facts, now: datetime) -> Decided:
    del facts, now
    _need_text(act, mark("请写明要补充的内容"))
    return Decided(state, {"photos": act.photos})


def _settle(state: DutyState, act: Act, facts: Facts, now: datetime) -> Decided:
    """What was demanded has been done, and its own record proves it: nobody tells it a second time."""
    del facts
    late = state.late or (state.at_work and now > _running(state).due_at)
    return Decided(replace(state, clock=None, asked_until=None, late=late), {"because": act.because})


def _lapse(state: DutyState, act: Act, facts: Facts, now: datetime) -> Decided:
    del facts, now
    return Decided(replace(state, clock=None, asked_until=None), {"because": act.because})


def _remind(state: DutyState, act: Act, facts: Facts, now: datetime) -> Decided:
    due = reminder_due(state, facts, now)
    if due is None or due is not act.reminder:
        raise _too_early()
    rule = facts.rules.remind_before
    about = {"reminder": due.value, "body": _running(state).body}
    return Decided(replace(state, reminded=due), about, (rule.warrant.reference,))


def reminder_due(state: DutyState, facts: Facts, now: datetime) -> Reminder | None:
    """Return which reminder the running clock owes now; each kind once a clock, none at night."""
    clock = state.clock
    if clock is None or not facts.working.is_open(now):
        return None
    if now > clock.due_at:
        return Reminder.OVERDUE if state.reminded is not Reminder.OVERDUE else None
    near = soon_until(facts, now)
    return Reminder.SOON if state.reminded is None and clock.due_at <= near else None


def soon_until(facts: Facts, now: datetime) -> datetime:
    """Return the moment up to which an end counts as near."""
    return facts.working.due(now, facts.rules.remind_before.limit).at


def _escalate(state: DutyState, act: Act, facts: Facts, now: datetime) -> Decided:
    del act
    if not escalation_due(state, facts, now):
        raise _too_early()
    told = state.superior or state.setter
    rule = facts.rules.escalate_after
    return Decided(
        replace(state, escalated_to=told), {"body": state.owner, "to": told}, (rule.warrant.reference,)
    )


def escalation_due(state: DutyState, facts: Facts, now: datetime) -> bool:
    """Whether the superior is to be told: once a duty, after the grace period, in business time."""
    clock = state.clock
    if clock is None or not state.at_work or state.escalated_to is not None or now <= clock.due_at:
        return False
    grace = facts.working.due(clock.due_at, facts.rules.escalate_after.limit).at
    return now > grace and facts.working.is_open(now)


def _succeed(state: DutyState, act: Act, facts: Facts, now: datetime) -> Decided:
    del facts, now
    if act.body is None or act.successor is None or act.body not in state.bodies():
        raise Refused.because(mark("任务与该机构无关"), code="not_yours")

    def heir(body: int | None) -> int | None:
        return act.successor if body == act.body else body

    clock = _running(state)
    owner, setter = heir(state.owner) or state.owner, heir(state.setter) or state.setter
    superior = heir(state.superior)
    if owner == setter and state.owner != state.setter:  # its own work is accepted by who stands above
        setter = setter if superior is None else superior
    body = setter if clock.kind is ClockKind.ACCEPTANCE else owner
    after = replace(
        state,
        owner=owner,
        setter=setter,
        superior=superior,
        on_behalf=heir(state.on_behalf),
        escalated_to=heir(state.escalated_to),
        clock=replace(clock, body=body),
    )
    return Decided(after, {"from": act.body, "to": act.successor})


def _recompute(state: DutyState, act: Act, facts: Facts, now: datetime) -> Decided:
    del now
    clock = _running(state)
    again = clock_of(clock.kind, clock.round, clock.body, clock.started_at, clock.limits, facts.working)
    if again == clock:
        raise Refused.because(mark("时限没有变化"), code="unmoved")
    return Decided(
        replace(state, clock=again), {"because": act.because, "old_due_at": clock.due_at.isoformat()}
    )


def _running(state: DutyState) -> Clock:
    if state.clock is None:
        raise ValueError("an ended duty has no clock; the table must have refused the act")
    return state.clock


def _too_early() -> Refused:
    return Refused(Decision.no(Reason(mark("还不到时候"), code="early")))


_DECIDE: dict[ActName, Callable[[DutyState, Act, Facts, datetime], Decided]] = {
    ActName.SUBMIT: _submit,
    ActName.ACCEPT: _accept,
    ActName.SEND_BACK: _send_back,
    ActName.ASK_EXTENSION: _ask_extension,
    ActName.EXTEND: _extend,
    ActName.DECLINE_EXTENSION: _decline_extension,
    ActName.CANCEL: _cancel,
    ActName.COMMENT: _comment,
    ActName.SETTLE: _settle,
    ActName.LAPSE: _lapse,
    ActName.REMIND: _remind,
    ActName.ESCALATE: _escalate,
    ActName.SUCCEED: _succeed,
    ActName.RECOMPUTE: _recompute,
}
