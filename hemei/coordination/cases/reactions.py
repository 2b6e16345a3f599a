"""On this event call that service; each may be repeated without harm."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.coordination.cases import services
from hemei.coordination.cases.queries.reported import HOLDER
from hemei.coordination.cases.rules.likeness import ASKED
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor


def on_body_dissolved(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Let the successor take over the open cases of a dissolved body; without one they stay and escalate.

    Its parts in joint visits go the same way, or end.
    """
    successor = event["payload"]["data"]["successor"]
    body_id = int(event["stream"].rsplit(":", 1)[1])
    services.succeed_visits(actor=actor, now=now, body_id=body_id, successor_id=successor)
    if successor is not None:
        services.succeed_body(actor=actor, now=now, body_id=body_id, successor_id=successor)


@records.at_once
def on_cases_came_in(*, events: list[dict[str, Any]], actor: Actor, now: datetime) -> None:
    """Look whether somebody had reported the same, where whoever reports was not asked."""
    streams = [one["stream"] for one in events if not one["payload"]["data"].get("about", {}).get(ASKED)]
    services.mark_alike(actor=actor, now=now, streams=streams)


@records.at_once
def on_cases_reported(*, events: list[dict[str, Any]], actor: Actor, now: datetime) -> None:  # noqa: ARG001 - one shape
    """Let pictures of a report be known when they come again as proof, in this case or another."""
    for event in events:
        if event["payload"]["data"].get("about", {}).get("photos"):
            services.mark_reported(actor=actor, stream=event["stream"])


@records.at_once
def on_cases_go_on(*, events: list[dict[str, Any]], actor: Actor, now: datetime) -> None:  # noqa: ARG001 - one shape
    """Owe the callers whose cases were joined another call: what they were told is over goes on."""
    services.call_again(actor=actor, streams={one["stream"] for one in events})


REACTIONS = {
    "cases.case_sent_back": (on_cases_go_on,),
    "cases.case_reopened": (on_cases_go_on,),
    "cases.case_reported": (on_cases_reported, on_cases_came_in),
    "people.body_dissolved": (on_body_dissolved,),
}
KEEPERS = services.KEEPERS
HOLDERS = (HOLDER,)
RECOMPUTES = {"cases.case": services.recompute_case}
