"""On this event call that service; each may be repeated without harm."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.community.ledgers import queries, services
from hemei.kernel.actor import Actor


def on_estate_changed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Whoever serves the estate or speaks for its owners sees the books, who did before no longer."""
    estate = queries.estate_changed(event, actor=actor)
    if estate is not None:
        services.follow_estate(actor=actor, now=now, estate_id=estate)


def _number(event: dict[str, Any]) -> int:
    return int(event["stream"].rsplit(":", 1)[1])


def on_result_published(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """The owners have decided on a share of theirs, or their meeting was called off."""
    services.take_shares(actor=actor, now=now, assembly_id=_number(event))


def on_assembly_called(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """The owners are asked again, where too few took part."""
    if repeats := event["payload"]["data"].get("repeats"):
        services.follow_repeat(actor=actor, now=now, assembly_id=_number(event), repeats_id=int(repeats))


def on_vote_undone(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """A result was annulled, or counted anew."""
    services.drop_shares(actor=actor, now=now, assembly_id=_number(event))


REACTIONS = {
    "voting.assembly_called": (on_assembly_called,),
    "voting.result_published": (on_result_published,),
    "voting.assembly_called_off": (on_result_published,),
    "voting.annulled": (on_vote_undone,),
    "voting.assembly_recounted": (on_vote_undone,),
    **dict.fromkeys((*queries.COMING, *queries.GOING), (on_estate_changed,)),
}
