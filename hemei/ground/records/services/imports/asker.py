"""Who asks for an import, as it keeps him until it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hemei.kernel.actor import Actor, Matter, PlaceRange, Role


def asking(actor: Actor) -> dict[str, Any]:
    """Return who asks as an import keeps it: with his places and matters of now."""
    places = [place.path for place in actor.places]
    return {**actor.as_payload(), "places": places, "matters": sorted(actor.matters)}


def actor_of(payload: Mapping[str, Any]) -> Actor:
    """Return who asked, with the places and matters he had when he asked."""
    return Actor(
        role=Role(payload["role"]),
        account_id=payload["account"],
        person_id=payload["person"],
        body_id=payload["body"],
        appointment_id=payload["appointment"],
        places=tuple(PlaceRange(path) for path in payload["places"]),
        matters=frozenset(Matter(one) for one in payload.get("matters", ())),
    )
