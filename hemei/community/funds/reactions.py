"""On this event call that service; each may be repeated without harm."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.community.funds import services
from hemei.community.ledgers import queries as ledgers
from hemei.kernel.actor import Actor


def _number(event: dict[str, Any]) -> int:
    return int(event["stream"].rsplit(":", 1)[1])


def on_result_published(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Those who share a cost have decided."""
    services.take_result(actor=actor, now=now, assembly_id=_number(event))


def on_assembly_called(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Those who share a cost are asked again, where too few took part."""
    if repeats := event["payload"]["data"].get("repeats"):
        services.follow_repeat(actor=actor, now=now, assembly_id=_number(event), repeats_id=int(repeats))


def on_vote_undone(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """The meeting was called off, or its result annulled."""
    services.undo_vote(actor=actor, now=now, assembly_id=_number(event))


def on_estate_changed(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Whoever serves the estate or speaks for its owners sees the fund, who did before no longer."""
    estate = ledgers.estate_changed(event, actor=actor)
    if estate is not None:
        services.follow_estate(actor=actor, now=now, estate_id=estate)


def on_ownership_corrected(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:  # noqa: ARG001 - a reaction
    """A unit may have been sold: what its account held goes with it, and both sides get the statement."""
    services.follow_sale(now=now, unit_id=int(event["payload"]["data"]["unit"]))


def on_moved(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:  # noqa: ARG001 - a reaction
    """What a unit held on the day it was sold may be otherwise in the books by now: both sides get it as it is."""
    if entry := event["payload"]["data"]["entry"]:  # a year, or what was left, may come to nothing
        services.follow_balance(now=now, entry_id=int(entry))


def on_account_opened(*, event: dict[str, Any], actor: Actor, now: datetime) -> None:  # noqa: ARG001 - a reaction
    """The account of a fund at the bank was entered: who keeps the fund reads it."""
    data = event["payload"]["data"]
    if data.get("purse") == "fund":
        services.open_account(estate_id=int(data["estate"]))


_MOVED = (
    "funds.common_shared",
    "funds.deposited",
    "funds.entry_taken_back",
    "funds.gap_paid",
    "funds.interest_credited",
    "funds.taken_over",
    "funds.use_paid",
)
"""Each says which entry of the books."""
REACTIONS = {
    "people.ownership_corrected": (on_ownership_corrected,),
    "purses.account_opened": (on_account_opened,),
    "voting.assembly_called": (on_assembly_called,),
    "voting.result_published": (on_result_published,),
    "voting.annulled": (on_vote_undone,),
    "voting.assembly_called_off": (on_vote_undone,),
    **dict.fromkeys(_MOVED, (on_moved,)),
    **dict.fromkeys((*ledgers.COMING, *ledgers.GOING), (on_estate_changed,)),
}
