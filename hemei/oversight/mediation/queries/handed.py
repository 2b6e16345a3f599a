"""What became of the disputes a body handed up: a line each, and nothing of what is in the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from hemei.kernel.actor import Actor, Role
from hemei.oversight.mediation.rules.words import Level, Outcome, State


@dataclass(frozen=True, slots=True)
class HandedRow:
    """A dispute that went up: its number, when, where it is now, and how it ended if it did."""

    id: int
    number: str
    handed_at: datetime
    level: Level
    state: State
    outcome: Outcome | None
    ended_at: datetime | None


_HANDED = """
select id, number, handed_at, level, state, outcome, ended_at from mediation_handed
where id < %(after)s order by id desc limit %(limit)s
"""
_LATEST = 2**62


def handed_up(*, actor: Actor, after: int | None = None, limit: int = 50) -> list[HandedRow]:
    """Return the disputes the actor's body handed up and does not have now, the latest first; one statement.

    The view itself asks whose body it is: of another body's it holds no line.
    """
    if actor.role is not Role.MEDIATOR:
        return []
    values: dict[str, Any] = {"after": after or _LATEST, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_HANDED, values)
        return [
            HandedRow(
                number, file, at, Level(level), State(state), Outcome(outcome) if outcome else None, ended
            )
            for number, file, at, level, state, outcome, ended in cursor.fetchall()
        ]
