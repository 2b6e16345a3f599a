"""What renewal does on events of others."""

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


REACTIONS = {
    "renewal.tender_opened": (on_tender_opened,),
    "voting.annulled": (on_vote_undone,),
    "voting.assembly_called_off": (on_vote_undone,),
    "voting.result_published": (on_result_published,),
}
