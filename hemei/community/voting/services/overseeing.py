"""What is late in a meeting's affairs is handed to the street, once, on a clock of its own; its order stops that clock.

The clock of the street bears the key of the late one behind a word of its own, by which the workbench says what to do.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from hemei.community.voting.models import Assembly
from hemei.community.voting.rules.procedure_standard import Period
from hemei.community.voting.services import clocks
from hemei.ground.clocks import queries as clock_queries
from hemei.kernel.actor import Actor

CHASE, URGE = "chase:", "urge:"
"""Of what an upheld objection leads to, and of a call-back of paper."""


def late_here(found: Assembly, now: datetime, kinds: Collection[str], word: str) -> list[str]:
    """Return the running clocks of some kinds that are late and of which the street has not been told."""
    rows = {row.key: row for row in clock_queries.deadlines_of(stream=found.stream)}
    return [
        key
        for key, row in rows.items()
        if row.kind in kinds and row.state == "running" and row.due_at < now and f"{word}{key}" not in rows
    ]


def hand_on(
    actor: Actor, now: datetime, found: Assembly, key: str, word: str, *, period: Period, street: int | None
) -> dict[str, Any]:
    """Begin the clock of the street for a late one and return what is told of it."""
    due_at = clocks.begin(actor, now, found, period, f"{word}{key}", body=street)
    return {"clock": key, "body": street, "due_at": due_at.isoformat()}


def stop(
    actor: Actor, now: datetime, found: Assembly, key: str, word: str, *, cancelled: bool = False
) -> None:
    """Stop a clock, and that of the street which was told that it is late."""
    for one in (key, f"{word}{key}"):
        clocks.settle(actor, now, found.stream, one, cancelled=cancelled)


def street_ordered(actor: Actor, now: datetime, found: Assembly) -> None:
    """Stop what the street owes: it ordered the correction, and the clock of its order runs."""
    for row in clock_queries.deadlines_of(stream=found.stream):
        if row.key.startswith((CHASE, URGE)):
            clocks.settle(actor, now, found.stream, row.key)
