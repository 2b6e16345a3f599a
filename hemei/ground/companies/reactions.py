"""When an estate comes to lie elsewhere, its project follows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.ground.companies import services
from hemei.ground.companies.held import HOLDER
from hemei.kernel.actor import Actor


def follow(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:  # noqa: ARG001 - one signature for all
    """Copy the estates' new scopes."""
    services.follow_estates(actor=actor)


REACTIONS = {
    "places.estate_given": (follow,),
    "places.place_moved": (follow,),
    "places.place_split": (follow,),
    "places.place_merged": (follow,),
}
HOLDERS = (HOLDER,)
