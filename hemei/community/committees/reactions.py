"""On this event call that service; each may be repeated without harm. What committees offer to the desk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hemei.community.committees import services
from hemei.community.committees.held import HOLDER
from hemei.community.committees.queries.elections.held import HOLDER as ELECTION_HOLDER
from hemei.community.committees.services import elections
from hemei.community.committees.services.elections import Judged, Tallied
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


def on_seat_left(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Who left hands back what he holds for the owners; what was to recall him is moot, the change is filed."""
    data = event["payload"]["data"]
    day = date.fromisoformat(data["day"])
    services.lapse_recalls(actor=actor, now=now, seat_id=data["seat"], warrant=data.get("warrant", ""))
    services.begin_left(actor=actor, now=now, seat_id=data["seat"], day=day)
    services.owe_change(now=now, seat_id=data["seat"], day=day, left=True)


def on_ownership_corrected(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Who sold his last unit sits no more."""
    data = event["payload"]["data"]
    sold = data.get("changes", {}).get("valid_until", (None, None))[1]
    services.end_lost_seat(
        actor=actor, now=now, person_id=int(event["stream"].rsplit(":", 1)[1]), unit_id=data["unit"],
        sold_on=date.fromisoformat(sold) if sold else None,
    )  # fmt: skip


def on_post_changed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:  # noqa: ARG001 - a reaction's shape
    """A reserve who stepped in, or another chair, is a change that is filed."""
    data = event["payload"]["data"]
    services.owe_change(now=now, seat_id=data["seat"], day=date.fromisoformat(data["day"]))


def on_term_ended(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A committee whose term ended early hands over to the next; what concerned its members alone is moot."""
    data = event["payload"]["data"]
    services.lapse_with_term(actor=actor, now=now, term_id=data["term"])
    services.begin_handover(actor=actor, now=now, term_id=data["term"], day=date.fromisoformat(data["day"]))


def _assembly_of(event: dict[str, Any]) -> int:
    return int(event["stream"].rsplit(":", 1)[1])


def on_assembly_noticed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A recall is put to the owners by the notice of the meeting, not by its call."""
    services.answer_recalls(actor=actor, now=now, assembly_id=_assembly_of(event))


def on_assembly_judged(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """What the owners decided about a recall is done; where too few took part they decided nothing."""
    payload, assembly = event["payload"], _assembly_of(event)
    votes, day = payload["data"]["votes"], shanghai_day(datetime.fromisoformat(payload["at"]))
    services.decide_recalls(actor=actor, now=now, assembly_id=assembly, passed=_decided(votes), day=day)
    services.vote_anew(actor=actor, now=now, assembly_id=assembly, numbers=_short(votes), day=day)


def _decided(votes: list[dict[str, Any]]) -> dict[int, bool]:
    """Return what the owners decided by number: of votes in which enough took part, whether each passed."""
    return {vote["number"]: bool(vote["passed"]) for vote in votes if vote.get("quorum", True)}


def _short(votes: list[dict[str, Any]]) -> list[int]:
    """Return the items by number in which too few took part."""
    return [vote["number"] for vote in votes if not vote.get("quorum", True)]


def on_election_judged(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Let the count of an election become a committee. The lot's seed is the hash of the record of the count."""
    payload = event["payload"]
    votes = payload["data"]["votes"]
    known = record.events_of(streams=[event["stream"]], kind=payload["type"])
    row = next(row for _stream, row in known if row.id == event["id"])
    tallied = [
        Tallied(one["candidate"], one["vote"], one["passed"], heads=one["agree"][1], area_dm2=one["agree"][0])
        for one in votes
        if one["candidate"] is not None
    ]
    passed = {one["matter"]: one["passed"] for one in votes if one["candidate"] is None}
    judged = Judged(_assembly_of(event), shanghai_day(row.at), row.hash, tallied, passed)
    elections.decide(actor=actor, now=now, judged=judged)


def on_assembly_decided(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Let the residents' committee know what the owners decided."""
    if any(vote["passed"] for vote in event["payload"]["data"]["votes"]):
        services.tell_of_assembly(actor=actor, now=now, assembly_id=_assembly_of(event))


def on_meeting_closed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A hearing moves its recall; what a committee decided is told to the residents' committee."""
    meeting = int(event["stream"].rsplit(":", 1)[1])
    services.follow_hearing(actor=actor, now=now, meeting_id=meeting)
    services.tell_of_meeting(actor=actor, now=now, meeting_id=meeting)


def on_assembly_recounted(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Hold what a recount says against what was done; the street decides where they differ. What waits is decided."""
    votes, assembly = event["payload"]["data"]["votes"], _assembly_of(event)
    passed = {vote["number"]: bool(vote["passed"]) for vote in votes}
    services.contest_election(actor=actor, now=now, assembly_id=assembly)
    services.contest_recalls(actor=actor, now=now, assembly_id=assembly, passed=passed, short=_short(votes))
    services.vote_anew(
        actor=actor, now=now, assembly_id=assembly, numbers=_short(votes), day=shanghai_day(now)
    )
    services.decide_recalls(
        actor=actor,
        now=now,
        assembly_id=assembly,
        passed=_decided(votes),
        day=shanghai_day(now),
        recounted=True,
    )


def on_annulled(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Take note where the vote of somebody elected, or on a recall, was annulled."""
    votes, assembly = event["payload"]["data"]["votes"], _assembly_of(event)
    elections.annul(actor=actor, now=now, assembly_id=assembly, votes=votes)
    services.end_contests(actor=actor, now=now, assembly_id=assembly, votes=votes)
    services.annul_failed(actor=actor, now=now, assembly_id=assembly, votes=votes)
    services.contest_annulled(actor=actor, now=now, assembly_id=assembly, votes=votes)


def on_called_off(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Let the election, or the recall, wait for another assembly."""
    elections.called_off(actor=actor, now=now, assembly_id=_assembly_of(event))
    services.release_recalls(actor=actor, now=now, assembly_id=_assembly_of(event))


HOLDERS = (HOLDER, ELECTION_HOLDER)
REACTIONS = {
    "people.ownership_corrected": (on_ownership_corrected,),
    "people.seat_left": (on_seat_left,),
    "people.post_changed": (on_post_changed,),
    "people.term_ended": (on_term_ended,),
    "voting.assembly_noticed": (on_assembly_noticed,),
    "voting.assembly_judged": (on_assembly_judged, on_election_judged, on_assembly_decided),
    "voting.assembly_recounted": (on_assembly_recounted,),
    "meetings.meeting_closed": (on_meeting_closed,),
    "voting.annulled": (on_annulled,),
    "voting.assembly_called_off": (on_called_off,),
}
