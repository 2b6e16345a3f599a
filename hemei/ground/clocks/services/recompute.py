"""Compute open deadlines again after a new notice or other business hours, each change with its reason.

Batch after batch, one transaction each; a killed run goes on where it stood,
because a deadline that was looked at carries the new calendar's digest.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from django.apps import apps
from django.db import connection, transaction

from hemei.ground.clocks import rules
from hemei.ground.clocks.models import OPEN, Deadline, LoadedCalendar
from hemei.ground.clocks.services.run import moved, stored_row
from hemei.ground.clocks.services.write import note_calendar
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import WorkingTime

BATCH = 100
_log = logging.getLogger("hemei.clocks")

_UPDATE = """
update clocks_deadline d set due_at = n.due_at, provisional = n.provisional, calendar = %s
from unnest(%s::bigint[], %s::timestamptz[], %s::boolean[]) as n(id, due_at, provisional) where d.id = n.id
"""


class RecomputeSubject(Protocol):
    """What an app offers whose own events carry its clocks.

    It computes the clocks of one stream again and writes them, unmoved ones
    too, with `write_deadlines`. `because` names the changed standards.
    """

    def __call__(self, *, actor: Actor, now: datetime, stream: str, because: str) -> None:
        """Act within the batch's transaction."""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many open deadlines were looked at, how many of those kept here moved, how many subjects failed."""

    seen: int = 0
    moved: int = 0
    failed: int = 0


@cache
def declared_subjects() -> dict[str, RecomputeSubject]:
    """Collect `RECOMPUTES = {"cases.case": function}` from the apps' reactions."""
    found: dict[str, RecomputeSubject] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("hemei.") and find_spec(f"{config.name}.reactions"):
            found |= getattr(import_module(f"{config.name}.reactions"), "RECOMPUTES", {})
    return found


def recompute_deadlines(
    *,
    actor: Actor,
    now: datetime,
    working_time: WorkingTime,
    subjects: Mapping[str, RecomputeSubject] | None = None,
) -> Recomputed:
    """Compute every open deadline of another calendar again; call it outside a transaction.

    `subjects` maps the kind of a stream (`cases.case`) to the service that keeps
    its clocks, by default what the apps declare; clocks of other streams are
    moved here, each with an event.
    """
    keepers = declared_subjects() if subjects is None else subjects
    with records.acting(actor):
        note_calendar(working_time=working_time, now=now)
    total, last = Recomputed(), 0
    while True:
        with records.acting(actor):
            batch = _stale(working_time, last)
            if not batch:
                return total
            last = batch[-1].id
            done = _recompute_batch(actor, now, batch, working_time, keepers)
        total = Recomputed(total.seen + len(batch), total.moved + done.moved, total.failed + done.failed)


def _stale(working_time: WorkingTime, after: int) -> list[Deadline]:
    """Return the next deadlines to look at; not locked, because a subject locks itself before its clocks."""
    rows = Deadline.objects.filter(state__in=OPEN, id__gt=after).exclude(calendar=working_time.digest)
    return list(rows.order_by("id")[:BATCH])


def _recompute_batch(
    actor: Actor,
    now: datetime,
    batch: Sequence[Deadline],
    working_time: WorkingTime,
    subjects: Mapping[str, RecomputeSubject],
) -> Recomputed:
    because = _reasons({row.calendar for row in batch}, working_time)
    asked = {row.stream: because[row.calendar] for row in batch if _kind(row) in subjects}
    failed = 0
    for stream, reason in asked.items():
        try:
            with transaction.atomic():
                subjects[stream.split(":")[0]](actor=actor, now=now, stream=stream, because=reason)
        except Exception:  # noqa: BLE001 - one subject that cannot be computed must not hold up the city
            _log.exception("clocks of %s could not be computed again", stream)
            failed += 1
    own = [row.id for row in batch if _kind(row) not in subjects]
    return Recomputed(0, _move_own(actor, now, own, working_time, because) if own else 0, failed)


def _kind(deadline: Deadline) -> str:
    return deadline.stream.split(":")[0]


def _reasons(digests: set[str], working_time: WorkingTime) -> dict[str, str]:
    """Return for each calendar in use the names of the standards that have changed since."""
    known = dict(LoadedCalendar.objects.filter(digest__in=digests).values_list("digest", "documents"))
    return {
        digest: ", ".join(rules.changed_documents(known.get(digest), working_time.documents))
        for digest in digests
    }


def _move_own(
    actor: Actor, now: datetime, ids: Sequence[int], working_time: WorkingTime, because: Mapping[str, str]
) -> int:
    locked = Deadline.objects.select_for_update().filter(pk__in=ids, state__in=OPEN)
    still_stale = locked.exclude(calendar=working_time.digest)
    deadlines = list(still_stale.prefetch_related("pauses").order_by("id"))
    before = [stored_row(deadline) for deadline in deadlines]
    after = [rules.deadline_row(row.subject, row.course, working_time) for row in before]
    with connection.cursor() as cursor:
        cursor.execute(
            _UPDATE,
            [
                working_time.digest,
                [deadline.id for deadline in deadlines],
                [row.due.at for row in after],
                [row.due.provisional for row in after],
            ],
        )
    drafts = [
        records.EventDraft(
            stream=new.subject.stream,
            type="clocks.deadline_moved",
            at=now,
            scope=new.subject.scope,
            data={"key": new.subject.key, "because": because.get(old.calendar, ""), **moved(old, new)},
        )
        for old, new in zip(before, after, strict=True)
        if old.due != new.due
    ]
    records.record_events(actor=actor, drafts=drafts)
    return len(drafts)
