"""The keys of programs, for those who keep them, and the bodies that may have one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from hemei.ground.people.models import Body, ProgramKey
from hemei.ground.people.rules.platform import Act, may
from hemei.ground.people.rules.programs import SPEAKS_AS
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class ProgramKeyRow:
    """A key without itself: `ending` are its last letters, `used_at` its last minute of use, kept for a day."""

    id: int
    name: str
    body: str
    scopes: tuple[str, ...]
    ending: str
    per_minute: int
    valid_from: datetime
    valid_until: datetime | None
    used_at: datetime | None


def program_keys(*, actor: Actor, limit: int = 200) -> list[ProgramKeyRow]:
    """Return the keys, the latest first; none for who does not keep them. One statement."""
    if not may(actor.role, Act.KEEP_KEYS).allowed:
        return []
    rows = (
        ProgramKey.objects.select_related("body").annotate(used=Max("uses__minute")).order_by("-id")[:limit]
    )
    return [
        ProgramKeyRow(
            row.pk, row.name, row.body.name, tuple(row.scopes), row.ending, row.per_minute, row.valid_from,
            row.valid_until, row.used,
        )
        for row in rows
    ]  # fmt: skip


def program_bodies() -> list[tuple[int, str]]:
    """Return the bodies whose programs may have a key."""
    rows = Body.objects.filter(kind__in=[kind.value for kind in SPEAKS_AS], valid_until=None).order_by("id")
    return list(rows.values_list("id", "name"))
