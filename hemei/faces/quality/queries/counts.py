"""What was counted: the last round, the weeks before it, and the places below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from hemei.faces.quality.models import Count, Round
from hemei.faces.quality.queries.areas import Area
from hemei.faces.quality.rules import by_week, week_ends


@dataclass(frozen=True, slots=True)
class Counted:
    """How many a check found in the last round, and what was last counted within each week; None without a round."""

    now: int | None = None
    weeks: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """What was counted of a place, by check; `at` is when, None before the first round."""

    at: datetime | None
    checks: dict[str, Counted]


def overview(found: Area, codes: Sequence[str], *, city: str, today: date) -> Overview:
    """Return what was counted of a place; two statements.

    A check was made in a round when the city has a row of it; a place without one had no contradiction then.
    """
    since = week_ends(today)[0] - timedelta(days=6)
    rounds = {
        number: (day, at)
        for number, day, at in Round.objects.filter(day__gte=since, day__lte=today).values_list(
            "id", "day", "counted_at"
        )
    }
    paths = [part.path for part in found.ranges]
    rows = Count.objects.filter(round__in=rounds, code__in=codes, path__in={city, *paths})
    made: dict[str, dict[date, int]] = defaultdict(dict)
    own: dict[tuple[str, date], int] = defaultdict(int)
    for number, code, path, amount in rows.values_list("round_id", "code", "path", "found"):
        day = rounds[number][0]
        if path == city:
            made[code].setdefault(day, 0)
        if path in paths:
            own[code, day] += amount
    last = max(rounds.values(), default=None)
    checks = {}
    for code in codes:
        days = [(day, own[code, day]) for day in sorted(made[code])]
        now = own[code, last[0]] if last and last[0] in made[code] else None
        checks[code] = Counted(now, by_week(days, today))
    return Overview(last[1] if last else None, checks)


def parts(code: str, paths: Sequence[str]) -> dict[str, int]:
    """Return what the last round counted of a check in each of these places, those with any; one statement."""
    last = Round.objects.order_by("-day").values("id")[:1]
    rows = Count.objects.filter(round__in=last, code=code, path__in=paths).values("path")
    return dict(rows.annotate(amount=Sum("found")).values_list("path", "amount"))
