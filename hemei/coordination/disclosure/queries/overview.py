"""How disclosure stands in the actor's places: counts by street, community or estate, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import BigIntegerField, Count, F, Func, Model, Q, QuerySet, Value
from django.db.models.functions import Cast

from hemei.coordination.disclosure.models import CalendarEntry, Disclosure, Question
from hemei.coordination.disclosure.rules.acts import Act, may
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, PlaceRange, Role

M = TypeVar("M", bound=Model)


class By(StrEnum):
    """By what the counts are told."""

    STREET = "street"
    COMMUNITY = "community"
    ESTATE = "estate"


@dataclass(frozen=True, slots=True)
class OverviewFilter:
    """What is counted: what was due from a day until another, by what, in which place, called how, overdue or all."""

    on: date
    since: date
    by: By = By.COMMUNITY
    within: tuple[PlaceRange, ...] = ()
    text: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many disclosures were owed, and how they stand."""

    owed: int
    in_time: int
    late: int
    overdue: int
    missing: int
    unanswered: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """How the disclosures of a street's, a community's or an estate's stand; `id` is the place's or the estate's."""

    id: int
    name: str
    counts: Counts


After = tuple[int, int, int]
"""Where a page ended: how many were overdue, how many late, and whose."""
_LATE = Q(published_on__gt=F("due_on"))
_COUNTS = {
    "owed": Count("id"),
    "in_time": Count("id", filter=Q(published_on__isnull=False) & ~_LATE),
    "late": Count("id", filter=_LATE),
    "overdue": Count("id", filter=Q(published_on=None)),
    "missing": Count("id", filter=Q(published_on=None, missing_at__isnull=False)),
}
_STREET_PART = 3
"""A scope is a path of ids: city, county, street, community."""


def overview(
    asked: OverviewFilter, *, actor: Actor, after: After | None = None, limit: int = 50
) -> list[Overview]:
    """Return whose disclosures stand how, the most overdue first; three statements."""
    rows: Any = _owed(asked, actor).values(whose=_whose(asked.by)).annotate(**_COUNTS)
    if asked.overdue:
        rows = rows.filter(overdue__gt=0)
    if after is not None:
        overdue, late, whose = after
        behind = Q(late__lt=late) | Q(late=late, whose__gt=whose)
        rows = rows.filter(Q(overdue__lt=overdue) | (Q(overdue=overdue) & behind))
    found = list(rows.order_by("-overdue", "-late", "whose").values_list("whose", *_COUNTS)[:limit])
    names = _names(asked.by, [row[0] for row in found], actor)
    silent = _unanswered(asked, actor, [row[0] for row in found])
    return [
        Overview(row[0], names.get(row[0], ""), replace(Counts(*row[1:]), unanswered=silent.get(row[0], 0)))
        for row in found
    ]


def all_overview(asked: OverviewFilter, *, actor: Actor, chunk: int = 1_000) -> Iterator[Overview]:
    """Yield the whole list for an export, read in pages."""
    after: After | None = None
    while page := overview(asked, actor=actor, after=after, limit=chunk):
        yield from page
        last = page[-1]
        after = last.counts.overdue, last.counts.late, last.id


def overview_sum(asked: OverviewFilter, *, actor: Actor) -> Counts:
    """Return the same counts of all together; two statements."""
    found = _owed(replace(asked, overdue=False), actor).aggregate(**_COUNTS)
    return Counts(**found, unanswered=_silent(asked, actor).count())


def _silent(asked: OverviewFilter, actor: Actor) -> QuerySet[Question]:
    """Return the questions of owners that were not answered in their time and still wait."""
    if not may(actor, Act.SEE_OVERDUE).allowed:
        return Question.objects.none()
    return _narrowed(
        Question.objects.filter(records.seen_by(actor), answered_at=None, late_at__isnull=False), asked
    )


def _unanswered(asked: OverviewFilter, actor: Actor, whose: list[int]) -> dict[int, int]:
    """Return how many such questions these have; one statement."""
    rows: Any = _silent(asked, actor)
    rows = rows.values(whose=_whose(asked.by)).filter(whose__in=whose)
    return dict(rows.annotate(count=Count("id")).values_list("whose", "count"))


def usual_by(role: Role) -> By:
    """Return what is told first: the step below the reader's own place."""
    if role in {Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY}:
        return By.ESTATE
    return By.COMMUNITY if role is Role.STREET_CLERK else By.STREET


def _owed(asked: OverviewFilter, actor: Actor) -> QuerySet[Disclosure]:
    if not may(actor, Act.SEE_OVERDUE).allowed:
        return Disclosure.objects.none()
    rows = Disclosure.objects.filter(records.seen_by(actor), due_on__gte=asked.since, due_on__lt=asked.on)
    return _narrowed(rows, asked)


def _narrowed(rows: QuerySet[M], asked: OverviewFilter) -> QuerySet[M]:
    """Keep what lies in the places and is of the names that are asked for."""
    if asked.within:
        wanted = Q()
        for one in asked.within:
            wanted |= Q(estate__scope__gte=one.lower, estate__scope__lt=one.upper)
        rows = rows.filter(wanted)
    if asked.text:
        rows = rows.filter(
            Q(estate__name__contains=asked.text) | Q(estate__community__name__contains=asked.text)
        )
    return rows


def _whose(by: By) -> Any:
    if by is By.ESTATE:
        return F("estate_id")
    if by is By.COMMUNITY:
        return F("estate__community_id")
    part = Func(F("estate__scope"), Value("."), Value(_STREET_PART), function="split_part")
    return Cast(part, BigIntegerField())


def _names(by: By, numbers: list[int], actor: Actor) -> dict[int, str]:
    if by is not By.ESTATE:
        return {number: places.short_name(name) for number, name in places.names_of(numbers).items()}
    return {number: row.name for number, row in places.estates_by_id(numbers, actor=actor).items()}


def on_calendar(*, actor: Actor) -> int:
    """Return how many estates of the actor's places are on the calendar."""
    if not may(actor, Act.SEE_OVERDUE).allowed:
        return 0
    return CalendarEntry.objects.filter(records.seen_by(actor)).count()
