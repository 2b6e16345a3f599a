"""Everything held of a person, across all registers: one answer, whoever keeps it (PIPL article 45)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.privacy.joined import holders
from hemei.ground.records import queries as record
from hemei.kernel.actor import NOWHERE, Actor
from hemei.kernel.keeping import Held
from hemei.kernel.workdays import shanghai_day

_SEALED = """
select s.stream, s.field, s.ciphertext from records_sealed s
where s.person_id = any(%s) and s.erased_at is null order by s.stream, s.id
"""
_LOOKED = frozenset({"people.unmasked", "people.person_found", "privacy.person_found", "privacy.copy_taken"})


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that is held, with the sealed texts that belong to it, by field."""

    held: Held
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """One time somebody saw data of the person in full, found him by number, or took a copy."""

    at: datetime
    kind: str
    role: str
    body_id: int | None
    field: str
    reason: str | None


def everything_of(*, actor: Actor, persons: Sequence[int], now: datetime) -> list[Matter]:
    """Return what every register holds of these persons, in full.

    Who may ask is decided before: the person himself, or a desk for a request of his. The city is opened for
    the length of the gathering.
    """
    if not persons:
        return []
    day = shanghai_day(now)
    with people_services.opened(actor, places.city().path, NOWHERE, accounts=True):
        texts = _texts(persons)
        found = [held for holder in holders() for held in holder.held(persons, day)]
    matters = [Matter(held, tuple(texts.pop(held.stream, ()))) for held in found]
    return matters + [
        Matter(Held(stream.partition(":")[0], stream.partition(":")[2], stream=stream), tuple(fields))
        for stream, fields in texts.items()
    ]


def own_matters(*, actor: Actor, now: datetime) -> list[Matter]:
    """Return everything held of the actor himself."""
    return everything_of(actor=actor, persons=people.own_persons(actor), now=now)


def still_used(*, actor: Actor, person_id: int, day: date) -> int:
    """Return how many entries of registers still run for which a person's name is needed."""
    with people_services.opened(actor, places.city().path, NOWHERE, accounts=True):
        return sum(held.runs for holder in holders() for held in holder.held([person_id], day))


def looks_at(*, actor: Actor, persons: Sequence[int]) -> list[Look]:
    """Return who looked at the data of these persons, why and how, newest first."""
    with people_services.opened(actor, places.city().path):
        events = [
            event
            for person in persons
            for event in record.history(stream=people_services.stream_of(person))
            if event.type in _LOOKED
        ]
        vaults = {event.id: _reason(event.data) for event in events}
        reasons = record.open_sealed(vault for vault in vaults.values() if vault)
    return [
        Look(
            event.at, event.type, event.actor["role"], event.actor["body"], event.data.get("field", ""),
            reasons.get(vaults[event.id] or 0),
        )
        for event in sorted(events, key=lambda event: event.id, reverse=True)
    ]  # fmt: skip


def _reason(data: dict[str, object]) -> int | None:
    about = data.get("about")
    return about["texts"]["text"]["vault"] if isinstance(about, dict) else None


def _texts(persons: Sequence[int]) -> dict[str, list[tuple[str, str]]]:
    with connection.cursor() as cursor:
        cursor.execute(_SEALED, [list(persons)])
        rows = cursor.fetchall()
    found: dict[str, list[tuple[str, str]]] = {}
    for stream, field, cipher in rows:
        found.setdefault(stream, []).append((field, record.decrypt(cipher, field) or ""))
    return found
