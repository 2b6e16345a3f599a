"""Voters somebody objected to, in all estates of who settles it: counted for the workbench, listed to be settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import OuterRef, Q, QuerySet, Subquery

from hemei.community.voting.models import VoterBinding
from hemei.community.voting.queries.disputed import PaperInDispute, SheetInDispute
from hemei.community.voting.queries.settling import (
    HandsOn,
    Turn,
    counted_for,
    hands_on_voters,
    settles,
    theirs,
    votes_that_run,
)
from hemei.community.voting.rules.voters import BindingKind
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reason


@dataclass(frozen=True, slots=True)
class Contested:
    """A binding that rests until its objection is settled; `closes_at` is the end of a vote of its unit that runs.

    `turn` is until when it is to be settled, and `barred` why the reader may not settle it.
    """

    id: int
    estate: str
    unit: str
    kind: BindingKind
    objected_at: datetime
    objection_id: int | None
    closes_at: datetime | None
    papers: tuple[PaperInDispute | SheetInDispute, ...]
    turn: Turn | None
    barred: Reason | None


def contested_count(*, actor: Actor, now: datetime) -> record.Lines[tuple[int]]:
    """Return how many objections to voters wait for the actor; one statement where none does."""
    return counted_for(actor, now, _contested(actor), hands_on_voters, settles)


def contested(
    *, actor: Actor, now: datetime, after: tuple[datetime, int] | None = None, limit: int = 50
) -> list[Contested]:
    """Return the objections to voters that wait for the actor, the oldest first; as many statements for any number."""
    rows = theirs(actor, now, _contested(actor), hands_on_voters)
    if after is not None:
        rows = rows.filter(Q(objected_at__gt=after[0]) | Q(objected_at=after[0], pk__gt=after[1]))
    running = votes_that_run(now).filter(unit=OuterRef("unit"))
    rows = rows.annotate(closes_at=Subquery(running.values("roll__closes_at")[:1]))
    rows = rows.select_related("unit__estate", "unit__building", "unit__entrance")
    found = list(rows.order_by("objected_at", "pk")[:limit])
    hands = hands_on_voters(found)
    said = settles(actor, now, found, hands)
    return [_row(row, row.closes_at, hands[row.pk], said[row.pk]) for row in found]


def _row(row: VoterBinding, closes_at: datetime | None, on: HandsOn, settling: Decision) -> Contested:
    unit, at = row.unit, cast("datetime", row.objected_at)
    door = f"{unit.building.name}{unit.entrance.name if unit.entrance else ''}{unit.room}"
    return Contested(
        row.pk, unit.estate.name, door, BindingKind(row.kind), at, row.objection_id, closes_at, on.sheets, on.turn,
        next(iter(settling.reasons), None),
    )  # fmt: skip


def _contested(actor: Actor) -> QuerySet[VoterBinding]:
    return VoterBinding.objects.filter(record.seen_by(actor), ended_at=None, objected_at__isnull=False)
