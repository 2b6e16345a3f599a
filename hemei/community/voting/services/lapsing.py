"""An item of a meeting loses its object, such as the recall of a member who left; its meeting says so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from hemei.community.voting.models import Assembly, Proposal
from hemei.community.voting.rules.assemblies import Moot, State
from hemei.community.voting.rules.proposals import OWED, ProposalState
from hemei.community.voting.services import clocks
from hemei.community.voting.services.assemblies import end_moot, tell_of
from hemei.community.voting.services.proposals import rest_sheets
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day


@transaction.atomic
def lapse_proposals(*, actor: Actor, now: datetime, seats: Collection[int], why: Moot) -> None:
    """End what owners ask about members who sit no more, while no meeting is called on it; harmless when repeated.

    Raises:
        Refused: only the platform itself ends this, by what it knows from a register.
    """
    if actor.role is not Role.SYSTEM:
        raise Refused.because(mark("只能由平台按登记自动注明"), code="role")
    rows = Proposal.objects.filter(record.seen_by(actor), seat_id__in=seats)
    waits = [ProposalState.GATHERING, *OWED]
    for found in rows.filter(state__in=waits).select_for_update(of=("self",)).order_by("id"):
        if found.state == ProposalState.GATHERING:
            rest_sheets(actor, now, found)
        end_moot(actor, now, found, why)


@transaction.atomic
def lapse_item(*, actor: Actor, now: datetime, assembly_id: int, number: int, why: Moot) -> None:
    """Note that an item has no object any more; harmless when repeated, or where no meeting is held.

    Nothing is decided by it: the meeting can be called off until its vote begins, and runs to its end afterwards.

    Raises:
        Refused: only the platform itself notes this, of what it knows from a register.
    """
    if actor.role is not Role.SYSTEM:
        raise Refused.because(mark("只能由平台按登记自动注明"), code="role")
    rows = Assembly.objects.filter(record.seen_by(actor), pk=assembly_id).select_for_update()
    found = rows.exclude(state=State.CALLED_OFF).first()
    if found is None or str(number) in (found.moot or {}):
        return
    found.moot = {**(found.moot or {}), str(number): {"on": shanghai_day(now).isoformat(), "why": why.value}}
    found.save(update_fields=["moot"])
    if found.state == State.CALLED and found.proposal is not None and found.proposal.seat_id:
        clocks.settle_all(actor, now, found.proposal.stream, cancelled=True)
    tell_of(actor, now, found, "voting.item_lapsed", {"number": number, "why": why.value}, ())
