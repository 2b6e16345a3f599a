"""On this event call that service; each may be repeated without harm."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.kernel.actor import Actor
from hemei.oversight.renewal import services


def _number(event: dict[str, Any]) -> int:
    return int(event["stream"].rsplit(":", 1)[1])


def on_result_published(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """An estate of a package has decided."""
    services.take_result(actor=actor, now=now, assembly_id=_number(event))


def on_vote_undone(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """The meeting of an estate was called off, or its result annulled."""
    services.undo_vote(actor=actor, now=now, assembly_id=_number(event))


def on_tender_opened(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Write the documents of the tender."""
    services.print_tender(actor=actor, now=now, package_id=_number(event))


def on_managed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """An estate has a mode or a contract from now on: what waited for it is done."""
    services.follow_management(actor=actor, now=now, estate_id=event["payload"]["data"]["estate"])


def on_decided(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """How an estate is to be managed is decided."""
    services.follow_decision(actor=actor, now=now, estate_id=event["payload"]["data"]["estate"])


def follow(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:  # noqa: ARG001 - one signature for all
    """Copy the estates' new scopes."""
    services.follow_estates(actor=actor)


REACTIONS = {
    "companies.mode_set": (on_managed,),
    "companies.project_begun": (on_managed,),
    "renewal.mode_decided": (on_decided,),
    "places.estate_given": (follow,),
    "places.place_moved": (follow,),
    "places.place_split": (follow,),
    "places.place_merged": (follow,),
    "renewal.tender_opened": (on_tender_opened,),
    "voting.annulled": (on_vote_undone,),
    "voting.assembly_called_off": (on_vote_undone,),
    "voting.result_published": (on_result_published,),
}
