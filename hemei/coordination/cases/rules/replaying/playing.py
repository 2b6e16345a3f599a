"""Play a case again: requests for more time, what was told upwards, supervised and recalled, how late it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hemei.coordination.cases.rules.escalating import hears, late_for, later, owes_itself, returns_of
from hemei.coordination.cases.rules.facts import LEVELS
from hemei.coordination.cases.rules.replaying.past import Past, Step, What, home_at
from hemei.coordination.cases.rules.replaying.visits import told_visits
from hemei.coordination.cases.rules.standards import CaseLadders, ExtensionRung, Level, SupervisionRung
from hemei.coordination.cases.rules.state import CaseState, Clock, Supervision, Task
from hemei.coordination.cases.rules.words import PAUSE_GROUNDS, Answer, ClockKind, TaskEnd, TaskKind
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import WorkingTime

_DAY = timedelta(days=1)
_SILENT = frozenset({ClockKind.ACCEPTANCE, ClockKind.REVISIT})
"""Clocks nobody above hears of by these: the reporter's, and the visitor's, whose ladder is its own."""


def replayed(past: Past, ladders: CaseLadders, working: WorkingTime) -> list[Step]:
    """Return what these ladders do to the case, each ladder in order of time."""
    clocks, asked = _extended(past, ladders, working)
    told = list(_told(past, clocks, ladders, working))
    supervised = list(_supervised(past, clocks, ladders, working))
    visited = list(told_visits(past, ladders, working))
    late = [step for clock in clocks if (step := _late(clock, past.now)) is not None]
    return [*asked, *told, *visited, *supervised, *late]


def differing(left: Sequence[Step], right: Sequence[Step]) -> tuple[list[bool], list[bool]]:
    """Return for each step of either side whether the other side knows nothing that comes to the same."""
    effects = {step.effect for step in left}, {step.effect for step in right}
    return [step.effect not in effects[1] for step in left], [step.effect not in effects[0] for step in right]


def _extended(past: Past, ladders: CaseLadders, working: WorkingTime) -> tuple[list[Clock], list[Step]]:
    """Return the clocks as these ladders would have lengthened them, and what became of each wish."""
    clocks = [_unextended(clock, working) for clock in past.case.clocks]
    steps: list[Step] = []
    given = 0
    for number, wish in enumerate(past.wishes, 1):
        rung = ladders.extension_of(past.handling_class, given + 1)
        key = f"wish:{number}"
        item = rung.code if rung else ""
        because = "" if rung else "extended" if given else "no_extension"
        working_on = [clock for clock in clocks if _at_work(clock, wish.at)]
        if rung and any(wish.at > clock.due_at for clock in working_on):
            because = "too_late"
        elif rung and rung.ahead:
            last = later(wish.at, rung.ahead, working)
            because = "too_near" if any(last > clock.due_at for clock in working_on) else ""
        if because or wish.answer is Answer.DECLINED:
            steps.append(Step(What.REFUSED, item, key, wish.at, because=because or "declined"))
        elif rung and wish.answer is Answer.GRANTED and wish.answered_at:
            given += 1
            at = wish.answered_at
            clocks = [
                _longer(clock, rung.limit, working) if _at_work(clock, at) else clock for clock in clocks
            ]
            granter = _granter(past.case, rung, at, working_on)
            steps.append(Step(What.GRANTED, item, key, at, granter, str(rung.limit)))
    return _as_recorded(past.case, clocks), steps


def _granter(case: CaseState, rung: ExtensionRung, at: datetime, working_on: Sequence[Clock]) -> Level:
    """Return the level that grants: never below the home body's, nor its own while it handles the case itself."""
    level, home = home_at(case, at)
    above = level + 1 if any(clock.body == home for clock in working_on) else level
    return LEVELS[min(max(LEVELS.index(rung.approver), above), len(LEVELS) - 1)]


def _unextended(clock: Clock, working: WorkingTime) -> Clock:
    """Return a handling clock with the first of its limits only; what follows it is an extension."""
    if clock.kind is not ClockKind.HANDLING or len(clock.limits) == 1:
        return clock
    return _timed(replace(clock, limits=clock.limits[:1]), working)


def _longer(clock: Clock, limit: Limit, working: WorkingTime) -> Clock:
    return _timed(replace(clock, limits=(*clock.limits, str(limit))), working)


def _timed(clock: Clock, working: WorkingTime) -> Clock:
    limits = [Limit.parse(text) for text in clock.limits]
    return replace(clock, due_at=working.due_in_turn(clock.started_at, limits, clock.pauses).at)


def _as_recorded(case: CaseState, clocks: Sequence[Clock]) -> list[Clock]:
    """Return the clocks; where the limits came out as recorded the recorded end stands, whatever calendar it had."""
    return [
        clock if clock.limits != old.limits else old for clock, old in zip(clocks, case.clocks, strict=True)
    ]


def _at_work(clock: Clock, at: datetime) -> bool:
    """Whether it was the handling clock of somebody at work, not of a home body that had handed over."""
    return (
        clock.kind is ClockKind.HANDLING
        and clock.started_at <= at
        and (clock.settled_at is None or at <= clock.settled_at)
        and not any(
            still.reason not in PAUSE_GROUNDS and still.start <= at and (still.end is None or at < still.end)
            for still in clock.standstills
        )
    )


def _late(clock: Clock, now: datetime) -> Step | None:
    """Return by how many days, begun days counted, a handling clock ran on after its end."""
    if clock.kind is not ClockKind.HANDLING:
        return None
    end = clock.settled_at or now
    still = clock.standstills[-1] if clock.standstills else None
    if still is not None and still.end in {None, clock.settled_at}:
        end = still.start
    if end <= clock.due_at:
        return None
    days = -(-(end - clock.due_at) // _DAY)
    return Step(What.OVERDUE, "", clock.key, clock.due_at, amount=str(days))


def _told(past: Past, clocks: Sequence[Clock], ladders: CaseLadders, working: WorkingTime) -> Iterator[Step]:
    """Yield what was told upwards: of refusals first, then of clocks a level had not heard of through a refusal."""
    case, heard = past.case, dict[tuple[str, str], datetime]()
    for task, told in _told_refusals(past, clocks, ladders, working):
        heard.setdefault((task.arrival_key, told.to), told.at)
        yield told
    for clock in clocks:
        for step in ladders.escalations_of(past.class_of(clock), "overdue"):
            counts = _counts(clock, step.clocks)
            since = _taken(clock, step.after, past.now, working) if counts else None
            if since is None or since >= heard.get((clock.key, step.to), past.now):
                continue
            asks = owes_itself if step.own else hears
            if asks(*home_at(case, since), clock.body, step.to):
                yield Step(What.ESCALATED, step.code, clock.key, since, step.to)


def _told_refusals(
    past: Past, clocks: Sequence[Clock], ladders: CaseLadders, working: WorkingTime
) -> Iterator[tuple[Task, Step]]:
    by_key = {clock.key: clock for clock in clocks}
    for step in ladders.escalations_of(past.case.service_class, "refused"):
        for task in past.case.tasks:
            refused_at = _refused_at(past, task, by_key, ladders, working)
            if refused_at is None:
                continue
            at = later(refused_at, step.after, working)
            stands = at < past.now and (at == refused_at or _waits(past, task, at))
            if stands and hears(*home_at(past.case, at), task.body, step.to):
                yield task, Step(What.ESCALATED, step.code, task.refusal_key, at, step.to)


def _counts(clock: Clock, kinds: tuple[str, ...]) -> bool:
    return clock.kind not in _SILENT and (not kinds or clock.kind in kinds)


def _taken(clock: Clock, after: Limit | None, now: datetime, working: WorkingTime) -> datetime | None:
    """Return the moment after which a running clock had been late for so long; None where it stopped before."""
    end = clock.settled_at or now
    if clock.due_at >= end:
        return None
    at = late_for(clock, after, working)
    for still in clock.standstills:
        if still.start <= at and (still.end is None or at < still.end):
            if still.end is None:
                return None
            at = still.end
    return at if at < end else None


def _refused_at(
    past: Past, task: Task, clocks: dict[str, Clock], ladders: CaseLadders, working: WorkingTime
) -> datetime | None:
    """Return since when a called department counted as refusing to come, or None."""
    if task.kind is not TaskKind.WHISTLE:
        return None
    found = []
    for rule in ladders.refusals_of(past.case.service_class):
        returned = task.ended is TaskEnd.RETURNED and task.ended_at is not None
        if rule.times is not None and returned and returns_of(past.case, task) >= rule.times:
            found.append(task.ended_at)
        if rule.after is not None and task.arrival_key in clocks:
            at = late_for(clocks[task.arrival_key], rule.after, working)
            found += [at] if _waits(past, task, at) else []
    return min((at for at in found if at is not None), default=None)


def _waits(past: Past, task: Task, at: datetime) -> bool:
    """Whether a called department had neither come nor been let off at a moment that has passed."""
    ends = [end for end in (task.arrived_at, task.ended_at, past.now) if end is not None]
    return at < min(ends)


def _supervised(
    past: Past, clocks: Sequence[Clock], ladders: CaseLadders, working: WorkingTime
) -> Iterator[Step]:
    """Yield the supervisions and how often each was recalled: those that were decided, those that begin by rule."""
    case = past.case
    decided = ladders.supervisions_of(case.service_class, "decided")[0]
    for item in case.supervisions:
        if not item.cause:
            yield Step(What.SUPERVISED, decided.code, item.clock_key, item.opened_at)
            yield from _recalled(past, item, decided, working)
    by_rule = [
        *_by_refusal(past, clocks, ladders, working),
        *_by_clock(past, clocks, ladders, working),
    ]
    owed: dict[tuple[str, int], datetime] = {}
    recorded = {(item.rule, item.cause): item for item in case.supervisions if item.cause}
    for at, rung, cause, body in sorted(by_rule, key=lambda found: (found[0], found[2])):
        above = hears(*home_at(case, at), body, rung.supervisor)
        if at < owed.get((rung.code, body), at) or not above:
            continue
        owed[rung.code, body] = later(at, rung.answer, working)
        yield Step(What.SUPERVISED, rung.code, cause, at, rung.supervisor or "")
        known = recorded.get((rung.code, cause))
        if known is not None:
            yield from _recalled(past, known, rung, working)


_Begun = tuple[datetime, SupervisionRung, str, int]


def _by_refusal(
    past: Past, clocks: Sequence[Clock], ladders: CaseLadders, working: WorkingTime
) -> Iterator[_Begun]:
    by_key = {clock.key: clock for clock in clocks}
    for rung in ladders.supervisions_of(past.case.service_class, "refused"):
        for task in past.case.tasks:
            since = _refused_at(past, task, by_key, ladders, working)
            at = later(since, rung.after, working) if since else None
            if at is not None and at < past.now and (at == since or _waits(past, task, at)):
                yield at, rung, task.refusal_key, task.body


def _by_clock(
    past: Past, clocks: Sequence[Clock], ladders: CaseLadders, working: WorkingTime
) -> Iterator[_Begun]:
    for clock in clocks:
        for rung in ladders.supervisions_of(past.class_of(clock), "overdue"):
            counts = _counts(clock, rung.clocks) and clock.kind is not ClockKind.SUPERVISION
            at = _taken(clock, rung.after, past.now, working) if counts else None
            if at is not None:
                yield at, rung, clock.key, clock.body


def _recalled(past: Past, item: Supervision, rung: SupervisionRung, working: WorkingTime) -> Iterator[Step]:
    """Yield each recall of a supervision whose answer is known, up to its end or the end of the case."""
    if rung.remind is None:
        return
    until, answered = min(past.case.ended_at or past.now, past.now), item.answered_at
    at = later(later(item.opened_at, rung.answer, working), rung.remind, working)
    count = 0
    while count < (rung.reminders or 0):
        if answered is not None and answered <= at:
            if rung.ends == "answered":
                return
            at, answered = later(answered, rung.remind, working), None
        if at >= until:
            return
        count += 1
        yield Step(What.RECALLED, rung.code, item.clock_key, at, amount=str(count))
        at = later(at, rung.remind, working)
