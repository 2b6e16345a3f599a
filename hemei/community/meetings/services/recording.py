"""The minutes: written, posted in time once signed; after a signature they are only added to."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from hemei.community.meetings.models import Meeting, Minutes, Signature
from hemei.community.meetings.queries.signed import last_minutes, missing_signatures
from hemei.community.meetings.rules.holding import may_post
from hemei.community.meetings.rules.words import MinutesKind, State
from hemei.community.meetings.services.shared import (
    POSTING,
    committed,
    locked,
    sealed,
    stop_clock,
    tell,
    written,
)
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark

_MET = frozenset({State.OPEN, State.CLOSED})


def record_minutes(*, actor: Actor, now: datetime, meeting_id: int, text: str) -> int:
    """Record a version of the minutes and return its number; the last one before the first signature holds."""
    row, _ = locked(actor, meeting_id)
    if row.state not in _MET:
        raise Refused.because(mark("会议开始以后才能写会议记录"), code="state")
    if Signature.objects.filter(minutes__meeting=row).exists():
        raise Refused.because(
            mark("会议记录已经有人签字，不能再改"), remedy=mark("要更正的请写补充说明"), code="signed"
        )
    return _write(actor, now, row, MinutesKind.MINUTES, text)


def add_to_minutes(*, actor: Actor, now: datetime, meeting_id: int, text: str) -> int:
    """Add to signed minutes what was left out or was wrong; what was signed stays as it is."""
    row, _ = locked(actor, meeting_id)
    if not Signature.objects.filter(minutes__meeting=row).exists():
        raise Refused.because(mark("会议记录还没有人签字，请直接修改"), code="unsigned")
    return _write(actor, now, row, MinutesKind.ADDENDUM, text)


def post_result(*, actor: Actor, now: datetime, meeting_id: int) -> None:
    """Record that the result hangs in the estate and stands on its page; the clock of the posting stops."""
    row, kind = locked(actor, meeting_id)
    if kind.posting is None:
        raise Refused.because(mark("不公开的会议不公示结果"), code="closed")
    minutes = last_minutes(row.pk)
    demand(
        may_post(
            State(row.state),
            minutes=minutes is not None,
            missing=missing_signatures([row.pk], now=now)[row.pk],
            posted=row.posted_at is not None,
        )
    )
    if row.ended_at is not None:
        stop_clock(row, now, key="posting", kind=POSTING, since=row.ended_at, limit=kind.posting)
    row.posted_at = now
    row.save(update_fields=["posted_at"])
    late = row.posting_due_at is not None and now > row.posting_due_at
    data = {"minutes": minutes.version if minutes else 0, "late": late}
    tell(actor, now, row, "meetings.result_posted", data, (kind.warrant.reference,))


def _write(actor: Actor, now: datetime, row: Meeting, kind: MinutesKind, text: str) -> int:
    one = sealed(row, "minutes", written(text))
    last = Minutes.objects.filter(meeting=row).aggregate(last=Max("version"))["last"] or 0
    Minutes.objects.create(
        meeting=row, scope=row.scope, stream=row.stream, version=last + 1, kind=kind.value,
        text_id=one.vault_id, recorded_at=now,
    )  # fmt: skip
    data = {"version": last + 1, "kind": kind.value, **committed(text=one)}
    tell(actor, now, row, "meetings.minutes_recorded", data)
    return int(last + 1)
