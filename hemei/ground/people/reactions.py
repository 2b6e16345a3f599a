"""When an estate comes to lie elsewhere, owners and its committee follow; keys turn with all others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.ground.people import queries, services
from hemei.kernel.actor import Actor


def follow(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:  # noqa: ARG001 - one signature for all
    """Copy the units' new scopes."""
    services.follow_units(actor=actor)
    services.follow_estates(actor=actor)


LOCKED = services.LOCKED
REACTIONS = {
    "places.estate_given": (follow,),
    "places.place_moved": (follow,),
    "places.place_split": (follow,),
    "places.place_merged": (follow,),
}
HOLDERS = (queries.HOLDER,)
