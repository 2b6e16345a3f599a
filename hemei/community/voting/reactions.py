"""On this event call that service; what voting offers to the desk of personal data, and what it keeps locked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.community.voting import services
from hemei.community.voting.held import HOLDER
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor


def on_ownership_corrected(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Who sold a unit votes for it no more."""
    services.end_sold(actor=actor, now=now, unit_id=event["payload"]["data"]["unit"])


def on_owner_recognised(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Two records that are one human count as one."""
    person = int(event["stream"].rpartition(":")[2])
    services.follow_recognised(actor=actor, now=now, person_id=person)


KEEPERS = services.KEEPERS
HOLDERS = (HOLDER,)
LOCKED: tuple[records.Locked, ...] = (
    records.Column("ballot codes and salts", "voting_sheet", "secret", "stream"),
)
REACTIONS = {
    "people.ownership_corrected": (records.of_today(on_ownership_corrected),),
    "people.owner_recognised": (on_owner_recognised,),
}
