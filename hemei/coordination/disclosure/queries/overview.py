"""How disclosure stands in the actor's places: counts by community, one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from hemei.coordination.disclosure.models import CalendarEntry, Disclosure
from hemei.coordination.disclosure.rules.acts import Act, may
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Overview:
    """How many disclosures of the last year a community's estates owed, and how they stand."""

    community_id: int
    community: str
    owed: int
    in_time: int
    late: int
    overdue: int
    missing: int


def overview(*, actor: Actor, on: date, since: date) -> list[Overview]:
    """Return by community what was due from a day on and how it stands, the most overdue first."""
    if not may(actor.role, Act.SEE_OVERDUE).allowed:
        return []
    rows = Disclosure.objects.filter(records.seen_by(actor), due_on__gte=since, due_on__lt=on)
    late = Q(late_at__isnull=False, published_on__isnull=False)
    counted = rows.values_list("estate__community_id", "estate__community__name").annotate(
        owed=Count("id"),
        in_time=Count("id", filter=Q(published_on__isnull=False) & ~late),
        late=Count("id", filter=late),
        overdue=Count("id", filter=Q(published_on=None)),
        missing=Count("id", filter=Q(published_on=None, missing_at__isnull=False)),
    )
    return [Overview(*row) for row in counted.order_by("-overdue", "-late", "estate__community_id")]


def on_calendar(*, actor: Actor) -> int:
    """Return how many estates of the actor's places are on the calendar."""
    if not may(actor.role, Act.SEE_OVERDUE).allowed:
        return 0
    return CalendarEntry.objects.filter(records.seen_by(actor)).count()
