"""What the writers of honours share: locked rows, sealed texts, events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, demand, gives_reason, mark
from hemei.oversight.honours.models import Nomination
from hemei.oversight.honours.rules.acts import Act, may


def missing() -> Refused:
    """Say that it is not there or not the actor's; the two look alike."""
    return Refused.because(mark("没有这条记录"), code="not_found")


def stream_of(nomination_id: int) -> str:
    """Return the stream of a nomination."""
    return f"honours.nomination:{nomination_id}"


def cleaned(text: str) -> str:
    """Return what was typed as text that can be stored."""
    return text.replace("\x00", "").strip()


def sealed(stream: str, scope: str, field: str, text: str, **more: Any) -> tuple[int | None, dict[str, Any]]:
    """Seal a text; return its vault id and what an event says of it, nothing where there is no text."""
    said = cleaned(text)
    if not said:
        return None, {}
    found = records.seal(stream=stream, scope=scope, field=field, text=said, **more)
    return found.vault_id, {field: found.vault_id, "said": found.commitment}


def need_words(text: str, field: str) -> str:
    """Return what was said; raises Refused where it says nothing."""
    said = cleaned(text)
    demand(gives_reason(mark("没有写明理由。"), said, field=field))
    return said


def locked(actor: Actor, act: Act, nomination_ids: Sequence[int]) -> list[Nomination]:
    """Return nominations the actor may do this to, locked, in the order of their ids; raises Refused."""
    demand(may(actor.role, act))
    rows = list(Nomination.objects.select_for_update().filter(pk__in=nomination_ids).order_by("id"))
    if not rows or len(rows) != len(set(nomination_ids)) or not all(actor.covers(row.scope) for row in rows):
        raise missing()
    return rows


def tell(
    actor: Actor, now: datetime, row: Nomination, name: str, data: dict[str, Any], *references: Reference
) -> None:
    """Record what happened to a nomination, at a place that may lie beyond the actor's own."""
    with opened(actor, row.scope):
        records.record_event(
            stream=row.stream, type=name, actor=actor, at=now, scope=row.scope, data={"kind": row.kind, **data},
            references=references,
        )  # fmt: skip


def tell_all(
    actor: Actor, now: datetime, rows: Sequence[tuple[Nomination, dict[str, Any]]], name: str, *references: Reference
) -> None:  # fmt: skip
    """Record what happened to many nominations in one statement."""
    drafts = [
        records.EventDraft(row.stream, name, now, row.scope, {"kind": row.kind, **data}, references)
        for row, data in rows
    ]
    records.record_events(actor=actor, drafts=drafts)
