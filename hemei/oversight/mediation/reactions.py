"""On this event call that service; each may be repeated without harm. And what mediation keeps of persons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.kernel.actor import Actor
from hemei.oversight.mediation import services
from hemei.oversight.mediation.queries.held import HOLDER


def on_clock_moved(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A new calendar moved the end of a clock: the warnings before it move with it."""
    data = event["payload"]["data"]
    due_at = datetime.fromisoformat(data["due_at"])
    services.follow_moved(actor=actor, now=now, stream=event["stream"], key=data["key"], due_at=due_at)


def on_agreement(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Print the agreement anew: it was drawn up, somebody put his hand to it, or it took effect."""
    dispute_id = int(event["stream"].rsplit(":", 1)[1])
    done = event["payload"]["type"] == "mediation.agreement_in_effect"
    services.print_agreement(actor=actor, now=now, dispute_id=dispute_id, done=done)


def on_manager(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Another person is in charge of a project: the files of its disputes are his to read, nobody else's there."""
    services.follow_managers(actor=actor, now=now, project_id=int(event["stream"].rsplit(":", 1)[1]))


def on_notices(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Print the notices that were made and have no paper yet."""
    dispute_id = int(event["stream"].rsplit(":", 1)[1])
    services.print_notices(actor=actor, now=now, dispute_id=dispute_id)


_PRINTED = (
    "mediation.agreement_drawn_up",
    "mediation.agreement_signed",
    "mediation.agreement_in_effect",
)
REACTIONS = {
    "clocks.deadline_moved": (on_clock_moved,),
    "companies.manager_appointed": (on_manager,),
    "mediation.notices_made": (on_notices,),
    **dict.fromkeys(_PRINTED, (on_agreement,)),
}
HOLDERS = (HOLDER,)
