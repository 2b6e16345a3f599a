"""On this event call that service; each may be repeated without harm."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hemei.community.committees import services
from hemei.community.committees.held import HOLDER
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


def on_seat_left(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Who left hands back what he holds for the owners; what was to recall him is moot."""
    data = event["payload"]["data"]
    day = date.fromisoformat(data["day"])
    services.lapse_recalls(actor=actor, now=now, seat_id=data["seat"], warrant=data.get("warrant", ""))
    services.begin_left(actor=actor, now=now, seat_id=data["seat"], day=day)


def on_term_ended(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A committee whose term ended early hands over to the next."""
    data = event["payload"]["data"]
    services.begin_handover(actor=actor, now=now, term_id=data["term"], day=date.fromisoformat(data["day"]))


def on_assembly_judged(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """What the owners decided about a recall is done."""
    payload = event["payload"]
    assembly = int(event["stream"].rsplit(":", 1)[1])
    passed = {vote["number"]: bool(vote["passed"]) for vote in payload["data"]["votes"]}
    day = shanghai_day(datetime.fromisoformat(payload["at"]))
    services.decide_recalls(actor=actor, now=now, assembly_id=assembly, passed=passed, day=day)


HOLDERS = (HOLDER,)
REACTIONS = {
    "people.seat_left": (on_seat_left,),
    "people.term_ended": (on_term_ended,),
    "voting.assembly_judged": (on_assembly_judged,),
}
