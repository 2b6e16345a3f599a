"""Recording events: the one way anything is said to have happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from hemei.ground.records import rules
from hemei.ground.records.keys import derived
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference
from hemei.kernel.proofs import canonical

_INSERT = "insert into records_event (stream, scope, payload, mac) values (%s, %s, %s::jsonb, %s)"


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event about to be recorded. `data` holds ids, codes, whole numbers and commitments only."""

    stream: str
    type: str
    at: datetime
    scope: str
    data: Mapping[str, Any] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()


def draft_row(draft: EventDraft, actor: Actor) -> tuple[str, str, str, bytes]:
    """Return the columns (stream, scope, payload as JSON text, mac) of an event."""
    payload = {
        "type": draft.type,
        "at": draft.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor.as_payload(),
        "subject": draft.stream,
        "data": dict(draft.data),
        "standards": [reference.as_payload() for reference in draft.references],
    }
    text = canonical(payload)
    mac = rules.event_mac(derived(settings.VAULT_KEY, "events"), draft.stream, draft.scope, text)
    return draft.stream, draft.scope, text.decode(), mac


def record_event(
    *,
    stream: str,
    type: str,  # noqa: A002 - the field's own name
    actor: Actor,
    at: datetime,
    scope: str,
    data: Mapping[str, Any] | None = None,
    references: Sequence[Reference] = (),
) -> int:
    """Append one event to its stream and return its id; joins the caller's transaction."""
    draft = EventDraft(stream, type, at, scope, data or {}, tuple(references))
    with connection.cursor() as cursor:
        cursor.execute(f"{_INSERT} returning id", draft_row(draft, actor))
        return int(cursor.fetchone()[0])


def record_events(*, actor: Actor, drafts: Sequence[EventDraft]) -> None:
    """Append several events in order with one round trip."""
    if not drafts:
        return
    rows = [draft_row(draft, actor) for draft in drafts]
    values = ", ".join(["(%s, %s, %s::jsonb, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into records_event (stream, scope, payload, mac) values {values}",
            [value for row in rows for value in row],
        )
