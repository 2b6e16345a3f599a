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


REACTIONS = dict.fromkeys(("assessment.visit_ended", "assessment.visit_reviewed"), (on_visit,))
HOLDERS = (HOLDER,)
