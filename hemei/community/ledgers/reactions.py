"""On this event call that service; each may be repeated without harm."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.community.ledgers import services
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor


def on_project_changed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Whoever comes under contract sees the books from that day, whoever leaves no longer."""
    project = companies.project_dates(int(event["stream"].rsplit(":", 1)[1]), actor=actor)
    if project is not None:
        services.follow_estate(actor=actor, now=now, estate_id=project.estate_id)


def on_committee_changed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A committee or stand-in body that begins sees the books, one that ends no longer."""
    estate = people.estate_of_body(int(event["stream"].rsplit(":", 1)[1]))
    if estate is not None:
        services.follow_estate(actor=actor, now=now, estate_id=estate)


REACTIONS = {
    "companies.project_begun": (on_project_changed,),
    "companies.project_corrected": (on_project_changed,),
    "companies.project_ended": (on_project_changed,),
    "people.term_registered": (on_committee_changed,),
    "people.term_corrected": (on_committee_changed,),
    "people.term_ended": (on_committee_changed,),
    "committees.stand_in_formed": (on_committee_changed,),
    "committees.stand_in_ended": (on_committee_changed,),
}
