"""On this event call that service; each may be repeated without harm. What joint accounts offer to the desk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hemei.community.purses import services
from hemei.community.purses.held import HOLDER
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor


def on_annulled(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Hold what rests on a resolution that was annulled before it is paid; an agreement by it binds nobody more."""
    data = event["payload"]["data"]
    day = date.fromisoformat(data["decided_on"])
    services.hold_orders(actor=actor, now=now, votes=data["votes"], day=day)
    services.annul_agreements(actor=actor, now=now, votes=data["votes"], day=day)
    services.annul_budgets(actor=actor, now=now, votes=data["votes"], day=day)


def on_project_changed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Whoever comes under contract sees the account from that day, whoever leaves no longer."""
    project = companies.project_dates(int(event["stream"].rsplit(":", 1)[1]), actor=actor)
    if project is not None:
        services.follow_estate(actor=actor, now=now, estate_id=project.estate_id)


def on_committee_changed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A committee or stand-in body that begins sees the account, one that ends no longer."""
    estate = people.estate_of_body(int(event["stream"].rsplit(":", 1)[1]))
    if estate is not None:
        services.follow_estate(actor=actor, now=now, estate_id=estate)


def on_reversed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A line of the bank that was matched with a reversed entry waits for its true one."""
    services.free_line(actor=actor, now=now, entry_id=int(event["payload"]["data"]["reverses"]))


HOLDERS = (HOLDER,)
REACTIONS = {
    "voting.annulled": (on_annulled,),
    "ledgers.entry_reversed": (on_reversed,),
    "companies.project_begun": (on_project_changed,),
    "companies.project_corrected": (on_project_changed,),
    "companies.project_ended": (on_project_changed,),
    "people.term_registered": (on_committee_changed,),
    "people.term_corrected": (on_committee_changed,),
    "people.term_ended": (on_committee_changed,),
    "committees.stand_in_formed": (on_committee_changed,),
    "committees.stand_in_ended": (on_committee_changed,),
}
