"""What meetings do on events of others, and what they offer to the desk of personal data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.community.meetings import services
from hemei.community.meetings.queries.held import HOLDER
from hemei.kernel.actor import Actor
from hemei.leadership.duties.queries import State

_STATES = {
    "duties.result_submitted": State.SUBMITTED,
    "duties.result_accepted": State.ACCEPTED,
    "duties.result_sent_back": State.SENT_BACK,
    "duties.duty_cancelled": State.CANCELLED,
    "duties.duty_settled": State.ACCEPTED,
    "duties.duty_lapsed": State.CANCELLED,
}


def on_duty_moved(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Let what became of a duty return to the meeting that set it."""
    duty_id = int(event["stream"].rsplit(":", 1)[1])
    services.follow_task(actor=actor, now=now, duty_id=duty_id, state=_STATES[event["payload"]["type"]])


def on_minutes_changed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Print the minutes anew: a version or an addition was written, a side will not sign, or the meeting ended."""
    meeting_id = int(event["stream"].rsplit(":", 1)[1])
    services.print_minutes(actor=actor, now=now, meeting_id=meeting_id)


REACTIONS = {
    **dict.fromkeys(_STATES, (on_duty_moved,)),
    **dict.fromkeys(
        ("meetings.minutes_recorded", "meetings.refusal_noted", "meetings.meeting_closed"),
        (on_minutes_changed,),
    ),
}
KEEPERS = services.KEEPERS
HOLDERS = (HOLDER,)
