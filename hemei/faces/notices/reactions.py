"""What happened is told to whom it concerns; each may be repeated without harm."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.faces.notices import services
from hemei.faces.notices.queries.held import HOLDER
from hemei.faces.notices.rules.standards import TOLD_EVENTS
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor


@records.of_today
@records.at_once
def on_events(*, events: list[dict[str, Any]], actor: Actor, now: datetime) -> None:  # noqa: ARG001 - a reaction's signature
    """Something happened that a rule may tell somebody."""
    services.tell(now=now, events=events)


REACTIONS = dict.fromkeys(TOLD_EVENTS, (on_events,))
HOLDERS = (HOLDER,)
