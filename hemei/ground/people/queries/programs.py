"""The keys of programs, for those who keep them, and whom a program speaks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from hemei.ground.people.models import ProgramKey
from hemei.ground.people.rules.bodies import BodyKind
from hemei.ground.people.rules.platform import SEES_BY_BODY, SEES_BY_PLACE, Act, may
from hemei.ground.people.rules.programs import Held
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class ProgramKeyRow:
    """A key without itself: `ending` are its last letters, `used_at` its last minute of use, kept for a day."""

    id: int
    name: str
    body: str
    role: Role
    scopes: tuple[str, ...]
    ending: str
    per_minute: int
    valid_from: datetime
    valid_until: datetime | None
    expires_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whom a key speaks for and what it opens while it holds; `scope` is where its body lies."""

    key_id: int
    name: str
    body_id: int
    scope: str
    actor: Actor
    scopes: frozenset[str]


def program_keys(*, actor: Actor, limit: int = 200) -> list[ProgramKeyRow]:
    """Return the keys, the latest first; none for who does not keep them. One statement."""
    if not may(actor.role, Act.KEEP_KEYS).allowed:
        return []
    rows = (
        ProgramKey.objects.select_related("body").annotate(used=Max("uses__minute")).order_by("-id")[:limit]
    )
    return [
        ProgramKeyRow(
            row.pk, row.name, row.body.name, Role(row.role), tuple(row.scopes), row.ending, row.per_minute,
            row.valid_from, row.valid_until, row.expires_at, row.used,
        )
        for row in rows
    ]  # fmt: skip


def held_key(row: ProgramKey) -> Held:
    """Return what the rule asks of a key."""
    return Held(
        kind=BodyKind(row.body.kind),
        body_stands=row.body.valid_until is None,
        role=Role(row.role),
        scopes=frozenset(row.scopes),
        stopped_at=row.valid_until,
        expires_at=row.expires_at,
    )


def actor_of_program(row: ProgramKey, day: date) -> Actor:
    """Return as whom a key reads and writes: as one of its body in its role, nobody's person, nobody's account."""
    role = Role(row.role)
    by_place = role in SEES_BY_PLACE and row.body.place_id
    return Actor(
        role=role,
        body_id=row.body_id if role in SEES_BY_BODY else None,
        places=places.ranges_for(row.body.place_id, day) if by_place else (),
    )


def speakers(key_ids: set[int], *, now: datetime) -> dict[int, Speaker]:
    """Return whom those of these keys that hold at a moment speak for, by id."""
    rows = ProgramKey.objects.select_related("body").filter(pk__in=key_ids)
    return {
        row.pk: Speaker(
            key_id=row.pk,
            name=row.name,
            body_id=row.body_id,
            scope=row.body.scope,
            actor=actor_of_program(row, shanghai_day(now)),
            scopes=frozenset(row.scopes),
        )
        for row in rows
        if held_key(row).holds(now)
    }
