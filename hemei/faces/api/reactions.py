"""What happened is put on its way to the programs that want to hear of it, and what of theirs is kept locked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.faces.api import services
from hemei.faces.api.rules import KINDS
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor


@records.of_today
@records.at_once
def queue(*, events: list[dict[str, Any]], actor: Actor, now: datetime) -> None:  # noqa: ARG001 - a reaction's signature
    """Queue each event for each webhook that may hear of it."""
    services.queue_events(events=events, now=now)


REACTIONS = dict.fromkeys(KINDS, (queue,))
LOCKED: tuple[records.Locked, ...] = (
    records.Column("signing secrets of webhooks", "api_webhook", "secret", "'api.webhook'"),
)
