"""What measures an aim of the action plan: the figures' own subjects, counted within a place and a year.

A measure that speaks of how things stand is read on the year's last day, or today; one of what happened counts what
was settled within the year so far: a clock that has yet to run out is no miss. What nobody can prove stands in the
denominator, as in the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from django.db import connection

from hemei.community.deliberation import queries as deliberation
from hemei.coordination.cases import queries as cases
from hemei.ground.companies import queries as companies
from hemei.kernel.actor import PlaceRange
from hemei.kernel.figures import FigureValue, Measure, Relation, Tally, Unit
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.leadership.party import queries as party


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a measure's subjects come from; `happened` says that they carry the moment they were settled."""

    relation: Callable[[date], Relation]
    happened: bool = False


def _managed(day: date) -> Relation:
    return companies.managed_estates(Measure.NUMBER, covered=companies.counted_modes(day))


SOURCES: Mapping[str, _Source] = MappingProxyType(
    {
        "F3a": _Source(deliberation.working_mechanisms),
        "F10": _Source(_managed),
        "F13": _Source(lambda _day: party.COVERED_ESTATES),
        "C2": _Source(lambda _day: cases.clocks_in_time(cases.ClockKind.ARRIVAL), happened=True),
        "C3": _Source(lambda _day: cases.clocks_in_time(cases.ClockKind.HANDLING), happened=True),
        "C6": _Source(lambda _day: cases.CONTENT_REPORTERS, happened=True),
    }
)
"""The figures that measure an aim, by their names."""

_COUNT = """
select s.verdict, sum(s.weight)::bigint from ({sql}) s
where s.place >= %(low)s collate "C" and s.place < %(high)s collate "C" {when} group by 1
"""
_WITHIN = "and s.at >= %(since)s and s.at < %(until)s"


def reached(name: str, place: PlaceRange, *, year: int, now: datetime) -> FigureValue:
    """Return how far a measure is reached in a place in a year, from records alone; one statement."""
    source, day = SOURCES[name], min(date(year, 12, 31), shanghai_day(now))
    relation = source.relation(day)
    values: dict[str, Any] = {
        **relation.values,
        "day": day,
        "low": place.lower,
        "high": place.upper,
        "since": _midnight(date(year, 1, 1)),
        "until": min(_midnight(date(year + 1, 1, 1)), now),
    }
    sql = relation.sql.replace("{day}", "%(day)s::date")
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(sql=sql, when=_WITHIN if source.happened else ""), values)
        found = {verdict: int(weight) for verdict, weight in cursor.fetchall()}
    tally = Tally(found.get("yes", 0), found.get("no", 0), found.get("not_provable", 0))
    return FigureValue(Unit.SHARE, tally)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
