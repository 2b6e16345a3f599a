"""From a state to the columns of its row, and to the rows of its clocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.ground.clocks.services import Course, DeadlineRow, Subject, deadline_row
from hemei.kernel.decision import Reference
from hemei.kernel.workdays import WorkingTime
from hemei.leadership.duties.rules.state import Clock, DutyState, encode
from hemei.leadership.duties.rules.words import ClockKind, State

CLOCK_KINDS = {ClockKind.WORK: "duty_work", ClockKind.ACCEPTANCE: "duty_acceptance"}
"""What the clocks of duties are called among all clocks."""


def stream_of(duty_id: int) -> str:
    """Return the stream of a duty."""
    return f"duties.duty:{duty_id}"


def columns(state: DutyState, version: int) -> dict[str, Any]:
    """Return the columns that repeat the state."""
    return {
        "version": version,
        "scope": state.scope,
        "state": state.state.value,
        "owner_body_id": state.owner,
        "setter_body_id": state.setter,
        "behalf_body_id": state.on_behalf,
        "escalated_body_id": state.escalated_to,
        "due_at": state.clock.due_at if state.clock else None,
        "late": state.late,
        "ended_at": state.ended_at,
        "snapshot": encode(state),
    }


def clock_row(
    stream: str, scope: str, clock: Clock, working: WorkingTime, reference: Reference | None = None
) -> DeadlineRow:
    """Return a running clock as the clocks keep it."""
    return deadline_row(
        _subject(stream, scope, clock), Course(clock.started_at, clock.limits), working, reference
    )


def moved_clocks(
    stream: str, before: DutyState, after: DutyState, now: datetime, working: WorkingTime
) -> list[DeadlineRow]:
    """Return what an act did to the clocks: the old one settled, the new one running or moved."""
    old, new = before.clock, after.clock
    found = []
    if old and (new is None or new.key != old.key):
        # What was cancelled owes nothing; what was handed in or judged is met or missed by its moment.
        cancelled = after.state is State.CANCELLED
        course = Course(old.started_at, old.limits, settled_at=now, cancelled=cancelled)
        found.append(deadline_row(_subject(stream, before.scope, old), course, working))
    if new and new != old:
        found.append(clock_row(stream, after.scope, new, working))
    return found


def _subject(stream: str, scope: str, clock: Clock) -> Subject:
    return Subject(stream, scope, clock.key, CLOCK_KINDS[clock.kind], clock.body)
