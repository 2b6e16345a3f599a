"""On this event call that service; what patrols keep of persons. The plan itself is made by the clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.coordination.patrols import services
from hemei.coordination.patrols.queries.held import HOLDER
from hemei.kernel.actor import Actor, Role


def on_office_changed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:  # noqa: ARG001 - a reaction's signature
    """A grid worker who was named has the coming rounds of his cell at once; where one left, nobody has them."""
    said = event["payload"]["data"]
    if said["role"] == Role.GRID_WORKER and said["place"] is not None:
        services.plan_rounds(now=now, cells=[said["place"]])


REACTIONS = dict.fromkeys(("people.appointed", "people.appointment_ended"), (on_office_changed,))
HOLDERS = (HOLDER,)
