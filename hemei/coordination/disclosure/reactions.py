"""On this event call that service; each may be repeated without harm."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hemei.coordination.disclosure import services
from hemei.coordination.disclosure.queries.held import HOLDER
from hemei.kernel.actor import Actor


def on_ledger_opened(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """An estate whose books are opened is on the calendar from their first day on."""
    data = event["payload"]["data"]
    services.start_calendar(
        actor=actor, now=now, estate_ids=[data["estate"]], since=date.fromisoformat(data["opened_on"])
    )


REACTIONS = {"ledgers.ledger_opened": (on_ledger_opened,)}
HOLDERS = (HOLDER,)
