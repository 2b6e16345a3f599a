"""Voters somebody objected to, in all estates of who settles it: counted for the workbench, listed to be settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from hemei.community.voting.models import RollUnit, VoterBinding
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.community.voting.rules.voters import BindingKind
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


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


def contested_count(*, actor: Actor) -> record.Lines[tuple[int]]:
    """Return how many objections to voters wait for the actor; one statement, none for who settles none."""
    return record.counted(_contested(actor)) if actor.role in roles_for(Act.BIND) else record.Lines()


def contested(
    *, actor: Actor, now: datetime, after: tuple[datetime, int] | None = None, limit: int = 50
) -> list[Contested]:
    """Return the objections to voters that wait for the actor, the oldest first; one statement."""
    if actor.role not in roles_for(Act.BIND):
        return []
    rows = _contested(actor)
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
