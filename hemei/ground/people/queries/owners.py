"""Who owns what: names masked, and the past where a day is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from hemei.ground.people.models import Ownership
from hemei.ground.people.queries.held import own_persons
from hemei.ground.people.queries.masking import masked
from hemei.ground.people.services.opening import opened
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """An owner of a unit during a period; the vault ids open name and phone to who gives a reason."""

    unit_id: int
    person_id: int
    name: str
    share: tuple[int, int] | None
    valid_from: date
    valid_until: date | None
    name_id: int | None
    phone_id: int | None


def owners_of(
    unit_ids: Iterable[int], *, actor: Actor, now: datetime, on: date | None = None
) -> dict[int, list[OwnerRow]]:
    """Return the owners of some units by unit, those of a day or, without one, of all time; two statements."""
    rows = Ownership.objects.filter(record.seen_by(actor), unit_id__in=set(unit_ids))
    if on is not None:
        rows = rows.filter(owning(on))
    fields = (
        "unit_id", "person_id", "share_of", "share_in", "valid_from", "valid_until", "person__name_id",
        "person__phone_id",
    )  # fmt: skip
    lines = list(rows.order_by("unit_id", "-valid_from", "id").values_list(*fields))
    names = record.open_sealed(line[6] for line in lines if line[6])
    found: dict[int, list[OwnerRow]] = {}
    for unit, person, of, whole, since, until, name_id, phone_id in lines:
        shown = masked("name", names.get(name_id) or "", now)
        share = (of, whole) if of is not None else None
        found.setdefault(unit, []).append(
            OwnerRow(unit, person, shown, share, since, until, name_id, phone_id)
        )
    return found


def owner_ids_in(
    estate_id: int,
    *,
    actor: Actor,
    on: date,
    unit_id: int | None = None,
    persons: Iterable[int] | None = None,
) -> dict[int, list[int]]:
    """Return who owned each unit of an estate, or one of them, on a day, as ids of persons; or of some persons only.

    A unit without an owner is not there. Who sees the unit need not see the person, whose home may be elsewhere.
    """
    rows = Ownership.objects.filter(record.seen_by(actor), owning(on), unit__estate_id=estate_id)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    if persons is not None:
        rows = rows.filter(person_id__in=set(persons))
    found: dict[int, list[int]] = {}
    for unit, person in rows.order_by("unit_id", "person_id").values_list("unit_id", "person_id").distinct():
        found.setdefault(unit, []).append(person)
    return found


def sales_in(
    estate_id: int, *, since: date, until: date, unit_id: int | None = None
) -> list[tuple[int, date]]:
    """Return the units of an estate, or one, that changed hands, and when: both days included, the earliest first.

    Somebody's time ended on the day another's began. The caller has opened the place.
    """
    before = Ownership.objects.filter(unit=OuterRef("unit"), valid_until=OuterRef("valid_from"))
    rows = Ownership.objects.filter(
        Exists(before.exclude(person=OuterRef("person"))), unit__estate_id=estate_id, valid_from__gte=since,
        valid_from__lte=until,
    )  # fmt: skip
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    return list(rows.order_by("valid_from", "unit_id").values_list("unit_id", "valid_from").distinct())


@dataclass(frozen=True, slots=True)
class SoldOut:
    """A running seat whose holder owns nothing in the estate any more: his last unit there, and when he sold it.

    By whatever record he owned it. That may have been before the seat began, on `since`.
    """

    seat_id: int
    term_id: int
    person_id: int
    since: date
    unit_id: int
    sold_on: date


_SOLD_OUT = """
select distinct on (s.id) s.id, t.id, s.person_id, s.valid_from, u.id, o.valid_until
from people_seat s
join people_term t on t.id = s.term_id
join people_body b on b.id = t.body_id and b.kind = 'owners_committee'
cross join lateral (select people_same_as(s.person_id) as records) human
join people_ownership o on o.person_id = any(human.records)
join places_propertyunit u on u.id = o.unit_id and u.estate_id = b.estate_id
where s.valid_from <= %(day)s and (s.valid_until is null or s.valid_until > %(day)s)
  and t.valid_from <= %(day)s and (t.valid_until is null or t.valid_until > %(day)s)
  and (t.ended_on is null or t.ended_on > %(day)s)
  and o.valid_until <= %(day)s
  and not exists (
    select 1 from people_ownership c join places_propertyunit v on v.id = c.unit_id
    where c.person_id = any(human.records) and v.estate_id = b.estate_id
      and c.valid_from <= %(day)s and (c.valid_until is null or c.valid_until > %(day)s))
order by s.id, o.valid_until desc, u.id
"""


def sold_out(on: date) -> list[SoldOut]:
    """Return the seats held on a day by who sold his last unit of the estate by then; one statement.

    The caller has opened the places he looks at.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SOLD_OUT, {"day": on})
        return [SoldOut(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class OwnUnit:
    """A unit that somebody owns himself, as the person the register names."""

    unit_id: int
    estate_id: int
    person_id: int
    scope: str


def own_units(*, actor: Actor, on: date) -> list[OwnUnit]:
    """Return the units the actor himself owns on a day, by what he proved to be; for whoever signs in as a resident.

    His own ownerships he sees; the units lie in places that are not his, so the estate comes with the ownership.
    """
    rows = Ownership.objects.filter(owning(on), person_id__in=own_persons(actor))
    found = rows.order_by("id").values_list("unit_id", "person_id", "scope")
    estates: dict[int, int] = {}
    for scope in {scope for _unit, _person, scope in found}:
        with opened(actor, scope):
            of_place = rows.filter(scope=scope).values_list("unit_id", "unit__estate_id")
            estates |= dict(of_place)
    return [OwnUnit(unit, estates[unit], person, scope) for unit, person, scope in found if estates.get(unit)]


def owning(on: date) -> Q:
    """Return what picks the periods of ownership that run on a day."""
    return (Q(valid_until=None) | Q(valid_until__gt=on)) & Q(valid_from__lte=on)


def ownerships(*, actor: Actor, after: int = 0, limit: int = 50) -> list[int]:
    """Return ids of the periods of ownership the actor may see, those after an id."""
    rows = Ownership.objects.filter(record.seen_by(actor), pk__gt=after)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


# Persons who own nothing any more, hold no office and sign in with no account, and of whom something is sealed.
_FORMER = """
select o.person_id, max(o.valid_until)
from people_ownership o
where o.valid_until is not null
  and not exists (select 1 from people_ownership c where c.person_id = o.person_id and c.valid_until is null)
  and not exists (select 1 from people_account a where a.person_id = o.person_id and a.is_active)
  and not exists (
    select 1 from people_appointment a where a.person_id = o.person_id and a.valid_until is null)
  and exists (
    select 1 from records_sealed s
    where s.person_id = o.person_id and s.erased_at is null and s.field in ('name', 'phone', 'identity'))
group by o.person_id
having (max(o.valid_until), o.person_id) > (%s, %s)
order by 2, 1 limit %s
"""


def former_owners(*, after: tuple[date, int] = (date.min, 0), limit: int) -> list[tuple[int, date]]:
    """Return who owned and owns no more, with the day the last ownership ended, what ended first, first."""
    with connection.cursor() as cursor:
        cursor.execute(_FORMER, [*after, limit])
        return [(person, ended) for person, ended in cursor.fetchall()]
