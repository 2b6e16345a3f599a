"""Writing deadlines, one or ten thousand, with their pauses: one statement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from hemei.ground.clocks.models import LoadedCalendar
from hemei.ground.clocks.rules import LIMIT_JOIN, DeadlineRow
from hemei.kernel.workdays import WorkingTime

# A deadline that changed hands or scope follows its subject.
_DEADLINES = """
insert into clocks_deadline (stream, scope, key, kind, body_id, started_at, limits, due_at, provisional,
                             state, settled_at, calendar, reference)
select * from unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::bigint[], %b::timestamptz[],
                     %b::text[], %b::timestamptz[], %b::boolean[], %b::text[], %b::timestamptz[],
                     %b::text[], %b::jsonb[])
on conflict (stream, key) do update set
  scope = excluded.scope, body_id = excluded.body_id, started_at = excluded.started_at,
  limits = excluded.limits, due_at = excluded.due_at, provisional = excluded.provisional,
  state = excluded.state, settled_at = excluded.settled_at, calendar = excluded.calendar,
  reference = coalesce(excluded.reference, clocks_deadline.reference)
"""

# A separate statement for the many deadlines that were never paused: planning the pauses costs as
# much as writing the row.
_WITH_PAUSES = f"""
with written as ({_DEADLINES} returning id, stream, scope, key)
insert into clocks_pause (deadline_id, stream, scope, started_at, ended_at, reason)
select w.id, w.stream, w.scope, p.started_at, p.ended_at, p.reason
from unnest(%b::text[], %b::text[], %b::timestamptz[], %b::timestamptz[], %b::text[])
  as p(stream, key, started_at, ended_at, reason)
join written w on w.stream = p.stream and w.key = p.key
on conflict (deadline_id, started_at) do update
  set ended_at = excluded.ended_at, reason = excluded.reason, scope = excluded.scope
"""


def write_deadlines(rows: Sequence[DeadlineRow]) -> None:
    """Write deadlines by (stream, key), new or changed, with all their pauses.

    For apps whose own events carry their clocks: nothing is recorded here, and
    the statement joins the caller's transaction. A row may not stand twice in
    one call. About 20,000 rows a call are a good size.
    """
    if not rows:
        return
    deadlines = [_deadline_values(row) for row in rows]
    pauses = [values for row in rows for values in _pause_values(row)]
    columns = [list(column) for table in (deadlines, pauses) for column in zip(*table, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_WITH_PAUSES if pauses else _DEADLINES, columns)


def note_calendar(*, working_time: WorkingTime, now: datetime) -> None:
    """Remember what this working time is made of, so that its successor can say what changed."""
    LoadedCalendar.objects.get_or_create(
        digest=working_time.digest, defaults={"documents": working_time.documents, "loaded_at": now}
    )


def _deadline_values(row: DeadlineRow) -> tuple[Any, ...]:
    subject, course = row.subject, row.course
    return (
        subject.stream,
        subject.scope,
        subject.key,
        subject.kind,
        subject.body_id,
        course.started_at,
        LIMIT_JOIN.join(course.limits),
        row.due.at,
        row.due.provisional,
        row.state.value,
        course.settled_at,
        row.calendar,
        json.dumps(row.reference.as_payload(), ensure_ascii=False) if row.reference else None,
    )


def _pause_values(row: DeadlineRow) -> list[tuple[Any, ...]]:
    subject = row.subject
    return [
        (subject.stream, subject.key, pause.start, pause.end, pause.reason) for pause in row.course.pauses
    ]
