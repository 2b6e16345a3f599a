"""On this event call that service; each may be repeated without harm. And what assessment keeps of persons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.kernel.actor import Actor
from hemei.oversight.assessment import services
from hemei.oversight.assessment.queries.held import HOLDER


def on_visit(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Measure how far assessors agree, once both visits of a pair are in."""
    visit_id = int(event["stream"].rsplit(":", 1)[1])
    services.follow_visit(actor=actor, now=now, visit_id=visit_id)


def on_renewal_begun(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """An early election answers the recommendation of one, wherever it was begun."""
    data = event["payload"]["data"]
    if data["kind"] == "early" and data.get("estate"):
        services.note_election(actor=actor, now=now, estate_id=data["estate"], stream=event["stream"])


REACTIONS = {
    **dict.fromkeys(("assessment.visit_ended", "assessment.visit_reviewed"), (on_visit,)),
    "committees.renewal_begun": (on_renewal_begun,),
}
HOLDERS = (HOLDER,)
KEEPERS = services.KEEPERS
