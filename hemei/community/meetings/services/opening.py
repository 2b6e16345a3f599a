"""Open a meeting once everybody needed is there, end it, or record that it did not come about."""

from __future__ import annotations

from datetime import datetime

from hemei.community.meetings.models import Attendance, Item
from hemei.community.meetings.rules.holding import may_close, may_open, quorum
from hemei.community.meetings.rules.words import State, side_code
from hemei.community.meetings.services.shared import POSTING, locked, missing, present, start_clock, tell
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark


def open_meeting(*, actor: Actor, now: datetime, meeting_id: int, chair_id: int) -> None:
    """Open a noticed meeting under a chair who is there.

    Raises:
        Refused: too early, too few of a side, or whoever chairs comes from a side that may not.
    """
    row, kind = locked(actor, meeting_id)
    chair = Attendance.objects.filter(meeting=row, pk=chair_id, arrived_at__isnull=False, left_at=None)
    found = chair.select_related("side").first()
    if found is None:
        raise Refused.because(mark("请选择在场的人主持"), field="chair", code="chair")
    sides = present(row)
    decision = may_open(
        kind,
        State(row.state),
        sides,
        chair=side_code(found.side.code),
        starts_at=_start(row.starts_at),
        now=now,
    )
    demand(decision)
    row.state, row.opened_at, row.chair, row.quorate = State.OPEN.value, now, found, True
    row.save(update_fields=["state", "opened_at", "chair", "quorate"])
    data = {"chair": found.pk, "present": {side.code: side.here for side in sides}}
    tell(actor, now, row, "meetings.meeting_opened", data, decision.references)


def close_meeting(*, actor: Actor, now: datetime, meeting_id: int) -> None:
    """End a meeting whose items all have an outcome; from now on an open one's result is to be posted."""
    row, kind = locked(actor, meeting_id)
    demand(may_close(State(row.state), open_items=Item.objects.filter(meeting=row, outcome="").count()))
    row.state, row.ended_at = State.CLOSED.value, now
    if kind.posting is not None:
        row.posting_due_at = start_clock(
            row, now, key="posting", kind=POSTING, limit=kind.posting, reference=kind.warrant.reference
        )
    row.save(update_fields=["state", "ended_at", "posting_due_at"])
    data = {"due_at": row.posting_due_at.isoformat() if row.posting_due_at else None}
    tell(actor, now, row, "meetings.meeting_closed", data, (kind.warrant.reference,))


def lapse_meeting(*, actor: Actor, now: datetime, meeting_id: int) -> None:
    """Record that a meeting did not come about at its hour for want of those who had to be there."""
    row, kind = locked(actor, meeting_id)
    if row.state != State.NOTICED or now < _start(row.starts_at):
        raise Refused.because(mark("还没有到公告的时间，或会议已经开始"), code="state")
    sides = present(row)
    decision = quorum(kind, sides)
    if decision.allowed:
        raise Refused.because(mark("应到的都已到场，请开始会议"), code="quorum")
    row.state = State.LAPSED.value
    row.save(update_fields=["state"])
    data = {"present": {side.code: side.here for side in sides}}
    tell(actor, now, row, "meetings.meeting_lapsed", data, decision.references)


def _start(at: datetime | None) -> datetime:
    if at is None:
        raise missing()
    return at
