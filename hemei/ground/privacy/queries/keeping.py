"""How far the deletion job has come, activity by activity. Numbers only: no row of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Sum

from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.privacy.models import Run
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run over an activity."""

    id: int
    activity: str
    started_at: datetime
    ended_at: datetime | None
    waiting: int
    subjects: int
    erased: int


@dataclass(frozen=True, slots=True)
class ActivityState:
    """An activity's last run and what went in all runs."""

    last: RunRow
    erased: int


def activity_states(*, actor: Actor) -> dict[str, ActivityState]:
    """Return the last run of each activity, with the fields and files erased in all of them; two statements."""
    people_services.demand_act(actor, people.Act.ANSWER_PRIVACY)
    sums = {
        row["activity"]: (row["last"], row["sum"])
        for row in Run.objects.values("activity").annotate(last=Max("id"), sum=Sum("erased")).order_by()
    }
    rows = Run.objects.filter(pk__in=[last for last, _ in sums.values()])
    return {row.activity: ActivityState(_row(row), sums[row.activity][1]) for row in rows}


def runs(*, actor: Actor, after: int | None = None, limit: int = 50) -> list[RunRow]:
    """Return the runs that found something, newest first; `after` is the last id of the page before."""
    people_services.demand_act(actor, people.Act.ANSWER_PRIVACY)
    rows = Run.objects.filter(waiting__gt=0)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [_row(row) for row in rows.order_by("-id")[:limit]]


def _row(row: Run) -> RunRow:
    return RunRow(row.pk, row.activity, row.started_at, row.ended_at, row.waiting, row.subjects, row.erased)
