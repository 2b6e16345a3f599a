"""Erase what has been kept long enough, activity by activity, in batches that may be stopped at any time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from django.apps import apps
from django.db import connection, transaction

from hemei.ground.clocks import queries as clocks
from hemei.ground.places import queries as places
from hemei.ground.privacy.queries import personal_data
from hemei.ground.privacy.rules import Activity
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import SHANGHAI

BATCH = 200


@dataclass(frozen=True, slots=True)
class Ended:
    """Something whose keeping counts from a moment; `key` is what its keeper knows it by, such as its stream."""

    key: str
    since: datetime


class Keeper(Protocol):
    """What an app offers for an activity of the notice: what it still keeps, and how it erases."""

    def oldest(self, *, limit: int) -> list[Ended]:
        """Return what still holds data of the activity, what ended first, first."""

    def erase(self, *, keys: list[str], now: datetime) -> int:
        """Erase the data of these and return how many fields and files went."""


# The reasons given for looking at somebody's data or searching for him, the oldest first, that still can be read.
_REASONS = """
select s.id::text, (e.payload->>'at')::timestamptz
from records_event e join records_sealed s on s.id = (e.payload#>>'{data,about,texts,text,vault}')::bigint
where e.type in ('people.unmasked', 'people.person_found', 'people.persons_searched') and s.erased_at is null
order by e.id limit %s
"""


class ReasonKeeper:
    """The records of access: who looked stays in the event, the reason's text goes."""

    def oldest(self, *, limit: int) -> list[Ended]:
        """Return the oldest reasons, by their number in the vault."""
        with connection.cursor() as cursor:
            cursor.execute(_REASONS, [limit])
            return [Ended(key, at) for key, at in cursor.fetchall()]

    def erase(self, *, keys: list[str], now: datetime) -> int:
        """Erase these reasons."""
        return records.erase_sealed(vault_ids=[int(key) for key in keys], now=now)


@cache
def keepers() -> dict[str, Keeper]:
    """Collect `KEEPERS = {"report": keeper}` from the apps' reactions."""
    found: dict[str, Keeper] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("hemei.") and find_spec(f"{config.name}.reactions"):
            found |= getattr(import_module(f"{config.name}.reactions"), "KEEPERS", {})
    return found


def erase_expired(*, actor: Actor, now: datetime, batch: int = BATCH) -> dict[str, int]:
    """Erase all that is over its time by today's notice; returns fields and files erased by activity.

    Batch after batch, one transaction and one event each; a killed run goes on where it stood.
    """
    document = personal_data(now.astimezone(SHANGHAI).date())
    done: dict[str, int] = {}
    for activity in document.activity:
        keeper = keepers().get(activity.code)
        while keeper is not None and activity.kept is not None:
            erased = _batch(actor, now, activity, keeper, batch)
            if not erased:
                break
            done[activity.code] = done.get(activity.code, 0) + erased
    return done


def _batch(actor: Actor, now: datetime, activity: Activity, keeper: Keeper, batch: int) -> int:
    working = clocks.working_time(now=now)
    limit = activity.kept
    if limit is None:
        return 0
    with records.acting(actor), transaction.atomic():
        city = places.city()
        over = [
            found.key for found in keeper.oldest(limit=batch) if working.due(found.since, limit).at <= now
        ]
        if not over:
            return 0
        erased = keeper.erase(keys=over, now=now)
        records.record_event(
            stream=f"privacy.retention:{activity.code}",
            type="privacy.expired_erased",
            actor=actor,
            at=now,
            scope=city.path,
            data={
                "activity": activity.code,
                "subjects": len(over),
                "erased": erased,
                "digest": hashlib.sha256("\n".join(over).encode()).hexdigest(),
            },
            references=(activity.warrant.reference,),
        )
    return max(erased, 1)
