"""Joint visits: of one case, and those a body takes part in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from hemei.coordination.cases.models import Visit, VisitPart
from hemei.coordination.cases.queries.lists import EXPORT_CHUNK
from hemei.coordination.cases.rules.visits import GOES_ON, Finding, late_by
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.paging import page_by_page


@dataclass(frozen=True, slots=True)
class PartRow:
    """A body's part in a visit."""

    body_id: int
    body: str
    came: bool
    late: timedelta | None
    ended: bool
    finding: Finding | None
    text: str
    duty_id: int | None


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A joint visit with its participants; `held` is None while it is open."""

    id: int
    case: str
    place: str
    number: int
    body_id: int
    body: str
    meets_at: datetime
    spot: str
    held: bool | None
    parts: tuple[PartRow, ...]


def visits_of(*, stream: str) -> list[VisitRow]:
    """Return the joint visits of a case the caller was shown, newest first."""
    return _faces(Visit.objects.select_related("case").filter(stream=stream).order_by("-id"))


def ordered_at_visits(stream: str, body_id: int | None) -> bool:
    """Whether a body ordered something put right, or opened an investigation, at a visit of this case."""
    going = [one.value for one in GOES_ON]
    return VisitPart.objects.filter(stream=stream, body_id=body_id or 0, finding__in=going).exists()


def visit_list(*, actor: Actor, state: str = "", after: int | None = None, limit: int = 50) -> list[VisitRow]:
    """Return the visits the actor's body set or takes part in, newest first."""
    if actor.body_id is None:
        return []
    found = _mine(actor.body_id).filter(**_STATES.get(state, {})).select_related("case").order_by("-id")
    return _faces(found.filter(pk__lt=after)[:limit] if after is not None else found[:limit])


def every_visit(*, actor: Actor, state: str = "") -> Iterator[VisitRow]:
    """Yield all of them for an export."""
    yield from page_by_page(visit_list, size=EXPORT_CHUNK, actor=actor, state=state)


def visit_counts(*, actor: Actor) -> dict[str, int]:
    """Return how many visits of the actor's body are open, held, cancelled; one statement."""
    if actor.body_id is None:
        return dict.fromkeys(_STATES, 0)
    found = dict(_mine(actor.body_id).values_list("held").annotate(count=Count("pk")).order_by())
    return {state: found.get(only["held"], 0) for state, only in _STATES.items()}


def _mine(body_id: int) -> QuerySet[Visit]:
    mine = VisitPart.objects.filter(body_id=body_id).values("visit_id")
    return Visit.objects.filter(Q(pk__in=mine) | Q(body_id=body_id))


_STATES: dict[str, dict[str, bool | None]] = {
    "open": {"held": None}, "held": {"held": True}, "cancelled": {"held": False},
}  # fmt: skip


def _faces(found: Iterable[Visit]) -> list[VisitRow]:
    visits = list(found)
    if not visits:
        return []
    parts = list(VisitPart.objects.filter(visit__in=visits).order_by("id"))
    names = people.body_names({row.body_id for row in visits} | {part.body_id for part in parts})
    texts = records.open_sealed(
        [*(row.spot_id for row in visits), *(row.text_id for row in parts if row.text_id)]
    )
    return [
        VisitRow(
            id=visit.pk,
            case=visit.case.number,
            place=visit.case.estate_name,
            number=visit.number,
            body_id=visit.body_id,
            body=names.get(visit.body_id, ""),
            meets_at=visit.meets_at,
            spot=texts.get(visit.spot_id) or "",
            held=visit.held,
            parts=tuple(
                PartRow(
                    body_id=part.body_id,
                    body=names.get(part.body_id, ""),
                    came=part.came_at is not None,
                    late=late_by(part.came_at, visit.meets_at),
                    ended=part.ended_at is not None,
                    finding=Finding(part.finding) if part.finding else None,
                    text=texts.get(part.text_id or 0) or "",
                    duty_id=part.duty_id,
                )
                for part in parts
                if part.visit_id == visit.pk
            ),
        )
        for visit in visits
    ]
