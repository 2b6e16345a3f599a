"""The outbox: events that the apps have not reacted to yet, claimed in batches that may be killed."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from hemei.ground.records.services.scope import acting
from hemei.ground.records.standards import look_again
from hemei.kernel.actor import EVERYWHERE, Actor, Role

Reaction = Callable[..., None]
_log = logging.getLogger("hemei.outbox")
_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
MOST_ATTEMPTS = 20

# The batch first, then its events by their key: a table just filled must not tempt the planner to read all of it.
_CLAIM = """
with claimed as materialized (
  select event_id, attempts from records_pending
  where (not_before is null or not_before <= %s) and attempts < %s
  order by event_id limit %s for update skip locked
)
select p.event_id, e.stream, e.scope, e.payload::text, p.attempts
from claimed p join records_event e on e.id = p.event_id order by p.event_id
"""


def of_today(reaction: Reaction) -> Reaction:
    """Mark a reaction that has nothing to do with what a load brings from long ago."""
    reaction.of_today = True  # type: ignore[attr-defined]
    return reaction


@cache
def reactions() -> dict[str, tuple[Reaction, ...]]:
    """Collect what every app does on which event, from its `reactions.py`."""
    found: dict[str, tuple[Reaction, ...]] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("hemei.") and find_spec(f"{config.name}.reactions"):
            does = getattr(import_module(f"{config.name}.reactions"), "REACTIONS", {})
            for event_type, functions in does.items():
                found[event_type] = found.get(event_type, ()) + tuple(functions)
    return found


def deliver_pending(*, now: datetime, batch: int = 200) -> int:
    """Feed one batch of events to their reactions; returns how many were taken.

    A reaction that fails is rolled back alone and tried again later, with
    growing pauses, so one broken reaction never holds up the rest.
    """
    with acting(_SYSTEM):
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [now, MOST_ATTEMPTS, batch])
            rows = cursor.fetchall()
        if rows:  # one of them may be a document that was issued, and the others may be answered by it
            look_again()
        done = [row[0] for row in rows if _deliver(row, now)]
        with connection.cursor() as cursor:
            cursor.execute("delete from records_pending where event_id = any(%s)", [done])
    return len(rows)


_UNHEARD = """
delete from records_pending where event_id in (
  select p.event_id from records_pending p join records_event e on e.id = p.event_id
  where not (e.payload->>'type' = any(%s)) for update of p skip locked)
"""


def skip_unheard(*, also: Collection[str] = ()) -> int:
    """Take out of the outbox what no app reacts to but with reactions of today; for after a load of a whole city.

    With it what is of these types: what came of them long ago is not done again. What another session has claimed is
    its own.
    """
    with acting(_SYSTEM), connection.cursor() as cursor:
        cursor.execute(_UNHEARD, [[name for name in _heard_of_old() if name not in also]])
        return int(cursor.rowcount)


def _heard_of_old() -> list[str]:
    return [
        name
        for name, functions in reactions().items()
        if not all(getattr(function, "of_today", False) for function in functions)
    ]


def _deliver(row: tuple[Any, ...], now: datetime) -> bool:
    event_id, stream, scope, text, attempts = row
    payload = json.loads(text)
    event = {"id": event_id, "stream": stream, "scope": scope, "payload": payload}
    functions = reactions().get(payload["type"], ())
    if not functions:
        return True
    try:
        with transaction.atomic():
            for function in functions:
                function(event=event, actor=_SYSTEM, now=now)
    except Exception:  # noqa: BLE001 - whatever an app's reaction raises, the others go on
        _log.exception("a reaction failed and will be tried again", extra={"job": payload["type"]})
        with connection.cursor() as cursor:
            cursor.execute(
                "update records_pending set attempts = attempts + 1, not_before = %s where event_id = %s",
                [now + timedelta(seconds=2 ** min(attempts + 1, 12)), event_id],
            )
        return False
    return True
