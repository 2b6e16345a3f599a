"""What happens to a webhook is an event of the body whose program it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange, Role

if TYPE_CHECKING:
    from hemei.faces.api.models import Webhook

PLATFORM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


def tell(
    hook: Webhook, type: str, *, actor: Actor, now: datetime, **data: Any  # noqa: A002 - the record's own name
) -> None:  # fmt: skip
    """Record what happened to a webhook; its address is the program's own affair and stays out."""
    scope = hook.key.body.scope
    wider = replace(actor, places=(PlaceRange(scope), *actor.places))
    with records.acting(wider):
        told = {"key": hook.key_id, **data}
        stream = f"api.webhook:{hook.pk}"
        records.record_event(stream=stream, type=type, actor=actor, at=now, scope=scope, data=told)
