"""That the assembly keeps its fund, as it was put to the owners: at which bank, in which meeting, what they said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hemei.community.funds.models import Fund
from hemei.community.voting import queries as votes
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role

_PLATFORM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
MATTER: Literal["other_major"] = "other_major"
"""That the assembly keeps its fund is a matter of its own: using or raising it decides nothing of who keeps it."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What was put to the owners; `vote` is the number of the vote that passed it, while that stands."""

    bank: str
    assembly_id: int
    vote: int | None
    waits: bool


def item_words(bank: str) -> str:
    """Return the item the owners decide on: the assembly chooses the bank, not who asks (MF165, article 15)."""
    return f"由业主大会自行管理维修资金，存入{bank}"


def handover_put(fund: Fund) -> Handover | None:
    """Return what was put to the owners of a fund last, None where nothing was."""
    with records.acting(_PLATFORM):
        told = record.events_of(streams=[fund.stream], kind="funds.handover_put")
        if not told:
            return None
        data = told[-1][1].data
        return handover_in(int(data["assembly"]), str(data["bank"]))


def handover_in(assembly_id: int, bank: str) -> Handover | None:
    """Return what the owners said of it in the meeting called from the fund, or in those held again for it."""
    with records.acting(_PLATFORM):
        found = votes.answer_of(assembly_id, title=item_words(bank), matter=MATTER, actor=_PLATFORM)
    return None if found is None else Handover(bank, found.assembly.id, found.number, found.waits)


def handover_of(fund_id: int, *, actor: Actor) -> Handover | None:
    """Return what was put to the owners last of a fund the actor may see."""
    fund = Fund.objects.filter(record.seen_by(actor), pk=fund_id).first()
    return None if fund is None else handover_put(fund)
