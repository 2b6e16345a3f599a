"""Pages of paper ballots that somebody wants set aside, and that wait for a second person: counted and listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from hemei.community.voting.models import Scan
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class WaitingAside:
    """A page that waits; `unit` is empty where nobody knows which ballot it is."""

    scan_id: int
    estate: str
    unit: str
    asked_at: datetime
    mine: bool


def waiting_asides(*, actor: Actor, after: int = 0, limit: int = 50) -> list[WaitingAside]:
    """Return the pages that wait in votes not sealed yet, the oldest first; one statement."""
    fields = (
        "pk", "batch__roll__estate_name", "sheet__roll_unit__code", "aside_asked_at", "aside_asked_by",
    )  # fmt: skip
    return [
        WaitingAside(
            number, estate, unit or "", at, actor.person_id is not None and asked_by == actor.person_id
        )
        for number, estate, unit, at, asked_by in _waiting(actor)
        .filter(pk__gt=after)
        .order_by("pk")
        .values_list(*fields)[:limit]
    ]


def asides_to_confirm(*, actor: Actor) -> record.Lines[tuple[int]]:
    """Return how many pages wait for the actor's word; one statement, none for who handles no paper."""
    if actor.person_id is None or actor.role not in roles_for(Act.CAST):
        return record.Lines()
    return record.counted(_waiting(actor).exclude(aside_asked_by=actor.person_id))


def _waiting(actor: Actor) -> QuerySet[Scan]:
    open_still = Scan.objects.exclude(sheet__entered_at__isnull=False)
    return open_still.filter(
        record.seen_by(actor), aside_asked_at__isnull=False, set_aside_at=None, batch__roll__closed_at=None
    )
