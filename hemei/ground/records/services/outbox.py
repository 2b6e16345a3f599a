"""The outbox: events that the apps have not reacted to yet, claimed in batches that may be killed."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Sequence
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


def at_once(reaction: Reaction) -> Reaction:
    """Mark a reaction that takes `events`, all of a batch that it hears of: what they ask in common is asked once.

    It comes after the others of the batch, and is tried again event by event where it fails for all of them.
    """
    reaction.at_once = True  # type: ignore[attr-defined]
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
        events = [_event(row) for row in rows]
        failed = _deliver(events, now)
        with connection.cursor() as cursor:
            cursor.execute(
                "delete from records_pending where event_id = any(%s)",
                [[row[0] for row in rows if row[0] not in failed]],
            )
            cursor.executemany(_LATER, [_later(row, now) for row in rows if row[0] in failed])
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


_LATER = "update records_pending set attempts = attempts + 1, not_before = %s where event_id = %s"


def _later(row: tuple[Any, ...], now: datetime) -> tuple[datetime, int]:
    return now + timedelta(seconds=2 ** min(row[4] + 1, 12)), row[0]


def _event(row: tuple[Any, ...]) -> dict[str, Any]:
    event_id, stream, scope, text, _attempts = row
    return {"id": event_id, "stream": stream, "scope": scope, "payload": json.loads(text)}


def _deliver(events: list[dict[str, Any]], now: datetime) -> set[int]:
    """Feed events to their reactions; returns those of which one failed: all of theirs are tried again."""
    failed: set[int] = set()
    together: dict[Reaction, list[dict[str, Any]]] = {}
    for event in events:
        functions = reactions().get(event["payload"]["type"], ())
        alone = [function for function in functions if not getattr(function, "at_once", False)]
        if alone and not _reacted(alone, now, event=event):
            failed.add(event["id"])
        for function in functions:
            if function not in alone:
                together.setdefault(function, []).append(event)
    for function, heard in together.items():
        if not _reacted([function], now, events=heard):
            failed |= {event["id"] for event in heard if not _reacted([function], now, events=[event])}
    return failed


def _reacted(functions: Sequence[Reaction], now: datetime, **heard: Any) -> bool:
    """Whether these reactions did what they do; where one fails nothing of theirs is left."""
    try:
        with transaction.atomic():
            for function in functions:
                function(**heard, actor=_SYSTEM, now=now)
    except Exception:  # noqa: BLE001 - whatever an app's reaction raises, the others go on
        events = heard.get("events") or [heard["event"]]
        _log.exception(
            "a reaction failed and will be tried again", extra={"job": events[0]["payload"]["type"]}
        )
        return False
    return True
