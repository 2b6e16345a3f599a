"""On this event call that service; each may be repeated without harm. And what deliberation keeps of persons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.community.deliberation import services
from hemei.community.deliberation.queries.held import HOLDER
from hemei.kernel.actor import Actor


def on_meeting_ended(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Let what became of a meeting return to its topics."""
    meeting_id = int(event["stream"].rsplit(":", 1)[1])
    services.follow_sitting(actor=actor, now=now, meeting_id=meeting_id)


def on_tasks_set(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Take over the tasks a three-in-one meeting set on its own page."""
    meeting_id = int(event["stream"].rsplit(":", 1)[1])
    services.follow_tasks(actor=actor, now=now, meeting_id=meeting_id)


def on_duty_moved(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Let what became of a duty return to its topic; with the last one done the result waits for the next agenda."""
    duty_id = int(event["stream"].rsplit(":", 1)[1])
    change = event["payload"]["data"].get("change", {})
    services.follow_duty(actor=actor, now=now, duty_id=duty_id, change=change)


def on_result_published(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Let what the owners voted, or what became of it since, return to the topic that proposed it."""
    assembly_id = int(event["stream"].rsplit(":", 1)[1])
    services.follow_assembly(actor=actor, now=now, assembly_id=assembly_id)


def on_proposal_ended(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Let a topic wait again whose proposal ended without a vote."""
    proposal_id = int(event["stream"].rsplit(":", 1)[1])
    why = event["payload"]["type"].removeprefix("voting.proposal_")
    services.follow_proposal(actor=actor, now=now, proposal_id=proposal_id, why=why)


_ENDS = ("meetings.meeting_closed", "meetings.meeting_lapsed", "meetings.meeting_cancelled")
_COUNTED = ("voting.result_published", "voting.assembly_recounted", "voting.annulled")
_MOVES = (
    "duties.result_submitted",
    "duties.result_accepted",
    "duties.result_sent_back",
    "duties.duty_cancelled",
    "duties.duty_extended",
    "duties.clock_recomputed",
)
REACTIONS = {
    "meetings.tasks_set": (on_tasks_set,),
    **dict.fromkeys(_COUNTED, (on_result_published,)),
    **dict.fromkeys(("voting.proposal_lapsed", "voting.proposal_moot"), (on_proposal_ended,)),
    **dict.fromkeys(_ENDS, (on_meeting_ended,)),
    **dict.fromkeys(_MOVES, (on_duty_moved,)),
}
KEEPERS = services.KEEPERS
HOLDERS = (HOLDER,)
