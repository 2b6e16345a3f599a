"""A single clock kept here: start, pause, resume, settle, reopen, another limit. Each act records one event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from hemei.ground.clocks import rules
from hemei.ground.clocks.models import Deadline
from hemei.ground.clocks.rules import LIMIT_JOIN, Course, DeadlineRow, StoredPause, Subject
from hemei.ground.clocks.services.write import write_deadlines
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reference, Refused, mark
from hemei.kernel.workdays import Due, Limit, WorkingTime


def start_deadline(
    *,
    actor: Actor,
    now: datetime,
    subject: Subject,
    limit: Limit,
    working_time: WorkingTime,
    reference: Reference | None = None,
    since: datetime | None = None,
) -> DeadlineRow:
    """Start a clock, from `since` where it is noticed later that it runs; starting the same one twice is refused."""
    (row,) = start_deadlines(
        actor=actor, now=now, subjects=[subject], limit=limit, working_time=working_time, reference=reference,
        since=since,
    )  # fmt: skip
    return row


def start_deadlines(
    *,
    actor: Actor,
    now: datetime,
    subjects: Sequence[Subject],
    limit: Limit,
    working_time: WorkingTime,
    reference: Reference | None = None,
    since: datetime | None = None,
) -> list[DeadlineRow]:
    """Start the same clock for many subjects, all or none; each records its own event."""
    if Deadline.objects.filter(
        reduce(or_, (Q(stream=one.stream, key=one.key) for one in subjects), Q(pk__in=[]))
    ).exists():
        raise Refused.because(mark("该时限已经开始"), remedy=mark("刷新页面查看当前状态"))
    course = Course(since or now, (str(limit),))
    rows = [rules.deadline_row(subject, course, working_time, reference) for subject in subjects]
    write_deadlines(rows)
    records.record_events(
        actor=actor,
        drafts=[
            _event(
                now,
                row,
                "clocks.deadline_started",
                {"limit": str(limit), "due_at": _text(row.due.at), "provisional": row.due.provisional},
            )
            for row in rows
        ],
    )
    return rows


def pause_deadline(*, actor: Actor, now: datetime, stream: str, key: str, reason: str) -> None:
    """Let a clock stand still; `reason` is a code of the subject's own."""
    row = _locked(stream, key)
    _require(rules.may_pause(row.course, now))
    after = _with(row, rules.paused(row.course, reason, now))
    write_deadlines([after])
    _record(actor, now, after, "clocks.deadline_paused", {"reason": reason})


def resume_deadline(*, actor: Actor, now: datetime, stream: str, key: str, working_time: WorkingTime) -> None:
    """Let a clock run on; its end moves by the time it stood still."""
    row = _locked(stream, key)
    _require(rules.may_resume(row.course, now))
    after = rules.deadline_row(row.subject, rules.resumed(row.course, now), working_time)
    write_deadlines([after])
    _record(actor, now, after, "clocks.deadline_resumed", moved(row, after))


def settle_deadline(*, actor: Actor, now: datetime, stream: str, key: str, cancelled: bool = False) -> None:
    """Stop a clock: met or missed, by the moment alone; cancelled when nothing is owed any more."""
    row = _locked(stream, key)
    _require(rules.may_settle(row.course, now))
    after = _with(row, rules.settled(row.course, now, cancelled=cancelled))
    write_deadlines([after])
    _record(actor, now, after, "clocks.deadline_settled", {"outcome": after.state.value})


def reopen_deadline(
    *, actor: Actor, now: datetime, stream: str, key: str, working_time: WorkingTime
) -> DeadlineRow:
    """Let a settled clock run on as if it had never stopped: what it waited for was undone."""
    row = _locked(stream, key)
    _require(rules.may_reopen(row.course))
    after = rules.deadline_row(row.subject, rules.reopened(row.course), working_time)
    write_deadlines([after])
    _record(actor, now, after, "clocks.deadline_reopened", moved(row, after))
    return after


def change_limit(
    *,
    actor: Actor,
    now: datetime,
    subject: Subject,
    limits: tuple[Limit, ...],
    working_time: WorkingTime,
    reference: Reference,
) -> None:
    """Give a clock other limits, by the reference that says so; its pauses stay."""
    row = _locked(subject.stream, subject.key)
    _require(rules.may_settle(row.course, now))
    texts = tuple(str(limit) for limit in limits)
    course = Course(row.course.started_at, texts, row.course.pauses)
    after = rules.deadline_row(row.subject, course, working_time, reference)
    write_deadlines([after])
    data = {
        "old_limits": LIMIT_JOIN.join(row.course.limits),
        "new_limits": LIMIT_JOIN.join(texts),
        **moved(row, after),
    }
    _record(actor, now, after, "clocks.limit_changed", data)


def moved(before: DeadlineRow, after: DeadlineRow) -> dict[str, Any]:
    """Return what an event says of an end that may have moved."""
    return {
        "old_due_at": _text(before.due.at),
        "due_at": _text(after.due.at),
        "provisional": after.due.provisional,
    }


def stored_row(deadline: Deadline) -> DeadlineRow:
    """Return a stored deadline with its pauses as the rules read it."""
    pauses = sorted(deadline.pauses.all(), key=lambda pause: pause.started_at)
    course = Course(
        started_at=deadline.started_at,
        limits=tuple(deadline.limits.split(LIMIT_JOIN)),
        pauses=tuple(StoredPause(pause.started_at, pause.ended_at, pause.reason) for pause in pauses),
        settled_at=deadline.settled_at,
        cancelled=deadline.state == rules.ClockState.CANCELLED,
    )
    subject = Subject(deadline.stream, deadline.scope, deadline.key, deadline.kind, deadline.body_id)
    return DeadlineRow(subject, course, Due(deadline.due_at, deadline.provisional), deadline.calendar)


def _locked(stream: str, key: str) -> DeadlineRow:
    found = Deadline.objects.select_for_update().filter(stream=stream, key=key).first()
    if found is None:
        raise Refused.because(mark("没有找到该时限"), remedy=mark("刷新页面查看当前状态"), code="not_found")
    return stored_row(found)


def _require(decision: Decision) -> None:
    if not decision.allowed:
        raise Refused(decision)


def _with(row: DeadlineRow, course: Course) -> DeadlineRow:
    return DeadlineRow(row.subject, course, row.due, row.calendar, row.reference)


def _record(actor: Actor, now: datetime, row: DeadlineRow, event: str, data: Mapping[str, Any]) -> None:
    records.record_events(actor=actor, drafts=[_event(now, row, event, data)])


def _event(now: datetime, row: DeadlineRow, event: str, data: Mapping[str, Any]) -> records.EventDraft:
    subject = row.subject
    return records.EventDraft(
        subject.stream,
        event,
        now,
        subject.scope,
        {"key": subject.key, "body": subject.body_id, **data},
        (row.reference,) if row.reference else (),
    )


def _text(at: datetime) -> str:
    return at.isoformat()
