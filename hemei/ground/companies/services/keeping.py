"""What the facts entered of an estate share: who may, which row, its voiding, its event in the estate's stream."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from hemei.ground.companies.models import Management, Renovation
from hemei.ground.companies.rules.modes import may_void
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark

Fact = TypeVar("Fact", Management, Renovation)


def locked(model: type[Fact], actor: Actor, fact_id: int) -> Fact:
    """Return a fact that was not voided, locked; not there and not his look alike."""
    row = model.objects.select_for_update().filter(pk=fact_id, voided_at=None).first()
    if row is None or not actor.covers(row.scope):
        raise Refused.because(mark("没有这项登记。"), code="not_found")
    return row


def void(model: type[Fact], event: str, *, actor: Actor, now: datetime, fact_id: int, reason: str) -> None:
    """Void what was entered in error: the row stays and is no longer asked; the reason lies in the vault."""
    demand(may_void(actor.role, reason))
    with records.acting(actor):
        row = locked(model, actor, fact_id)
        row.voided_at = now
        row.save(update_fields=["voided_at"])
        sealed = records.seal(stream=row.stream, scope=row.scope, field="void_reason", text=reason.strip())
        told = fact_event(row, event, {"reason": sealed.vault_id, "said": sealed.commitment}, now)
        records.record_events(actor=actor, drafts=[told])


def fact_event(
    row: Management | Renovation, type_: str, data: dict[str, Any], now: datetime
) -> records.EventDraft:
    """Return an event about a fact, for the estate's stream."""
    return records.EventDraft(row.stream, type_, now, row.scope, {"id": row.pk, **data})


def told(value: Any) -> Any:
    """Return a value as an event tells it."""
    return value.isoformat() if hasattr(value, "isoformat") else value
