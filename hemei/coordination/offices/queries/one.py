"""One street or community through time: every fact recorded of it, voided ones included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hemei.coordination.offices.models import Assessment, Office, PartTimer, Posts
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """A property office during a period."""

    id: int
    unit: str
    name: str
    dedicated: bool
    valid_from: date
    valid_until: date | None
    voided_at: datetime | None


@dataclass(frozen=True, slots=True)
class PostsRow:
    """Posts moved down during a period."""

    id: int
    count: int
    from_level: str
    valid_from: date
    valid_until: date | None
    voided_at: datetime | None


@dataclass(frozen=True, slots=True)
class PartTimerRow:
    """Somebody who does property work beside his own; `in_office` says that he still is of the committee."""

    id: int
    person_id: int
    name: str
    in_office: bool
    valid_from: date
    valid_until: date | None
    voided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody in office in a committee, who can take on its property work."""

    person_id: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact as the page that ends or voids it shows it."""

    id: int
    place_id: int
    label: str
    valid_from: date | None
    valid_until: date | None
    voided_at: datetime | None


_PERIOD = ("valid_from", "valid_until", "voided_at")


def runs_on(row: OfficeRow | PostsRow | PartTimerRow, day: date) -> bool:
    """Whether a fact holds on a day: not voided, begun, and not ended."""
    ended = row.valid_until is not None and row.valid_until <= day
    return row.voided_at is None and row.valid_from <= day and not ended


def home(place_id: int, level: places.Level, *, actor: Actor, on: date) -> places.PlaceRow | None:
    """Return a place of a level the actor is in charge of; not there, not then and not his look alike."""
    try:
        found = places.place_on(place_id, on)
    except places.NoSuchPlace:
        return None
    return found if found.level is level and actor.covers(found.path) else None


def offices_of(place_id: int) -> list[OfficeRow]:
    """Return the property offices of a street, the latest first; row-level security narrows them."""
    rows = Office.objects.filter(place_id=place_id).order_by("-valid_from", "-id")
    return [OfficeRow(*row) for row in rows.values_list("id", "unit", "name", "dedicated", *_PERIOD)]


def posts_of(place_id: int) -> list[PostsRow]:
    """Return the posts moved down to a street, the latest first."""
    rows = Posts.objects.filter(place_id=place_id).order_by("-valid_from", "-id")
    return [PostsRow(*row) for row in rows.values_list("id", "count", "from_level", *_PERIOD)]


def part_timers_of(place_id: int, *, on: date, now: datetime) -> list[PartTimerRow]:
    """Return the part-time staff of a community, the latest first, with who is still in office on the day."""
    found = list(PartTimer.objects.filter(place_id=place_id).order_by("-valid_from", "-id"))
    names = people.persons((row.person_id for row in found), now=now)
    inside = {row.person_id for row in _posts_in(place_id, on)}
    return [
        PartTimerRow(
            row.pk, row.person_id, names[row.person_id].name if row.person_id in names else "",
            row.person_id in inside, row.valid_from, row.valid_until, row.voided_at,
        )
        for row in found
    ]  # fmt: skip


def part_timers(*, actor: Actor, on: date) -> list[int]:
    """Return the ids of the actor's part-time staff on a day."""
    rows = PartTimer.objects.filter(voided_at=None, valid_from__lte=on).order_by("id")
    found = rows.values_list("id", "scope", "valid_until")
    return [key for key, scope, until in found if actor.covers(scope) and (until is None or until > on)]


def colleagues(place_id: int, *, on: date, now: datetime) -> list[Colleague]:
    """Return who is in office in a community's committee on a day: whom its property work can be given to."""
    found = _posts_in(place_id, on)
    names = people.persons((row.person_id for row in found), now=now)
    return [
        Colleague(row.person_id, names[row.person_id].name, row.role)
        for row in found
        if row.person_id in names
    ]


def _posts_in(place_id: int, on: date) -> list[people.AppointmentRow]:
    body = people.committees_at([place_id], on).get(place_id)
    return people.appointments_on(on, body_id=body) if body else []


def fact(kind: str, fact_id: int, *, actor: Actor) -> FactRow | None:
    """Return a fact of a kind the actor is in charge of."""
    model = {"office": Office, "posts": Posts, "part_timer": PartTimer, "assessment": Assessment}.get(kind)
    row = model.objects.filter(pk=fact_id).first() if model else None  # type: ignore[attr-defined]
    if row is None or not actor.covers(row.scope):
        return None
    period = (getattr(row, "valid_from", None), getattr(row, "valid_until", None))
    label = {"office": "name", "posts": "count", "assessment": "year"}.get(kind, "person_id")
    return FactRow(row.pk, row.place_id, str(getattr(row, label)), *period, row.voided_at)
