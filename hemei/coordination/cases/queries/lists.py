"""Lists of cases: filtered, in pages by key, never counted whole, never wider than the actor's scope."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from hemei.coordination.cases.models import Case, Task
from hemei.coordination.cases.rules.words import State
from hemei.coordination.cases.viewing import is_number
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor

EXPORT_CHUNK = 2_000
LEAST_DIGITS = 6  # the day of a report; with fewer a list is the better answer


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What a list is narrowed to; empty means all. `overdue_at` keeps what was due before it.

    `refused` keeps the cases to which a whistled department refused to come.
    """

    states: tuple[str, ...] = ()
    kind: str = ""
    service_class: str = ""
    within: str = ""
    body_id: int | None = None
    overdue_at: datetime | None = None
    refused: bool = False
    open_only: bool = False


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a list."""

    id: int
    number: str
    state: str
    kind: str
    service_class: str
    channel: str
    estate_name: str
    home_body_id: int
    accountable_body_id: int
    reported_at: datetime
    next_due_at: datetime | None
    outcome: str | None
    ended: str | None


def case_list(
    *, actor: Actor, filters: CaseFilters | None = None, after: int | None = None, limit: int = 50
) -> list[ListRow]:
    """Return the newest cases the actor may see; `after` is the id of the last row of the page before."""
    records.plan_by_values()
    return _page(_filtered(_scoped(actor), filters or CaseFilters()), after, limit)


def found_cases(number: str, *, actor: Actor, limit: int = 10) -> list[ListRow]:
    """Return the actor's cases whose number begins so, newest first; fewer than six digits find none."""
    if not is_number(number) or len(number) < LEAST_DIGITS:
        return []
    # A range, not LIKE: behind row-level security only comparisons reach an index; ":" follows the digits.
    begins = _scoped(actor).filter(number__gte=number, number__lt=f"{number}:")
    records.plan_by_values()
    return _page(begins, None, limit)


def case_rows(*, actor: Actor, filters: CaseFilters | None = None) -> Iterator[ListRow]:
    """Yield all cases of a list for an export, page by page at constant memory, newest first."""
    records.plan_by_values()
    found = _filtered(_scoped(actor), filters or CaseFilters())
    after: int | None = None
    while True:
        page = _page(found, after, EXPORT_CHUNK)
        yield from page
        if len(page) < EXPORT_CHUNK:
            return
        after = page[-1].id


def _page(found: QuerySet[Case], after: int | None, limit: int) -> list[ListRow]:
    if after is not None:
        found = found.filter(pk__lt=after)
    return [ListRow(*row) for row in found.order_by("-id").values_list(*ListRow.__slots__)[:limit]]


def _scoped(actor: Actor) -> QuerySet[Case]:
    """Return the cases within the actor's places, else those his body was called to or he reported.

    Never both in one condition: an `or` of the two keeps the database from its indexes.
    """
    if actor.places:
        places = Q(pk__in=[])
        for place in actor.places:
            places |= Q(scope__gte=place.lower, scope__lt=place.upper)
        return Case.objects.filter(places)
    mine = RawSQL(
        "select stream from records_access where body_id = %s or person_id = %s",
        [actor.body_id, actor.person_id],
    )
    return Case.objects.filter(stream__in=mine)


def _filtered(found: QuerySet[Case], filters: CaseFilters) -> QuerySet[Case]:
    same = {"state__in": filters.states, "kind": filters.kind, "service_class": filters.service_class}
    found = found.filter(**{column: wanted for column, wanted in same.items() if wanted})
    if filters.within:
        found = found.filter(scope__gte=filters.within, scope__lt=filters.within[:-1] + "/")
    if filters.body_id is not None:
        found = found.filter(Q(home_body_id=filters.body_id) | Q(accountable_body_id=filters.body_id))
    if filters.refused:
        found = found.filter(pk__in=Task.objects.filter(refused_at__isnull=False).values("case_id"))
    if filters.open_only or filters.overdue_at is not None:
        found = found.exclude(state=State.ENDED)
    if filters.overdue_at is not None:
        found = found.filter(next_due_at__lt=filters.overdue_at)
    return found
