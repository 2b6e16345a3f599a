"""Readers of persons, masked unless they hold public office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from axes.models import AccessAttempt
from django.conf import settings
from django.db import connection

from hemei.ground.people.models import Account, Person, SecondFactor, Session
from hemei.ground.people.queries.masking import masked
from hemei.ground.people.rules.credentials import normal_phone
from hemei.ground.people.rules.platform import Act, may
from hemei.ground.people.services.persons import PHONE
from hemei.ground.people.services.sessions import session_mark
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as a list shows them: the name masked, unless it is public office."""

    id: int
    name: str
    masked: bool
    name_id: int | None
    phone_id: int | None


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person whom an exact search found: masked, with what he owns within sight of who searched.

    `vault` holds where each field lies, for who gives a reason to see it in full.
    """

    id: int
    scope: str
    shown: Mapping[str, str]
    vault: Mapping[str, int]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as its account sees it; `mark` names it without opening it."""

    mark: str
    account_id: int
    username: str
    begun_at: datetime | None
    seen_at: datetime | None
    agent: str


@dataclass(frozen=True, slots=True)
class LockRow:
    """A username that failed too often from one address."""

    username: str
    at: datetime
    failures: int


def persons(person_ids: Iterable[int], *, now: datetime) -> dict[int, PersonRow]:
    """Return the visible ones of some persons by id; two statements. Unseen persons are absent."""
    rows = list(Person.objects.filter(pk__in=set(person_ids)))
    names = record.open_sealed(row.name_id for row in rows if row.name_id and not row.public_office_name)
    return {row.pk: _row(row, names.get(row.name_id or 0), now) for row in rows}


FIELDS = ("name", PHONE, "identity")
_FOUND_BY = """
select distinct s.person_id from records_sealed s
where s.field = %(field)s and s.blind_index = any(%(indexes)s) and s.erased_at is null
  and s.stream = 'people.person:' || s.person_id
order by s.person_id limit %(limit)s
"""
# What a person owns today; who sees the person does not see a unit that lies elsewhere.
_OWNED = """
select o.person_id, e.name || ' ' || b.name || coalesce(' ' || d.name, '') || ' ' || u.room
from people_ownership o join places_propertyunit u on u.id = o.unit_id
join places_estate e on e.id = u.estate_id join places_building b on b.id = u.building_id
left join places_entrance d on d.id = u.entrance_id
where o.person_id = any(%(persons)s) and o.valid_from <= %(day)s
  and (o.valid_until is null or o.valid_until > %(day)s)
order by o.person_id, o.id limit 100
"""


def found_persons(
    *, now: datetime, limit: int, field: str = "", text: str = "", person_id: int | None = None
) -> list[FoundPerson]:
    """Return the visible persons of exactly this name or number, or one of them by id; four statements.

    For the services that record who searched: a page never comes here by itself.
    """
    ids = [person_id] if person_id is not None else _ids_of(field, text, limit)
    rows = list(Person.objects.filter(pk__in=ids).order_by("id")) if ids else []
    vault = {
        row.pk: dict(zip(FIELDS, (row.name_id, row.phone_id, row.identity_id), strict=True)) for row in rows
    }
    texts = record.open_sealed(number for found in vault.values() for number in found.values() if number)
    units = _owned([row.pk for row in rows], now)
    return [
        FoundPerson(
            row.pk,
            row.scope,
            {
                field: row.public_office_name
                if field == "name" and row.public_office_name
                else masked(field, texts.get(number or 0) or "", now)
                for field, number in vault[row.pk].items()
            },
            {field: number for field, number in vault[row.pk].items() if number and texts.get(number)},
            tuple(units.get(row.pk, ())),
        )
        for row in rows
    ]


def _ids_of(field: str, text: str, limit: int) -> list[int]:
    values: dict[str, str | list[bytes] | int] = {
        "field": field,
        "indexes": record.blind_indexes(field, text),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FOUND_BY, values)
        return [int(number) for (number,) in cursor.fetchall()]


def _owned(person_ids: list[int], now: datetime) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    if person_ids:
        with connection.cursor() as cursor:
            cursor.execute(_OWNED, {"persons": person_ids, "day": shanghai_day(now)})
            for person, unit in cursor.fetchall():
                found.setdefault(person, []).append(unit)
    return found


def whole_names(person_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of visible persons whose names are posted where they stand, such as candidates; unmasked."""
    rows = list(Person.objects.filter(pk__in=set(person_ids)))
    names = record.open_sealed(row.name_id for row in rows if row.name_id and not row.public_office_name)
    return {row.pk: row.public_office_name or names.get(row.name_id or 0) or "" for row in rows}


def bearers_of(name: str, person_ids: Iterable[int]) -> list[int]:
    """Return which of some visible persons bear exactly this name; of the others nothing is said."""
    wanted = "".join(name.split())
    names = whole_names(person_ids)
    return [
        person for person, called in sorted(names.items()) if wanted and "".join(called.split()) == wanted
    ]


def person_list(*, actor: Actor, now: datetime, after: int = 0, limit: int = 50) -> list[PersonRow]:
    """Return a page of the persons this actor may see, by id."""
    condition = record.seen_by(actor)
    rows = list(Person.objects.filter(condition, pk__gt=after).order_by("id")[:limit])
    names = record.open_sealed(row.name_id for row in rows if row.name_id and not row.public_office_name)
    return [_row(row, names.get(row.name_id or 0), now) for row in rows]


def own_phone(*, actor: Actor) -> str:
    """Return the actor's own phone number, empty where none is kept."""
    vault = Person.objects.filter(pk=actor.person_id or 0).values_list("phone_id", flat=True).first()
    return record.open_sealed([vault]).get(vault) or "" if vault else ""


def persons_by_phone(phone: str) -> list[int]:
    """Return the ids of visible persons with exactly this number."""
    number = normal_phone(phone)
    found = record.sealed_streams(field=PHONE, text=number) if number else []
    return [int(stream.split(":")[1]) for stream, _ in found if stream.startswith("people.person:")]


def person_signing_in_by(phone: str) -> int | None:
    """Return whoever signs in by exactly this number; the caller has opened the accounts."""
    number = normal_phone(phone)
    if not number:
        return None
    rows = Account.objects.filter(phone_index__in=record.blind_indexes(PHONE, number))
    return rows.values_list("person_id", flat=True).first()


def persons_by_number(number: str) -> tuple[str, list[int]]:
    """Return the visible persons of exactly this phone or identity number, and which of the two it is."""
    plain = "".join(number.split()).upper()
    for field, text in ((PHONE, normal_phone(number)), ("identity", plain)):
        streams = record.sealed_streams(field=field, text=text) if text else []
        found = {
            int(stream.rpartition(":")[2]) for stream, _ in streams if stream.startswith("people.person:")
        }
        if found:
            return field, sorted(found)
    return ("identity" if len(plain) > len(normal_phone(number)) else PHONE), []


def _row(person: Person, name: str | None, now: datetime) -> PersonRow:
    if person.public_office_name:
        return PersonRow(person.pk, person.public_office_name, False, person.name_id, person.phone_id)
    return PersonRow(person.pk, masked("name", name or "", now), True, person.name_id, person.phone_id)


def own_sessions(*, actor: Actor) -> list[SessionRow]:
    """Return the sessions of one's own account, newest first."""
    return _sessions(actor.account_id)


def all_sessions(*, actor: Actor, limit: int = 200) -> list[SessionRow]:
    """Return running sessions of all accounts, for security administration.

    Raises:
        Refused: any other role.
    """
    decision = may(actor.role, Act.SEE_SESSIONS)
    if not decision.allowed:
        raise Refused(decision)
    return _sessions(None, limit)


def _sessions(account_id: int | None, limit: int = 200) -> list[SessionRow]:
    rows = Session.objects.filter(account__isnull=False)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    fields = ("session_key", "account_id", "account__username", "begun_at", "seen_at", "agent")
    return [
        SessionRow(session_mark(key), account, username or "", begun, seen, agent)
        for key, account, username, begun, seen, agent in rows.order_by("-begun_at").values_list(*fields)[
            :limit
        ]
    ]


def account_of(*, actor: Actor) -> Account | None:
    """Return the actor's own account."""
    return Account.objects.filter(pk=actor.account_id).first() if actor.account_id else None


def has_totp(*, actor: Actor) -> bool:
    """Whether the account has a confirmed second factor."""
    return bool(SecondFactor.objects.filter(user_id=actor.account_id, confirmed=True).exists())


def locked_usernames(*, actor: Actor) -> list[LockRow]:
    """Return the failed sign-ins that lock somebody out, newest first, for security administration."""
    decision = may(actor.role, Act.SEE_SESSIONS)
    if not decision.allowed:
        raise Refused(decision)
    attempts = AccessAttempt.objects.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT)
    rows = attempts.order_by("-attempt_time").values_list("username", "attempt_time", "failures_since_start")
    return [LockRow(username or "", at, failures) for username, at, failures in rows[:100]]
