"""Erase what has been kept long enough, activity by activity, in batches that may be stopped at any time."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cache

from django.db import transaction

from hemei.ground.clocks import queries as clocks
from hemei.ground.places import queries as places
from hemei.ground.privacy.joined import offers
from hemei.ground.privacy.models import Run
from hemei.ground.privacy.queries import personal_data
from hemei.ground.privacy.rules import Activity
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.keeping import Keeper
from hemei.kernel.workdays import shanghai_day

BATCH = 200
MOST_COUNTED = 10_000  # beyond it a run says "at least"


@cache
def keepers() -> dict[str, Keeper]:
    """Collect `KEEPERS = {"report": keeper}` from the apps' reactions."""
    return {code: keeper for offered in offers("KEEPERS") for code, keeper in offered.items()}


def erase_expired(*, actor: Actor, now: datetime, batch: int = BATCH) -> dict[str, int]:
    """Erase all that is over its time by today's notice; returns fields and files erased by activity.

    Batch after batch, one transaction and one event each; a killed run goes on where it stood. How far each
    activity has come stands in its run.
    """
    document = personal_data(shanghai_day(now))
    done: dict[str, int] = {}
    for activity in document.activity:
        keeper = keepers().get(activity.code)
        if keeper is not None and activity.kept is not None:
            erased = _run(actor, now, activity, keeper, batch)
            done |= {activity.code: erased} if erased else {}
    return done


def _run(actor: Actor, now: datetime, activity: Activity, keeper: Keeper, batch: int) -> int:
    with records.acting(actor), transaction.atomic():
        waiting = len(_over(activity, keeper, now, MOST_COUNTED))
        run = Run.objects.create(activity=activity.code, started_at=now, waiting=waiting)
    while _batch(actor, now, activity, keeper, run, batch):
        pass
    with records.acting(actor), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(ended_at=now)
    return run.erased


def _over(activity: Activity, keeper: Keeper, now: datetime, limit: int) -> list[str]:
    working, kept = clocks.working_time(now=now), activity.kept
    if kept is None:
        return []
    return [found.key for found in keeper.oldest(limit=limit) if working.due(found.since, kept).at <= now]


def _batch(actor: Actor, now: datetime, activity: Activity, keeper: Keeper, run: Run, batch: int) -> bool:
    with records.acting(actor), transaction.atomic():
        over = _over(activity, keeper, now, batch)
        if not over:
            return False
        erased = keeper.erase(keys=over, now=now)
        run.subjects, run.erased = run.subjects + len(over), run.erased + erased
        run.save(update_fields=["subjects", "erased"])
        records.record_event(
            stream=f"privacy.retention:{activity.code}",
            type="privacy.expired_erased",
            actor=actor,
            at=now,
            scope=places.city().path,
            data={
                "activity": activity.code,
                "subjects": len(over),
                "erased": erased,
                "digest": hashlib.sha256("\n".join(over).encode()).hexdigest(),
            },
            references=(activity.warrant.reference,),
        )
    return erased > 0
