"""What a clock is and what may be done to it; plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hemei.kernel.decision import Decision, Reason, Reference, mark
from hemei.kernel.workdays import Due, Limit, Pause, WorkingTime

LIMIT_JOIN = " + "


class ClockState(StrEnum):
    """Whether time is being used up, and how it ended."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


STATE_TEXTS: dict[ClockState, str] = {
    ClockState.RUNNING: mark("计时中"),
    ClockState.PAUSED: mark("暂停计时"),
    ClockState.MET: mark("按时"),
    ClockState.MISSED: mark("超时"),
    ClockState.CANCELLED: mark("取消"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose clock: a key within a stream, a kind for lists, the body that must act."""

    stream: str
    scope: str
    key: str
    kind: str
    body_id: int


@dataclass(frozen=True, slots=True)
class StoredPause:
    """A pause with its reason, a code of the subject's own."""

    start: datetime
    end: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Course:
    """What happened to a clock so far; everything its end follows from, the calendar apart."""

    started_at: datetime
    limits: tuple[str, ...]
    pauses: tuple[StoredPause, ...] = ()
    settled_at: datetime | None = None
    cancelled: bool = False

    @property
    def open_pause(self) -> StoredPause | None:
        """The pause that lasts, or None."""
        return next((pause for pause in self.pauses if pause.end is None), None)

    @property
    def stopped_at(self) -> datetime | None:
        """When the clock stopped for good: where it stood still when it was settled, the pause's start."""
        for pause in self.pauses:
            if self.settled_at is not None and pause.end in {None, self.settled_at}:
                return pause.start
        return self.settled_at


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A deadline as it is written, many at once; see `services.write_deadlines`."""

    subject: Subject
    course: Course
    due: Due
    calendar: str
    reference: Reference | None = None

    @property
    def state(self) -> ClockState:
        """Met up to and including the last moment (Civil Code art. 1259)."""
        stopped_at = self.course.stopped_at
        if self.course.cancelled:
            return ClockState.CANCELLED
        if stopped_at is not None:
            return ClockState.MET if stopped_at <= self.due.at else ClockState.MISSED
        return ClockState.PAUSED if self.course.open_pause else ClockState.RUNNING


def deadline_row(
    subject: Subject, course: Course, working_time: WorkingTime, reference: Reference | None = None
) -> DeadlineRow:
    """Return the row of a clock, its end computed from its course by this calendar."""
    return DeadlineRow(subject, course, due_of(course, working_time), working_time.digest, reference)


def due_of(course: Course, working_time: WorkingTime) -> Due:
    """Return when the clock ends; limits are spent one after the other, pauses do not count."""
    pauses = [Pause(pause.start, pause.end) for pause in course.pauses]
    return working_time.due_in_turn(course.started_at, map(Limit.parse, course.limits), pauses)


def paused(course: Course, reason: str, now: datetime) -> Course:
    """Return the course with a pause that begins now."""
    return replace(course, pauses=(*course.pauses, StoredPause(now, None, reason)))


def resumed(course: Course, now: datetime) -> Course:
    """Return the course with its open pause ended now."""
    closed = tuple(replace(pause, end=now) if pause.end is None else pause for pause in course.pauses)
    return replace(course, pauses=closed)


def settled(course: Course, now: datetime, *, cancelled: bool) -> Course:
    """Return the course as it ended; a pause ends with it."""
    return replace(resumed(course, now), settled_at=now, cancelled=cancelled)


def reopened(course: Course) -> Course:
    """Return the course as if it had never been settled: what had stopped the clock was undone."""
    return replace(course, settled_at=None, cancelled=False)


def may_reopen(course: Course) -> Decision:
    """Only what was settled can run on."""
    if course.settled_at is not None:
        return Decision.yes()
    return Decision.no(Reason(mark("时限还没有结束"), remedy=mark("刷新页面查看当前状态")))


def may_pause(course: Course, now: datetime) -> Decision:
    """Only what runs can be paused, and not before something that already happened."""
    if course.open_pause is not None:
        return Decision.no(Reason(mark("时限已经暂停"), remedy=mark("先恢复计时")))
    return _still_open(course, now)


def may_resume(course: Course, now: datetime) -> Decision:
    """Only what is paused can be resumed."""
    if course.settled_at is None and course.open_pause is None:
        return Decision.no(Reason(mark("时限没有暂停"), remedy=mark("刷新页面查看当前状态")))
    return _still_open(course, now)


def may_settle(course: Course, now: datetime) -> Decision:
    """What is settled stays as it was settled."""
    return _still_open(course, now)


def _still_open(course: Course, now: datetime) -> Decision:
    if course.settled_at is not None:
        return Decision.no(Reason(mark("时限已经结束"), remedy=mark("刷新页面查看当前状态")))
    latest = max([course.started_at, *(pause.end or pause.start for pause in course.pauses)])
    if now < latest:
        return Decision.no(Reason(mark("时间早于该时限的上一次变更"), remedy=mark("检查服务器时间")))
    return Decision.yes()


def changed_documents(before: Mapping[str, str] | None, after: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the standards that differ between two calendars; all of them if one is unknown."""
    known = before or {}
    return tuple(sorted(name for name in {*known, *after} if known.get(name) != after.get(name)))


def may_remind_at(working_time: WorkingTime, now: datetime) -> datetime:
    """Return when a reminder may go out: now in business time, else the next opening, never at night."""
    return working_time.next_opening(now)
