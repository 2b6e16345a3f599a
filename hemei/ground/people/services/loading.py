"""A whole city's bodies, persons, accounts and appointments in few statements.

The rows are those the single services write. A batch is one event: the ids it wrote, their number, and a
digest of what was written, so that a batch can be checked years later.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from hemei.ground.people.models import Body
from hemei.ground.people.rules import credentials
from hemei.ground.people.rules.bodies import DEPARTMENTS, BodyKind, Level
from hemei.ground.people.rules.offices import may_hold_in
from hemei.ground.people.rules.platform import Act, may_hold
from hemei.ground.people.services.bodies import body_stream
from hemei.ground.people.services.opening import demand_act
from hemei.ground.people.services.persons import PHONE, stream_of
from hemei.ground.places.services import NameKeys, name_keys
from hemei.ground.records import services as records
from hemei.ground.records.queries import blind_index
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import demand

_BODY = {
    "id": "bigint", "stream": "text", "scope": "text", "kind": "text", "department": "text", "level": "text",
    "name": "text", "short_name": "text", "place_id": "bigint", "valid_from": "date", "pinyin": "text",
    "initials": "text", "estate_id": "bigint", "serves_until": "date",
}  # fmt: skip
_SEALED = {
    "id": "bigint", "stream": "text", "scope": "text", "field": "text", "person_id": "bigint",
    "ciphertext": "bytea", "salt": "bytea", "commitment": "text", "blind_index": "bytea",
}  # fmt: skip
_PERSON = {
    "id": "bigint", "stream": "text", "scope": "text", "name_id": "bigint", "phone_id": "bigint",
    "public_office_name": "text", "created_at": "timestamptz", "pinyin": "text", "initials": "text",
}  # fmt: skip
_ACCOUNT = {
    "id": "bigint", "person_id": "bigint", "username": "text", "phone_index": "bytea", "password": "text",
    "is_active": "boolean", "sample": "smallint", "scope": "text", "created_at": "timestamptz",
}  # fmt: skip
_APPOINTMENT = {
    "person_id": "bigint", "body_id": "bigint", "role": "text", "place_id": "bigint", "scope": "text",
    "stream": "text", "valid_from": "date", "valid_until": "date",
}  # fmt: skip
_ACCESS = {"stream": "text", "person_id": "bigint"}


@dataclass(frozen=True, slots=True)
class BodyDraft:
    """A body to be; `scope` is the path of its place on the first day.

    What is set up for a time serves until a day, that day excluded: it acts no more then, though nobody dissolved it.
    """

    kind: BodyKind
    level: Level
    name: str
    place_id: int
    scope: str
    valid_from: date
    department: str = ""
    short_name: str = ""
    estate_id: int | None = None
    serves_until: date | None = None


@dataclass(frozen=True, slots=True)
class SeatDraft:
    """An appointment to be."""

    body_id: int
    role: Role
    place_id: int
    scope: str
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person to be, with the account and the appointments.

    No account without a username or `by_phone`. `sample` is the place on the page of sample persons.
    """

    scope: str
    name: str = ""
    phone: str = ""
    public_office: bool = False
    username: str = ""
    by_phone: bool = False
    sample: int | None = None
    seats: tuple[SeatDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """The ids of a person and of the account, in the order of the drafts."""

    person_id: int
    account_id: int | None


def load_bodies(*, actor: Actor, now: datetime, scope: str, drafts: Sequence[BodyDraft]) -> list[int]:
    """Write bodies and return their ids in order; `scope` is the path of the city."""
    demand_act(actor, Act.MANAGE_BODIES)
    return enter_bodies(actor=actor, now=now, scope=scope, drafts=drafts)


def enter_bodies(*, actor: Actor, now: datetime, scope: str, drafts: Sequence[BodyDraft]) -> list[int]:
    """Write bodies without asking who may: a company's body comes with the company, whose rules decide."""
    with records.acting(actor):
        rows = write_bodies(drafts)
        ids = [row[0] for row in rows]
        _record(actor, now, scope, "people.bodies_loaded", ids, rows)
    return ids


def write_bodies(drafts: Sequence[BodyDraft]) -> list[tuple[Any, ...]]:
    """Write bodies and return their rows, the id first; the caller acts and records."""
    unknown = {draft.department for draft in drafts} - {"", *DEPARTMENTS}
    if unknown:
        raise ValueError(f"No department has the code {', '.join(sorted(unknown))}; see rules/bodies.py")
    rows = [
        (
            number, body_stream(number), draft.scope, draft.kind.value, draft.department, draft.level.value,
            draft.name, draft.short_name or draft.name, draft.place_id, draft.valid_from,
            *_letters(draft.name), draft.estate_id, draft.serves_until,
        )
        for number, draft in zip(records.next_ids("people_body", len(drafts)), drafts, strict=True)
    ]  # fmt: skip
    records.insert_many("people_body", _BODY, rows)
    return rows


def load_persons(*, actor: Actor, now: datetime, scope: str, drafts: Sequence[PersonDraft]) -> list[Loaded]:
    """Write persons with accounts and appointments; returns their ids in order.

    Accounts get no usable password: a demonstration enters by one click, and a city's staff get theirs
    from security administration.
    """
    for act in (Act.MANAGE_PEOPLE, Act.APPOINT):
        demand_act(actor, act)
    _refuse_seats(drafts)
    with records.acting(actor):
        ids = records.next_ids("people_person", len(drafts))
        named = list(zip(ids, drafts, strict=True))
        sealed = _seal(named)
        rows = [_person_row(number, draft, sealed, now) for number, draft in named]
        seats = [_seat_row(number, seat) for number, draft in named for seat in draft.seats]
        records.insert_many("people_person", _PERSON, rows)
        records.insert_many("records_access", _ACCESS, [(stream_of(number), number) for number in ids])
        accounts = _accounts(named, now)
        records.insert_many("people_appointment", _APPOINTMENT, seats)
        _record(actor, now, scope, "people.persons_loaded", ids, [*rows, *seats])
    return [Loaded(number, accounts.get(number)) for number in ids]


def _refuse_seats(drafts: Sequence[PersonDraft]) -> None:
    seats = {(seat.role, seat.body_id) for draft in drafts for seat in draft.seats}
    demand(*(may_hold(role) for role in {role for role, _ in seats}))
    kinds = dict(Body.objects.filter(pk__in={body for _, body in seats}).values_list("id", "kind"))
    fit = {(role, kinds[body]) for role, body in seats}
    demand(*(may_hold_in(role, BodyKind(kind)) for role, kind in fit))


def _seal(named: Sequence[tuple[int, PersonDraft]]) -> dict[tuple[int, str], int]:
    """Write names and phone numbers into the vault; returns vault ids by person and field."""
    wanted = [
        (number, draft.scope, field, text)
        for number, draft in named
        for field, text in (("name", draft.name), (PHONE, credentials.normal_phone(draft.phone)))
        if text
    ]
    vault_ids = records.next_ids("records_sealed", len(wanted))
    rows = []
    for vault_id, (number, scope, field, text) in zip(vault_ids, wanted, strict=True):
        row = records.prepare_seal(
            stream=stream_of(number),
            scope=scope,
            field=field,
            text=text,
            person_id=number,
            indexed=True,
        )
        rows.append([vault_id, *(row[name] for name in list(_SEALED)[1:])])
    records.insert_many("records_sealed", _SEALED, rows)
    return {(wish[0], wish[2]): vault_id for vault_id, wish in zip(vault_ids, wanted, strict=True)}


def _person_row(
    number: int, draft: PersonDraft, sealed: dict[tuple[int, str], int], now: datetime
) -> tuple[Any, ...]:
    shown = draft.name if draft.public_office else ""
    vault = (sealed.get((number, "name")), sealed.get((number, PHONE)))
    return (number, stream_of(number), draft.scope, *vault, shown, now, *_letters(shown))


def _letters(name: str) -> tuple[str, str]:
    """Return pinyin and initials of a name that may be searched by them."""
    keys = name_keys(name) if name else NameKeys("", "")
    return keys.pinyin, keys.initials


def _seat_row(number: int, seat: SeatDraft) -> tuple[Any, ...]:
    until = seat.valid_until
    return (
        number, seat.body_id, seat.role.value, seat.place_id, seat.scope, stream_of(number), seat.valid_from, until
    )  # fmt: skip


def _accounts(named: Sequence[tuple[int, PersonDraft]], now: datetime) -> dict[int, int]:
    """Write the accounts and return their ids by person."""
    wanted = [(number, draft) for number, draft in named if draft.username or draft.by_phone]
    ids = records.next_ids("people_account", len(wanted))
    rows = []
    for account_id, (number, draft) in zip(ids, wanted, strict=True):
        phone = credentials.normal_phone(draft.phone) if draft.by_phone else ""
        index = blind_index(PHONE, phone) if phone else None
        closed = make_password(None)
        rows.append(
            (account_id, number, draft.username or None, index, closed, True, draft.sample, draft.scope, now)
        )
    records.insert_many("people_account", _ACCOUNT, rows)
    return {number: account_id for account_id, (number, _) in zip(ids, wanted, strict=True)}


def _record(
    actor: Actor,
    now: datetime,
    scope: str,
    event_type: str,
    ids: Sequence[int],
    rows: Sequence[Sequence[Any]],
) -> None:
    """Record the batch. The rows hold vault ids and digests, no personal text but names in public office."""
    text = json.dumps(rows, ensure_ascii=False, default=str, separators=(",", ":"))
    records.record_event(
        stream="people.load",
        type=event_type,
        actor=actor,
        at=now,
        scope=scope,
        data={
            "count": len(ids),
            "first": min(ids, default=None),
            "last": max(ids, default=None),
            "digest": hashlib.sha256(text.encode()).hexdigest(),
        },
    )
