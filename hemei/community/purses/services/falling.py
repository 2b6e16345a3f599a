"""What rests on owners' votes that do not stand any more binds nobody more, and pays nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from hemei.community.purses.services.agreed import annul_adopted, hold_agreed
from hemei.community.purses.services.orders import hold_orders
from hemei.community.voting import queries as voting
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


def let_fall(*, actor: Actor, now: datetime, votes: Sequence[int], day: date) -> None:
    """Hold the orders, and end the agreements and budgets, of votes that fell on a day. For reactions."""
    hold_orders(actor=actor, now=now, votes=votes, day=day)
    hold_agreed(actor=actor, now=now, votes=votes, day=day)
    annul_adopted(actor=actor, now=now, votes=votes, day=day)


def follow_recount(*, actor: Actor, now: datetime, assembly_id: int) -> None:
    """Let what rests on a meeting fall where its votes were counted anew and did not pass. For reactions."""
    with records.acting(actor):
        counted = [row.vote.id for row in voting.outcomes(assembly_id, actor=actor)]
        fell = sorted(voting.fallen_votes(counted))
    let_fall(actor=actor, now=now, votes=fell, day=shanghai_day(now))
