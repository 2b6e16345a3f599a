"""The list of risks in the actor's places, the most weighty first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from hemei.coordination.disclosure.models import Risk
from hemei.coordination.disclosure.rules.acts import Act, may
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor

CHUNK = 1_000
_FIELDS = (
    "id", "estate_id", "estate__name", "estate__community__name", "since", "until", "score", "reasons", "looked_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RiskRow:
    """Where somebody should look, with the reasons."""

    id: int
    estate_id: int
    estate: str
    community: str
    since: date
    until: date
    score: int
    reasons: list[dict[str, Any]]
    looked_at: datetime


def risks(*, actor: Actor, after: tuple[int, int] | None = None, limit: int = 50) -> list[RiskRow]:
    """Return the estates with a reason, the most weighty first."""
    if not may(actor.role, Act.SEE_RISKS).allowed:
        return []
    rows = Risk.objects.filter(records.seen_by(actor))
    if after is not None:
        score, number = after
        rows = rows.filter(Q(score__lt=score) | Q(score=score, id__gt=number))
    return [RiskRow(*row) for row in rows.order_by("-score", "id").values_list(*_FIELDS)[:limit]]


def all_risks(*, actor: Actor) -> Iterator[RiskRow]:
    """Yield the whole list for an export, read in pages."""
    after = None
    while page := risks(actor=actor, after=after, limit=CHUNK):
        yield from page
        after = page[-1].score, page[-1].id
