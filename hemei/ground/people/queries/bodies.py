"""Readers of bodies and appointments. Bodies are public institutions, so most readers ask for no actor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from hemei.ground.people.models import Appointment, Body
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.services.opening import opened
from hemei.ground.places.queries import found_by_name, name_wanted
from hemei.kernel.actor import Actor, PlaceRange, Role


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body as it stands in the register."""

    id: int
    kind: BodyKind
    department: str
    level: Level
    name: str
    short_name: str
    place_id: int
    scope: str
    valid_from: date
    valid_until: date | None
    successor_id: int | None

    def runs_on(self, day: date) -> bool:
        """Whether the body exists on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


_ABOVE = f"""
select {", ".join(BodyRow.__slots__)} from people_body
where kind = any(%(kinds)s) and scope = any(%(paths)s)
  and valid_from <= %(day)s and (valid_until is null or valid_until > %(day)s)
order by length(scope) desc, id
"""


_STAFFED = f"""
select {", ".join(BodyRow.__slots__)}, people_line(id), array(
    select a.person_id from people_appointment a where a.body_id = b.id and a.role = any(%(roles)s)
      and a.valid_from <= %(day)s and (a.valid_until is null or a.valid_until > %(day)s))
from people_body b
where kind = any(%(kinds)s) and scope = any(%(paths)s)
    and valid_from <= %(day)s and (valid_until is null or valid_until > %(day)s)
  or id = any(%(others)s::bigint[])
order by length(scope) desc, id
"""


@dataclass(frozen=True, slots=True)
class StaffedBody:
    """A body with its line, all that are one with it by succession, and its staff: who holds an office in it."""

    row: BodyRow
    line: frozenset[int]
    staff: frozenset[int]


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment with the names a list shows."""

    id: int
    person_id: int
    body_id: int
    body_name: str
    role: str
    place_id: int
    scope: str
    valid_from: date
    valid_until: date | None


def body(body_id: int) -> BodyRow | None:
    """Return a body, dissolved or not."""
    return next(iter(body_rows(Body.objects.filter(pk=body_id))), None)


def bodies_by_id(body_ids: Iterable[int]) -> dict[int, BodyRow]:
    """Return bodies by id in one statement."""
    return {row.id: row for row in body_rows(Body.objects.filter(pk__in=set(body_ids)))}


def body_names(body_ids: Iterable[int]) -> dict[int, str]:
    """Return short names by id in one statement; for lists."""
    wanted = list(set(body_ids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select id, short_name from people_body where id = any(%s::bigint[])", [wanted])
        return dict(cursor.fetchall())


def one_with(body_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return, by id, all bodies that are one with each by succession, itself included; one statement."""
    wanted = sorted(set(body_ids))
    with connection.cursor() as cursor:
        cursor.execute("select id, people_line(id) from unnest(%s::bigint[]) as wanted(id)", [wanted])
        return {number: frozenset(line) for number, line in cursor.fetchall()}


def department_for(code: str, place_path: str, on: date) -> int | None:
    """Return the body of a department code that is responsible for a place: the nearest above it.

    That is the county's department, else the city's; for ST and CO the place's own street and community.
    """
    return _nearest(Body.objects.filter(department=code), place_path, on)


def departments_for(codes: Iterable[str], place_path: str, on: date) -> dict[str, int]:
    """Return the responsible body of several department codes in one statement."""
    rows = _above(Body.objects.filter(department__in=set(codes)), place_path, on)
    found: dict[str, int] = {}
    for body_id, code, _ in sorted(
        rows.values_list("id", "department", "scope"), key=lambda row: (-len(row[2]), row[0])
    ):
        found.setdefault(code, body_id)
    return found


def community_body_for(scope: str, on: date) -> int | None:
    """Return the residents' committee of the community a place lies in."""
    return _nearest(Body.objects.filter(kind=BodyKind.COMMUNITY), scope, on)


def street_body_for(scope: str, on: date) -> int | None:
    """Return the body of the street, town or community centre a place lies in."""
    return _nearest(Body.objects.filter(kind=BodyKind.STREET), scope, on)


def committees_at(place_ids: Iterable[int], on: date) -> dict[int, int]:
    """Return the residents' committee of each of these communities, by place, in one statement."""
    rows = Body.objects.filter(running(on), kind=BodyKind.COMMUNITY, place_id__in=set(place_ids))
    return dict(rows.order_by("-id").values_list("place_id", "id"))


def committee_body_of(estate_id: int, on: date) -> int | None:
    """Return the owners' committee of an estate, or the management committee that stands in for it."""
    kinds = (BodyKind.OWNERS_COMMITTEE, BodyKind.MANAGEMENT_COMMITTEE)
    rows = Body.objects.filter(running(on), kind__in=kinds, estate_id=estate_id)
    return rows.order_by("-valid_from", "-id").values_list("id", flat=True).first()


def estate_of_body(body_id: int) -> int | None:
    """Return the estate whose committee, or committee that stands in, a body is."""
    return Body.objects.filter(pk=body_id).values_list("estate_id", flat=True).first()


def county_body_for(scope: str, on: date) -> int | None:
    """Return the county's government (or zone's committee) a place lies in: the coordinator of its departments."""
    return _nearest(Body.objects.filter(kind=BodyKind.COUNTY_GOVERNMENT), scope, on)


def bodies_above(place_path: str, on: date, kinds: Iterable[BodyKind]) -> list[BodyRow]:
    """Return the running bodies of these kinds whose place holds this one, the nearest first; one statement."""
    return bodies_above_any([place_path], on, kinds)


def bodies_above_any(place_paths: Iterable[str], on: date, kinds: Iterable[BodyKind]) -> list[BodyRow]:
    """Return the running bodies of these kinds whose place holds any of these, the nearest first; one statement."""
    paths = sorted({path for one in place_paths for path in _paths(one)})
    values: dict[str, Any] = {"kinds": [kind.value for kind in kinds], "paths": paths, "day": on}
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, values)
        return [_row(row) for row in cursor.fetchall()]


def staffed_bodies(
    place_path: str, on: date, kinds: Iterable[BodyKind], *, roles: Iterable[Role], others: Iterable[int] = ()
) -> list[StaffedBody]:
    """Return the bodies above a place as `bodies_above` does, and `others` by id; the nearest first, one statement.

    The staff are those in office in one of `roles`.
    """
    values: dict[str, Any] = {
        "kinds": [kind.value for kind in kinds],
        "paths": _paths(place_path),
        "day": on,
        "roles": [role.value for role in roles],
        "others": sorted(set(others)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_STAFFED, values)
        return [
            StaffedBody(_row(row), frozenset(line), frozenset(staff))
            for *row, line, staff in cursor.fetchall()
        ]


def bodies_of_kind(kind: BodyKind, on: date, *, within: str = "") -> list[BodyRow]:
    """Return the bodies of a kind that run on a day, within a place, by name."""
    rows = Body.objects.filter(running(on), kind=kind)
    if within:
        rows = rows.filter(scope__gte=within, scope__lt=within[:-1] + "/")
    return body_rows(rows.order_by("name", "id"))


def bodies_within(
    text: str, *, places: Iterable[PlaceRange], on: date, limit: int, without: Iterable[BodyKind] = ()
) -> list[BodyRow]:
    """Return running bodies within some places whose name holds a text, the highest first, then by name."""
    within = Q(pk__in=[])
    for place in places:
        within |= Q(scope__gte=place.lower, scope__lt=place.upper)
    rows = Body.objects.filter(within, running(on)).exclude(kind__in=list(without))
    if text:
        rows = rows.filter(name__contains=text.replace("\x00", ""))
    return body_rows(rows.order_by(Length("scope"), "name", "id")[:limit])


def department_bodies(place_path: str, on: date) -> list[BodyRow]:
    """Return the departments that may be whistled for a place: the county's and the city's, by code."""
    rows = _above(Body.objects.exclude(department=""), place_path, on)
    return body_rows(rows.order_by("department", "-scope", "id"))


def found_bodies(text: str, *, on: date, limit: int = 10) -> list[BodyRow]:
    """Return bodies that run on a day by a part of the name, pinyin or initials; best first.

    Companies are left out: they stand in a register of their own.
    """
    wanted = name_wanted(text)
    if not wanted:
        return []
    return body_rows(
        found_by_name(Body.objects.filter(running(on)).exclude(kind=BodyKind.COMPANY), wanted)[:limit]
    )


def appointments_on(
    day: date, *, body_id: int | None = None, person_id: int | None = None
) -> list[AppointmentRow]:
    """Return the appointments that run on a day, of a body or of a person."""
    rows = Appointment.objects.filter(running(day))
    if body_id is not None:
        rows = rows.filter(body_id=body_id)
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    return appointment_rows(rows.order_by("body_id", "id"))


def appointments_of(body_ids: Iterable[int], day: date) -> list[AppointmentRow]:
    """Return the appointments that run on a day in any of these bodies; one statement."""
    return appointment_rows(
        Appointment.objects.filter(running(day), body_id__in=set(body_ids)).order_by("id")
    )


@contextmanager
def own_body_open(actor: Actor) -> Iterator[None]:
    """Let somebody see who works in his own body where his office is narrower, as a grid worker's is."""
    own = body(actor.body_id) if actor.body_id is not None else None
    with opened(actor, own.scope) if own is not None else nullcontext():
        yield


_APPOINTMENT = (
    "id", "person_id", "body_id", "body__name", "role", "place_id", "scope", "valid_from", "valid_until"
)  # fmt: skip


def appointment_rows(rows: QuerySet[Appointment]) -> list[AppointmentRow]:
    """Return appointments as plain rows; for the readers of people only."""
    return [AppointmentRow(*row) for row in rows.values_list(*_APPOINTMENT)]


def running(day: date) -> Q:
    """Return the condition that a period runs on a day; for the readers of people only."""
    return Q(valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gt=day))


def _paths(place_path: str) -> list[str]:
    """Return a path and those above it."""
    parts = place_path.split(".")[:-1]
    return [".".join(parts[: count + 1]) + "." for count in range(len(parts))]


def _above(rows: QuerySet[Body], place_path: str, on: date) -> QuerySet[Body]:
    return rows.filter(running(on), scope__in=_paths(place_path))


def _nearest(rows: QuerySet[Body], place_path: str, on: date) -> int | None:
    found = _above(rows, place_path, on).values_list("id", "scope")
    return min(found, key=lambda row: (-len(row[1]), row[0]), default=(None, ""))[0]


def body_rows(rows: QuerySet[Body]) -> list[BodyRow]:
    """Return bodies as plain rows; for the readers of people only."""
    return [_row(row) for row in rows.values_list(*BodyRow.__slots__)]


def _row(row: Sequence[Any]) -> BodyRow:
    return BodyRow(row[0], BodyKind(row[1]), row[2], Level(row[3]), *row[4:])
