"""On this event call that service; each may be repeated without harm."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.community.ledgers import queries, services
from hemei.kernel.actor import Actor


def on_estate_changed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Whoever serves the estate or speaks for its owners sees the books, who did before no longer."""
    estate = queries.estate_changed(event, actor=actor)
    if estate is not None:
        services.follow_estate(actor=actor, now=now, estate_id=estate)


REACTIONS = dict.fromkeys((*queries.COMING, *queries.GOING), (on_estate_changed,))
