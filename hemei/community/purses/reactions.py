"""On this event call that service; each may be repeated without harm. What joint accounts offer to the desk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hemei.community.ledgers import queries as ledgers
from hemei.community.purses import services
from hemei.community.purses.held import HOLDER
from hemei.kernel.actor import Actor


def on_annulled(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Hold what rests on a resolution that was annulled before it is paid; an agreement by it binds nobody more."""
    data = event["payload"]["data"]
    day = date.fromisoformat(data["decided_on"])
    services.let_fall(actor=actor, now=now, votes=data["votes"], day=day)


def on_recounted(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """What was counted anew and did not pass carries as little as what was annulled."""
    services.follow_recount(actor=actor, now=now, assembly_id=int(event["stream"].rsplit(":", 1)[1]))


def on_estate_changed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Whoever serves the estate or speaks for its owners sees the account, who did before no longer."""
    estate = ledgers.estate_changed(event, actor=actor)
    if estate is not None:
        services.follow_estate(actor=actor, now=now, estate_id=estate)


def on_reversed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A line of the bank that was matched with a reversed entry waits for its true one."""
    services.free_line(actor=actor, now=now, entry_id=int(event["payload"]["data"]["reverses"]))


HOLDERS = (HOLDER,)
REACTIONS = {
    "voting.annulled": (on_annulled,),
    "voting.assembly_recounted": (on_recounted,),
    "ledgers.entry_reversed": (on_reversed,),
    **dict.fromkeys((*ledgers.COMING, *ledgers.GOING), (on_estate_changed,)),
}
