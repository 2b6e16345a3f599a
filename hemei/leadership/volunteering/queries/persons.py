"""Who has registered and what he did: for his community and for himself, nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, Sum

from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.leadership.volunteering.models import Hours, Volunteer
from hemei.leadership.volunteering.rules.acts import Act, may
from hemei.leadership.volunteering.rules.words import HoursState, VolunteerKind


@dataclass(frozen=True, slots=True)
class VolunteerRow:
    """A registration as its community sees it: the name masked, minutes of the year that were confirmed."""

    id: int
    community_id: int
    community: str
    kind: VolunteerKind
    name: str
    name_id: int | None
    phone_id: int | None
    unit: str
    since: date
    until: date | None
    minutes: int
    waiting: int


@dataclass(frozen=True, slots=True)
class HoursRow:
    """A record of service; `what` is the item's title or what was written."""

    id: int
    volunteer_id: int
    name: str
    day: date
    minutes: int
    what: str
    state: HoursState


_FIELDS = (
    "id", "community_id", "community__name", "kind", "name_id", "phone_id", "unit_id", "organisation__body__name",
    "valid_from", "valid_until", "minutes", "waiting",
)  # fmt: skip


def volunteers(
    *,
    actor: Actor,
    now: datetime,
    community_id: int,
    year: int,
    after: int | None = None,
    limit: int = 50,
) -> list[VolunteerRow]:
    """Return who has registered with the actor's own community, the latest first."""
    if not may(actor.role, Act.SEE_PERSONS).allowed:
        return []
    rows = Volunteer.objects.filter(records.seen_by(actor), community_id=community_id)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return _rows(rows, now, year, limit, masked=True)


def own_registrations(*, actor: Actor, now: datetime, year: int) -> list[VolunteerRow]:
    """Return the actor's own registrations, his name in full."""
    if actor.person_id is None:
        return []
    return _rows(Volunteer.objects.filter(person_id=actor.person_id), now, year, 20, masked=False)


def _rows(rows: object, now: datetime, year: int, limit: int, *, masked: bool) -> list[VolunteerRow]:
    of_year = Q(hours__day__gte=date(year, 1, 1), hours__day__lt=date(year + 1, 1, 1))
    found = list(
        rows.annotate(  # type: ignore[attr-defined]
            minutes=Sum("hours__minutes", filter=of_year & Q(hours__state=HoursState.CONFIRMED.value)),
            waiting=Count("hours", filter=Q(hours__state=HoursState.TOLD.value)),
        )
        .order_by("-id")
        .values_list(*_FIELDS)[:limit]
    )
    texts = records.open_sealed(number for row in found for number in (row[4], row[6]) if number)
    return [
        VolunteerRow(
            row[0], row[1], row[2], VolunteerKind(row[3]),
            people.masked("name", texts.get(row[4]) or "", now) if masked else texts.get(row[4]) or "",
            row[4], row[5], row[7] or texts.get(row[6]) or "", row[8], row[9], row[10] or 0, row[11],
        )
        for row in found
    ]  # fmt: skip


def hours_of(
    *,
    actor: Actor,
    now: datetime,
    community_id: int | None = None,
    waiting: bool = False,
    year: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[HoursRow]:
    """Return records of service, the latest first: of the actor's community, or his own where none is named."""
    rows = Hours.objects.filter(records.seen_by(actor))
    if community_id is None:
        rows = rows.filter(volunteer__person_id=actor.person_id or 0)
    elif may(actor.role, Act.SEE_PERSONS).allowed:
        rows = rows.filter(volunteer__community_id=community_id)
    else:
        return []
    if waiting:
        rows = rows.filter(state=HoursState.TOLD.value)
    if year is not None:
        rows = rows.filter(day__gte=date(year, 1, 1), day__lt=date(year + 1, 1, 1))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    fields = ("id", "volunteer_id", "volunteer__name_id", "day", "minutes", "item__title", "what_id", "state")
    found = list(rows.order_by("-id").values_list(*fields)[:limit])
    texts = records.open_sealed(number for row in found for number in (row[2], row[6]) if number)
    return [
        HoursRow(
            number, volunteer, people.masked("name", texts.get(name) or "", now), day, minutes,
            " · ".join(part for part in (title, texts.get(what)) if part), HoursState(state),
        )
        for number, volunteer, name, day, minutes, title, what, state in found
    ]  # fmt: skip
