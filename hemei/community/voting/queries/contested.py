"""Voters somebody objected to, in all estates of who settles it: counted for the workbench, listed to be settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from hemei.community.voting.models import RollUnit, VoterBinding
from hemei.community.voting.queries.calling import serves, staff_of
from hemei.community.voting.queries.disputed import PaperInDispute, hands_behind, papers_in_dispute
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.community.voting.rules.striking import Hand, hand_of, settled_by_none
from hemei.community.voting.rules.voters import BindingKind
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class Contested:
    """A binding that rests until its objection is settled; `closes_at` is the end of a vote of its unit that runs."""

    id: int
    estate: str
    unit: str
    kind: BindingKind
    objected_at: datetime
    objection_id: int | None
    closes_at: datetime | None
    unit_id: int


@dataclass(frozen=True, slots=True)
class HandsOn:
    """Who had a hand in what an objection speaks of: entered it, made or confirmed the binding, handled its papers."""

    raised_by: Hand
    bound_by: Hand | None
    entered_by: Hand | None
    behind: tuple[Hand, ...]
    papers: tuple[PaperInDispute, ...]


def hands_on_objections(rows: Sequence[VoterBinding], now: datetime) -> dict[int, HandsOn]:
    """Return who had a hand in each binding with an objection that waits, as the events keep them."""
    streams = [row.stream for row in rows]
    made, raised = (
        {stream: hand_of(event.actor) for stream, event in record.events_of(streams=streams, kind=kind)}
        for kind in ("voting.voter_bound", "voting.voter_objected")
    )
    papers = papers_in_dispute([row.unit_id for row in rows], now=now)
    found = {}
    for row in rows:
        sheets = papers.get(row.unit_id, [])
        entered = Hand(row.bound_by, None) if row.confirmed_by else None
        behind = tuple(hands_behind(sheets))
        found[row.pk] = HandsOn(raised[row.stream], made.get(row.stream), entered, behind, tuple(sheets))
    return found


def contested_count(*, actor: Actor, now: datetime) -> record.Lines[tuple[int]]:
    """Return how many objections to voters wait for the actor; one statement where none does.

    For the street those that nobody of the residents' committee may settle.
    """
    if actor.role not in roles_for(Act.SETTLE_VOTER):
        return record.Lines()
    if serves(actor):
        return record.counted(_contested(actor))
    waiting = record.lines_of(_contested(actor), ["pk"], int)
    return waiting.then(lambda found: [(left,)] if (left := len(_left_to_street(found, now))) else [])


def contested(
    *, actor: Actor, now: datetime, after: tuple[datetime, int] | None = None, limit: int = 50
) -> list[Contested]:
    """Return the objections to voters that wait for the actor, the oldest first; one statement, more for the street."""
    if actor.role not in roles_for(Act.SETTLE_VOTER):
        return []
    rows = _contested(actor)
    if not serves(actor):
        rows = rows.filter(pk__in=_left_to_street(list(rows.values_list("pk", flat=True)), now))
    if after is not None:
        rows = rows.filter(Q(objected_at__gt=after[0]) | Q(objected_at=after[0], pk__gt=after[1]))
    running = RollUnit.objects.filter(unit=OuterRef("unit"), roll__closes_at__gte=now).order_by(
        "roll__closes_at"
    )
    rows = rows.annotate(closes_at=Subquery(running.values("roll__closes_at")[:1]))
    fields = (
        "pk", "unit__estate__name", "unit__building__name", "unit__entrance__name", "unit__room", "kind",
        "objected_at", "objection_id", "closes_at", "unit_id",
    )  # fmt: skip
    return [
        Contested(number, estate, f"{building}{entrance or ''}{room}", BindingKind(kind), *rest)
        for number, estate, building, entrance, room, kind, *rest in rows.order_by(
            "objected_at", "pk"
        ).values_list(*fields)[:limit]
    ]


def _contested(actor: Actor) -> QuerySet[VoterBinding]:
    return VoterBinding.objects.filter(record.seen_by(actor), ended_at=None, objected_at__isnull=False)


def _left_to_street(numbers: Sequence[int], now: datetime) -> list[int]:
    """Return those of some bindings that are objected to which nobody of the residents' committee may look into."""
    rows = list(VoterBinding.objects.filter(pk__in=numbers)) if numbers else []
    if not rows:
        return []
    staff = {scope: staff_of(scope, shanghai_day(now)) for scope in {row.scope for row in rows}}
    hands = hands_on_objections(rows, now)
    return [row.pk for row in rows if _barred(staff[row.scope], hands[row.pk])]


def _barred(staff: frozenset[int], on: HandsOn) -> bool:
    return settled_by_none(staff, (on.raised_by, on.bound_by, on.entered_by, *on.behind))
