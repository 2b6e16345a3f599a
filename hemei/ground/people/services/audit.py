"""The auditor reads every event, masked; each reading is an event of its own stream."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hemei.ground.people.rules.platform import Act
from hemei.ground.people.services.opening import demand_act, opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

PAGE = 50


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What the auditor asks for: the events before an id, of a stream, of a type."""

    before: int | None = None
    stream: str = ""
    type: str = ""


def read_audit(*, actor: Actor, now: datetime, asked: AuditFilter) -> list[record.AuditRow]:
    """Return a page of events, newest first, and record that it was read.

    Events hold no personal data, only commitments; the vault stays shut to the auditor. A page
    read is recorded before the reader sees it.
    """
    with audited(actor=actor, now=now) as said:
        rows = record.latest_events(before=asked.before, stream=asked.stream, type=asked.type, limit=PAGE)
        said |= {
            "before": asked.before,
            "stream": asked.stream,
            "type": asked.type,
            "first": rows[0].id if rows else None,
            "last": rows[-1].id if rows else None,
        }
    return rows


@contextmanager
def audited(*, actor: Actor, now: datetime) -> Iterator[dict[str, Any]]:
    """Open the city for one reading of the auditor, and record it: the block fills in what was read.

    Nothing is shown unless it is recorded, for both are one transaction. Raises Refused for every other role.
    """
    demand_act(actor, Act.READ_AUDIT)
    scope = places.city().path
    said: dict[str, Any] = {}
    with opened(actor, scope):
        yield said
        records.record_event(
            stream=f"people.audit:{actor.account_id}",
            type="people.audit_read",
            actor=actor,
            at=now,
            scope=scope,
            data=said,
        )
