"""Start, stop, pause and move the clocks of a case; every function returns a new state.

The calendar is asked here and nowhere else; an event stores the answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hemei.coordination.cases.rules.standards import TimeLimit
from hemei.coordination.cases.rules.state import CaseState, Clock, Standstill
from hemei.coordination.cases.rules.words import PAUSE_GROUNDS, ClockKind, PauseReason, Settled
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import Pause, WorkingTime

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Starting:
    """A clock about to start: whose, what for, from which moment on."""

    key: str
    kind: ClockKind
    body: int
    limit: Limit
    since: datetime


def start(state: CaseState, starting: Starting, working: WorkingTime) -> CaseState:
    """Start a clock; its key must be new."""
    due = working.due(starting.since, starting.limit)
    clock = Clock(
        starting.key,
        starting.kind,
        starting.body,
        starting.since,
        (str(starting.limit),),
        due.at,
        due.provisional,
    )
    return replace(state, clocks=(*state.clocks, clock))


def start_beside(
    state: CaseState, starting: Starting, beside: Clock, now: datetime, working: WorkingTime
) -> CaseState:
    """Start a clock that stood and stands still wherever another did; where its time is over already, all of it now.

    For else it would end in the instant it begins, and nobody could meet it.
    """
    state, stands = start(state, starting, working), beside.standstill
    clock = timed(replace(state.clocks[-1], standstills=beside.standstills), working)
    if clock.due_at <= (stands.start if stands else now):
        stood = (replace(stands, start=now),) if stands else ()
        clock = timed(replace(clock, started_at=now, standstills=stood), working)
    return replace(state, clocks=(*state.clocks[:-1], clock))


def settle(state: CaseState, keys: Iterable[str], now: datetime, *, cancelled: bool = False) -> CaseState:
    """Stop the open clocks of these keys: missed when late, else met, or cancelled when nothing was owed."""
    wanted = set(keys)
    return replace(
        state,
        clocks=tuple(
            _settled(clock, now, cancelled=cancelled) if clock.key in wanted and clock.open else clock
            for clock in state.clocks
        ),
    )


def pause(
    state: CaseState, keys: Iterable[str], now: datetime, reason: PauseReason, until: datetime | None = None
) -> CaseState:
    """Let the running clocks of these keys stand still."""
    wanted = set(keys)
    still = Standstill(now, None, reason, until)
    return replace(
        state,
        clocks=tuple(
            replace(clock, standstills=(*clock.standstills, still))
            if clock.key in wanted and clock.running
            else clock
            for clock in state.clocks
        ),
    )


def answered(state: CaseState, keys: Iterable[str], now: datetime) -> CaseState:
    """Keep that the reporter answered what these clocks wait for; whose clock it is looks, and lets it run on."""
    wanted = set(keys)
    return replace(
        state,
        clocks=tuple(
            replace(clock, standstills=(*clock.standstills[:-1], replace(still, answered_at=now)))
            if clock.key in wanted and (still := clock.standstill) is not None
            else clock
            for clock in state.clocks
        ),
    )


def own_days_left(state: CaseState, clocks: Iterable[Clock], most: int) -> int:
    """Return for how many days clocks may still be paused where each may stand still for `most` days in all.

    What the clocks of the calls stood whose rework it is for counts too.
    """
    return min((days_left(_of_one_work(state, clock), most) for clock in clocks), default=most)


def days_left(clocks: Iterable[Clock], most: int) -> int:
    """Return how many of `most` days are left to clocks that may stand still for so long together.

    Begun days of the sum count; what stood because the case was handed over or the call taken back was not paused.
    """
    stood = sum(
        (
            still.end - still.start
            for clock in clocks
            for still in clock.standstills
            if still.end is not None and still.reason in PAUSE_GROUNDS
        ),
        timedelta(),
    )
    return max(0, most - -(-stood // _DAY))


def _of_one_work(state: CaseState, clock: Clock) -> list[Clock]:
    """Return the clock and, where it is for rework, those of its body's calls before."""
    calls, found = {task.number: task for task in state.tasks}, [clock]
    call = next((task for task in state.tasks if task.handling_key == clock.key), None)
    while call and call.rework_of:
        call = calls[call.rework_of]
        found.append(state.clock(call.handling_key))
    return found


def resume(state: CaseState, keys: Iterable[str], now: datetime, working: WorkingTime) -> CaseState:
    """Let standing clocks run on; the end moves by the time they stood still."""
    wanted = set(keys)
    return replace(
        state,
        clocks=tuple(
            _resumed(clock, now, working) if clock.key in wanted and clock.standstill else clock
            for clock in state.clocks
        ),
    )


def run_on(
    state: CaseState, key: str, now: datetime, limit: Limit, body: int, working: WorkingTime
) -> CaseState:
    """Let a clock that was stopped when its call was taken back run on for `body`, its first limit now `limit`."""
    clock = again(state.clock(key), now, limit, working)
    put = tuple(replace(clock, body=body) if old.key == key else old for old in state.clocks)
    return replace(state, clocks=put)


def again(old: Clock, now: datetime, limit: Limit, working: WorkingTime) -> Clock:
    """Return a stopped clock as it runs on: what was added to it and what it stood still stay.

    The time in between counts for nobody. Late stays late, whatever limit it would have now.
    """
    if old.settled_at is None:
        raise AssertionError(f"clock {old.key} was never stopped")
    # A pause that began with the call's end lasted no time at all, and two of one moment cannot be told apart.
    stills = tuple(still for still in old.standstills if still.start < old.settled_at)
    between = Standstill(old.settled_at, now, PauseReason.TAKEN_BACK)
    clock = replace(
        old,
        standstills=(*stills, between),
        settled_at=None,
        settled=None,
    )
    if old.settled is Settled.MISSED:
        return clock
    return _timed_from(replace(clock, limits=(str(limit), *old.limits[1:])), now, working)


def shorter(one: TimeLimit, other: TimeLimit, now: datetime, working: WorkingTime) -> TimeLimit:
    """Return which of two times that begin now ends first; the first where they end together."""
    return min(one, other, key=lambda time: working.due(now, time.limit).at)


def taken_back(clock: Clock) -> tuple[Pause, ...]:
    """Return the times in which the call of a clock was taken back."""
    return tuple(
        Pause(still.start, still.end) for still in clock.standstills if still.reason is PauseReason.TAKEN_BACK
    )


def relimit(
    state: CaseState, keys: Iterable[str], limits: tuple[str, ...], working: WorkingTime
) -> CaseState:
    """Give open clocks more limits; pauses and the time already used are kept."""
    wanted = set(keys)
    return replace(
        state,
        clocks=tuple(
            _timed_from(replace(clock, limits=limits), clock.due_at, working)
            if clock.key in wanted and clock.open
            else clock
            for clock in state.clocks
        ),
    )


def of_kind(
    state: CaseState, key: str, limits: tuple[str, ...], now: datetime, working: WorkingTime
) -> CaseState:
    """Give the clock of this key the limits of another kind, counted from its old start.

    Late stays late, for else whoever is late would wipe it out himself; and nobody is late before he knew the limit.
    """
    return replace(
        state,
        clocks=tuple(
            _timed_from(replace(clock, limits=limits), _soonest(clock, now), working)
            if clock.key == key and clock.open and not clock.missed(now)
            else clock
            for clock in state.clocks
        ),
    )


def recompute(state: CaseState, now: datetime, working: WorkingTime) -> CaseState:
    """Ask the calendar again for every open clock; it makes nobody late before now."""
    return replace(
        state,
        clocks=tuple(
            _timed_from(clock, _soonest(clock, now), working) if clock.open else clock
            for clock in state.clocks
        ),
    )


def timed(clock: Clock, working: WorkingTime) -> Clock:
    """Return the clock with the end its limits and pauses give it by this calendar."""
    limits = [Limit.parse(text) for text in clock.limits]
    due = working.due_in_turn(clock.started_at, limits, clock.pauses)
    return replace(clock, due_at=due.at, provisional=due.provisional)


def _timed_from(clock: Clock, soonest: datetime, working: WorkingTime) -> Clock:
    found = timed(clock, working)
    return replace(found, due_at=max(found.due_at, soonest))


def _soonest(clock: Clock, now: datetime) -> datetime:
    """Return before which moment the end of an open clock cannot lie: what was not missed is not missed backwards."""
    if clock.missed(now):
        return clock.due_at
    return clock.standstill.start if clock.standstill else now


def _settled(clock: Clock, now: datetime, *, cancelled: bool) -> Clock:
    in_time = Settled.CANCELLED if cancelled else Settled.MET
    how = Settled.MISSED if clock.missed(now) else in_time
    still = clock.standstill
    if still is not None:
        clock = replace(clock, standstills=(*clock.standstills[:-1], replace(still, end=now)))
    return replace(clock, settled_at=now, settled=how)


def _resumed(clock: Clock, now: datetime, working: WorkingTime) -> Clock:
    still = clock.standstill
    if still is None:
        return clock
    soonest = clock.due_at if clock.missed(now) else now
    stood = replace(clock, standstills=(*clock.standstills[:-1], replace(still, end=now)))
    return _timed_from(stood, soonest, working)
