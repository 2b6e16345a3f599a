"""Published rounds, for everybody: the list of them, one with how it is spread, years side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from hemei.oversight.assessment.queries.results import Result
from hemei.oversight.assessment.rules.compare import Comparison, compare


@dataclass(frozen=True, slots=True)
class PublishedRound:
    """A published round; `subjects` is how many were evaluated."""

    id: int
    place_id: int
    place: str
    place_path: str
    standard: str
    standard_day: date
    title: str
    period_from: date
    period_until: date
    published_at: datetime
    spread: Mapping[str, Any]
    subjects: int


_ROUNDS = """
select id, place_id, place, place_path, standard, standard_day, title, period_from, period_until, published_at, spread,
       subjects
from public_assessment_round
where (%(standard)s = '' or standard = %(standard)s) and (%(id)s::bigint is null or id = %(id)s::bigint)
  and (%(after)s::bigint is null or id < %(after)s::bigint)
order by id desc limit %(limit)s
"""


def published_rounds(
    *, standard: str = "", after: int | None = None, limit: int = 50
) -> list[PublishedRound]:
    """Return the published rounds, the latest first; one statement."""
    return _asked({"standard": standard, "id": None, "after": after, "limit": limit})


def published_round(round_id: int) -> PublishedRound | None:
    """Return a published round."""
    found = _asked({"standard": "", "id": round_id, "after": None, "limit": 1})
    return found[0] if found else None


def _asked(values: dict[str, Any]) -> list[PublishedRound]:
    with connection.cursor() as cursor:
        cursor.execute(_ROUNDS, values)
        return [_row(list(row)) for row in cursor.fetchall()]


def _row(row: list[Any]) -> PublishedRound:
    row[10] = json.loads(row[10]) if isinstance(row[10], str) else row[10]
    return PublishedRound(*row)


def compared(before: Result, after: Result) -> Comparison:
    """Return two published scores of a subject item by item, in the later weights."""
    return compare(before.evaluated, after.evaluated)
