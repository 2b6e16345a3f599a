"""What the owners of estates decided in a period: for what is disclosed of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, Q, QuerySet

from hemei.community.voting.models import Outcome
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.workdays import SHANGHAI, shanghai_day

_PLATFORM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


@dataclass(frozen=True, slots=True)
class Decided:
    """A matter the owners voted on, as published; an election's candidates are none. `parts` alone decided it."""

    vote_id: int
    title: str
    passed: bool
    published_on: date
    annulled: bool
    parts: tuple[str, ...] = ()

    @property
    def partial(self) -> bool:
        """Whether only the owners of a part of the estate decided."""
        return bool(self.parts)


def fallen_votes(vote_ids: Iterable[int] | None = None) -> set[int]:
    """Return those of some votes, or of all, that were annulled, or counted anew and did not pass.

    Whether a vote stands is a fact for everybody whose record rests on it: no wall, or who looks, changes it.
    """
    rows = fallen_outcomes()
    if vote_ids is not None:
        rows = rows.filter(vote__in=set(vote_ids))
    with records.acting(_PLATFORM):
        return set(rows.values_list("vote_id", flat=True))


def fallen_outcomes() -> QuerySet[Outcome]:
    """Return the last outcomes of votes that fell, for the readers of this app."""
    before = Outcome.objects.filter(vote=OuterRef("vote"), round__lt=OuterRef("round"))
    return latest_outcomes().filter(Q(annulled_on__isnull=False) | Q(Exists(before), passed=False))


def latest_outcomes() -> QuerySet[Outcome]:
    """Return the outcomes as votes were counted last, for the readers of this app."""
    later = Outcome.objects.filter(vote=OuterRef("vote"), round__gt=OuterRef("round"))
    return Outcome.objects.filter(~Exists(later))


def decisions_published(estate_ids: Iterable[int], *, since: date, until: date) -> dict[int, list[Decided]]:
    """Return by estate what was decided and published in a period, `until` excluded; row-level security applies."""
    first, last = (datetime.combine(day, time(), SHANGHAI) for day in (since, until))
    rows = latest_outcomes().filter(
        assembly__estate_id__in=list(estate_ids), vote__candidate_id=None,
        assembly__published_at__gte=first, assembly__published_at__lt=last,
    )  # fmt: skip
    found: dict[int, list[Decided]] = {}
    fields = (
        "assembly__estate_id", "vote_id", "vote__title", "passed", "assembly__published_at", "annulled_on",
        "assembly__buildings",
    )  # fmt: skip
    for estate, vote, title, passed, at, annulled, parts in rows.order_by("vote_id").values_list(*fields):
        decided = Decided(vote, title, passed, shanghai_day(at), annulled is not None, tuple(parts))
        found.setdefault(estate, []).append(decided)
    return found
