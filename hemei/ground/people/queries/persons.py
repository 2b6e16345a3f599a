"""Readers of persons, masked unless they hold public office; and who looked at one's data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from axes.models import AccessAttempt
from django.conf import settings

from hemei.ground.people.models import Account, Person, SecondFactor, Session
from hemei.ground.people.queries.masking import masked
from hemei.ground.people.rules.credentials import normal_phone
from hemei.ground.people.rules.platform import Act, may
from hemei.ground.people.services.persons import PHONE, stream_of
from hemei.ground.people.services.sessions import session_mark
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as a list shows them: the name masked, unless it is public office."""

    id: int
    name: str
    masked: bool
    name_id: int | None
    phone_id: int | None


@dataclass(frozen=True, slots=True)
class Look:
    """One time somebody saw a field in full."""

    at: datetime
    role: str
    body_id: int | None
    field: str
    reason: str | None


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


def person_list(*, actor: Actor, now: datetime, after: int = 0, limit: int = 50) -> list[PersonRow]:
    """Return a page of the persons this actor may see, by id."""
    condition = record.seen_by(actor)
    rows = list(Person.objects.filter(condition, pk__gt=after).order_by("id")[:limit])
    names = record.open_sealed(row.name_id for row in rows if row.name_id and not row.public_office_name)
    return [_row(row, names.get(row.name_id or 0), now) for row in rows]


def persons_by_phone(phone: str) -> list[int]:
    """Return the ids of visible persons with exactly this number."""
    number = normal_phone(phone)
    found = record.sealed_streams(field=PHONE, text=number) if number else []
    return [int(stream.split(":")[1]) for stream, _ in found if stream.startswith("people.person:")]


def _row(person: Person, name: str | None, now: datetime) -> PersonRow:
    if person.public_office_name:
        return PersonRow(person.pk, person.public_office_name, False, person.name_id, person.phone_id)
    return PersonRow(person.pk, masked("name", name or "", now), True, person.name_id, person.phone_id)


def who_looked(*, actor: Actor, person_id: int) -> list[Look]:
    """Return who saw a person's fields in full and why, newest first; one sees only one's own."""
    if actor.person_id != person_id:
        return []
    events = [
        event for event in record.history(stream=stream_of(person_id)) if event.type == "people.unmasked"
    ]
    said = [event.data["about"]["texts"]["text"]["vault"] for event in events]
    reasons = record.open_sealed(said)
    return [
        Look(
            event.at,
            event.actor["role"],
            event.actor["body"],
            event.data["field"],
            reasons.get(vault),
        )
        for event, vault in reversed(list(zip(events, said, strict=True)))
    ]


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
