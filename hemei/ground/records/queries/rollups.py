"""Readers of roll-ups: numbers of places without a subject, so no row of them is anybody's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from hemei.ground.records.models import RollupState


@dataclass(frozen=True, slots=True)
class RollupRow:
    """What a figure counts in a month under a path; `body_id` is 0 for all bodies together."""

    figure: str
    month: date
    path: str
    body_id: int
    counted: int
    not_counted: int
    not_provable: int


@dataclass(frozen=True, slots=True)
class Stated:
    """As of when a figure's roll-ups are, when they were counted, and where the next round goes on."""

    figure: str
    stated_at: datetime
    counted_at: datetime
    after: int


_ROWS = """
select figure, month, path, body_id, counted, not_counted, not_provable from records_rollup
where figure = any(%s) and path = any(%s) and not leaf and month >= %s and month <= %s and {bodies}
"""


def rollup_states() -> dict[str, Stated]:
    """Return as of when each figure's roll-ups are."""
    rows = RollupState.objects.values_list("figure", "stated_at", "counted_at", "after")
    return {row[0]: Stated(*row) for row in rows}


def rollup_rows(
    figures: Iterable[str],
    paths: Iterable[str],
    *,
    since: date,
    until: date = date.max,
    bodies: bool = False,
) -> list[RollupRow]:
    """Return what figures count under paths in some months: all bodies together, or each by itself."""
    query = _ROWS.format(bodies="body_id > 0" if bodies else "body_id = 0")
    with connection.cursor() as cursor:
        cursor.execute(query, [list(figures), list(paths), since, until])
        return [RollupRow(*row) for row in cursor.fetchall()]
