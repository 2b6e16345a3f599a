"""When a cell is walked next, and which of its points are due on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hemei.coordination.patrols.rules.standards import MissedRule, PatrolRounds
from hemei.kernel.workdays import SHANGHAI

Works = Callable[[date], bool]
"""Whether a day is a working day."""


@dataclass(frozen=True, slots=True)
class PointFacts:
    """A point of a cell: its kind, and the day it was last looked at or is already planned for."""

    id: int
    kind: str
    last_on: date | None


def round_days(*, today: date, last_on: date | None, rules: PatrolRounds, works: Works) -> list[date]:
    """Return the days from today on, as far ahead as one plans, on which a cell is walked.

    `last_on` is the day of its latest round; a cell without one begins today, or on the next working day.
    """
    days, since = [], _worked(last_on, today, works) if last_on else rules.round.every_working_days
    for number in range(rules.round.ahead_days + 1):
        day = today + timedelta(days=number)
        if not works(day) or (last_on is not None and day <= last_on):
            continue
        if since >= rules.round.every_working_days:
            days.append(day)
            since = 0
        since += 1
    return days


def _worked(last_on: date, today: date, works: Works) -> int:
    """Return how many working days lie between two days, the first of a new one counted: 1 for the next."""
    if last_on >= today:
        return 1
    between = (last_on + timedelta(days=number) for number in range(1, (today - last_on).days))
    return 1 + sum(works(day) for day in between)


def due_points(points: Iterable[PointFacts], *, day: date, rules: PatrolRounds) -> list[int]:
    """Return the points due on a day, in their order; one of a kind the document no longer names is not."""
    every: Mapping[str, int] = {kind.code: kind.every_days for kind in rules.point}
    return [
        point.id
        for point in points
        if point.kind in every
        and (point.last_on is None or point.last_on + timedelta(days=every[point.kind]) <= day)
    ]


def arrives_by(planned_on: date, rule: MissedRule) -> datetime:
    """Return the moment after which a round that has not arrived is missed."""
    return datetime.combine(planned_on + timedelta(days=1), time(), SHANGHAI) + timedelta(hours=rule.hours)
