"""Tell the people around the showcase of what happened in its last days; everything stays in the outbox."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.db import connection

from hemei.faces.notices import services
from hemei.faces.notices.rules.standards import TOLD_EVENTS
from hemei.faces.notices.streams import PLATFORM
from hemei.ground.records import services as records
from hemei.project.demonstration.progress import Progress

_DAYS = timedelta(days=2)
_MOST = 40
_PENDING = """
select e.id, e.stream, e.payload::text from records_pending p join records_event e on e.id = p.event_id
where e.payload->>'type' = any(%s) and (e.payload->>'at')::timestamptz between %s and %s
  and e.scope >= %s and e.scope < %s order by (e.payload->>'at')::timestamptz desc limit %s
"""


def write_notices(*, now: datetime, around: str, progress: Progress) -> None:
    """Write the notices of the last days `around` a place of this path, and let them go out as the worker would."""
    with records.acting(PLATFORM), connection.cursor() as cursor:
        cursor.execute(_PENDING, [list(TOLD_EVENTS), now - _DAYS, now, around, f"{around[:-1]}/", _MOST])
        rows = sorted(cursor.fetchall())
    with progress.stage("提醒 notices", len(rows), "events") as stage:
        for event_id, stream, text in rows:
            services.tell(now=now, events=[{"id": event_id, "stream": stream, "payload": json.loads(text)}])
            stage.step(1)
        services.gather(now=now)
        services.send_due(clock=lambda: now)
