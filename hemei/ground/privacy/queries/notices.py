"""Which version of the notice was in force when, and who has seen it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.privacy.models import Sight
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """That a notice was shown."""

    notice: str
    way: str
    seen_at: datetime


def sights_of(persons: Iterable[int]) -> list[NoticeRow]:
    """Return which notices these visible persons were shown, the latest first."""
    rows = Sight.objects.filter(person_id__in=list(persons)).order_by("-seen_at")
    return [NoticeRow(*row) for row in rows.values_list("notice", "way", "seen_at")]


def own_sights(*, actor: Actor) -> list[NoticeRow]:
    """Return which notices the actor himself was shown."""
    return sights_of(people.own_persons(actor))


def seen_counts(*, actor: Actor) -> dict[tuple[str, str], int]:
    """Return how many persons were shown which notice in which way; numbers only, of the whole city.

    Whoever answers for personal data sees no row of a person; the city is opened for these numbers.
    """
    people_services.demand_act(actor, people.Act.ANSWER_PRIVACY)
    with people_services.opened(actor, places.city().path):
        rows = Sight.objects.values_list("notice", "way").annotate(count=Count("id")).order_by()
        return {(notice, way): count for notice, way, count in rows}
