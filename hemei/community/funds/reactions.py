"""On this event call that service; each may be repeated without harm."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.community.funds import services
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor


def _number(event: dict[str, Any]) -> int:
    return int(event["stream"].rsplit(":", 1)[1])


def on_result_published(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Those who share a cost have decided."""
    services.take_result(actor=actor, now=now, assembly_id=_number(event))


def on_vote_undone(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """The meeting was called off, or its result annulled."""
    services.undo_vote(actor=actor, now=now, assembly_id=_number(event))


def on_project_changed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Whoever comes under contract sees the fund from that day, whoever leaves no longer."""
    project = companies.project_dates(_number(event), actor=actor)
    if project is not None:
        services.follow_estate(actor=actor, now=now, estate_id=project.estate_id)


def on_committee_changed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A committee or stand-in body that begins sees the fund, one that ends no longer."""
    estate = people.estate_of_body(_number(event))
    if estate is not None:
        services.follow_estate(actor=actor, now=now, estate_id=estate)


REACTIONS = {
    "voting.result_published": (on_result_published,),
    "voting.annulled": (on_vote_undone,),
    "voting.assembly_called_off": (on_vote_undone,),
    "companies.project_begun": (on_project_changed,),
    "companies.project_corrected": (on_project_changed,),
    "companies.project_ended": (on_project_changed,),
    "people.term_registered": (on_committee_changed,),
    "people.term_corrected": (on_committee_changed,),
    "people.term_ended": (on_committee_changed,),
    "committees.stand_in_formed": (on_committee_changed,),
    "committees.stand_in_ended": (on_committee_changed,),
}
