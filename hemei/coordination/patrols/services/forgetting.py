"""Positions of walkers go after their time; what a find showed stays with its case."""

from __future__ import annotations

from datetime import datetime

from hemei.coordination.patrols.facts import SYSTEM, rules_or_none
from hemei.coordination.patrols.models import Visit
from hemei.coordination.patrols.rules.words import Result
from hemei.ground.records import services as records
from hemei.kernel.workdays import shanghai_day

_BATCH = 5_000


def forget_positions(*, now: datetime) -> int:
    """Remove where phones were at points of rounds whose time is over, a batch at a time; returns of how many points.

    How far off the point it was stays, and so does the whole position of a find: it is evidence of a case.
    """
    rules, gone = rules_or_none(shanghai_day(now)), 0
    if rules is None:
        return 0
    kept_from = rules.positions.kept_from(shanghai_day(now))
    while True:
        with records.acting(SYSTEM):
            old = Visit.objects.filter(round__planned_on__lt=kept_from, lon__isnull=False)
            found = old.exclude(result=Result.FOUND.value).order_by("id").values_list("pk", flat=True)
            count = Visit.objects.filter(pk__in=list(found[:_BATCH])).update(lon=None, lat=None)
        gone += count
        if count < _BATCH:
            return gone
