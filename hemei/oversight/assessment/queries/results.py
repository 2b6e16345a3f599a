"""Published results, for everybody: what a subject came to, by which version, with each item; no actor is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db import connection

from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment.facts import version
from hemei.oversight.assessment.rules.kept import evaluated_of
from hemei.oversight.assessment.rules.scoring import Evaluated, Scored, Share
from hemei.oversight.assessment.rules.standards import SubjectKind


@dataclass(frozen=True, slots=True)
class Result:
    """A subject's published score: `points` of `of`, its grade, what it failed, where it ranks."""

    entry_id: int
    round_id: int
    standard: str
    standard_day: date
    title: str
    period_from: date
    period_until: date
    published_on: date
    subject_kind: SubjectKind
    subject_id: int
    name: str
    place_path: str
    body_id: int | None
    estate_id: int | None
    points: Fraction
    of: int
    grade: str
    vetoes: tuple[str, ...]
    rank: int | None
    lines: tuple[dict[str, Any], ...]

    @property
    def share(self) -> Fraction | None:
        """The share of the points that could be had, or None where nothing could be proven."""
        return self.points / self.of if self.of else None

    @property
    def evaluated(self) -> Evaluated:
        """The score item by item, with the items of the version it was settled by."""
        return evaluated_of(self.lines, version(self.standard, self.standard_day), self.grade)

    @property
    def lost(self) -> tuple[Scored, ...]:
        """The items that cost points, the dearest first."""
        return self.evaluated.lost


_COLUMNS = """entry_id, round_id, standard, standard_day, title, period_from, period_until, published_at, subject_kind,
subject_id, name, place_path, body_id, estate_id, points_num, points_den, full_points, grade, vetoes, rank, lines"""
_LATEST = f"""
select distinct on (subject_kind, subject_id) {_COLUMNS} from public_assessment_entry
where standard = %(standard)s and published_at < %(end)s
  and (%(kind)s = '' or subject_kind = %(kind)s) and (%(ids)s::bigint[] is null or subject_id = any(%(ids)s::bigint[]))
order by subject_kind, subject_id, period_until desc, published_at desc
"""
_RANKING = f"""
select {_COLUMNS} from public_assessment_entry
where round_id = %(round)s and (place_path >= %(low)s and place_path < %(high)s)
  and (%(after)s::bigint[] is null or (coalesce(rank, 2147483647), entry_id) > (%(rank)s::integer, %(entry)s::bigint))
order by coalesce(rank, 2147483647), entry_id limit %(limit)s
"""
_ONE = f"select {_COLUMNS} from public_assessment_entry where entry_id = %(entry)s"
_HISTORY = f"""
select {_COLUMNS} from public_assessment_entry
where subject_kind = %(kind)s and subject_id = %(id)s and (%(standard)s = '' or standard = %(standard)s)
order by period_until desc, published_at desc limit 30
"""


def results(
    standard: str, on: date, *, kind: str = "", subject_ids: Iterable[int] | None = None
) -> dict[int, Result]:
    """Return the latest published result of each subject by a standard on a day, by the subject's id; one statement."""
    values = {
        "standard": standard,
        "end": on + timedelta(days=1),
        "kind": kind,
        "ids": None if subject_ids is None else sorted(set(subject_ids)),
    }
    return {one.subject_id: one for one in _asked(_LATEST, values)}


def latest(subject_kind: SubjectKind, subject_id: int, standard: str, on: date) -> Result | None:
    """Return a subject's latest published result by a standard on a day."""
    return results(standard, on, kind=subject_kind, subject_ids=[subject_id]).get(subject_id)


def published_entry(entry_id: int) -> Result | None:
    """Return a published score."""
    return next(iter(_asked(_ONE, {"entry": entry_id})), None)


_ALL = ("", "~")


def ranking(
    round_id: int, *, within: str = "", after: tuple[int, int] | None = None, limit: int = 1_000
) -> list[Result]:
    """Return the subjects of a published round by rank, those of a place; `after` is rank and entry of the last row."""
    low, high = (within, within[:-1] + "/") if within else _ALL
    values = {
        "round": round_id, "low": low, "high": high, "after": list(after) if after else None,
        "rank": after[0] if after else 0, "entry": after[1] if after else 0, "limit": limit,
    }  # fmt: skip
    return _asked(_RANKING, values)


def history_of(subject_kind: SubjectKind, subject_id: int, standard: str = "") -> list[Result]:
    """Return a subject's published results, the latest first."""
    return _asked(_HISTORY, {"kind": subject_kind, "id": subject_id, "standard": standard})


def quality_shares(
    kind: SubjectKind, whose: Iterable[tuple[int, int, int | None]], on: date
) -> dict[int, Share]:
    """Return what service quality came to by key, of (key, subject, body): its own, a company's projects'."""
    found = results("service-quality", on, kind="project")
    by_body: dict[int, list[Result]] = {}
    for one in found.values():
        by_body.setdefault(one.body_id or 0, []).append(one)
    answer = {}
    for key, subject, body in whose:
        own = [found[subject]] if kind == "project" and subject in found else []
        listed = by_body.get(body or 0, []) if kind == "company" else own
        points, of = sum((one.points for one in listed), Fraction(0)), sum(one.of for one in listed)
        if of:
            answer[key] = Share(points.numerator, points.denominator * of)
    return answer


def _asked(query: str, values: dict[str, Any]) -> list[Result]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [_result(*row) for row in cursor.fetchall()]


def _result(*columns: Any) -> Result:
    row = list(columns)
    num, den, of, grade, vetoes, rank, lines = row[14:]
    row[7] = shanghai_day(row[7])
    read = json.loads(lines) if isinstance(lines, str) else lines
    return Result(*[*row[:14], Fraction(num, den), of, grade, tuple(vetoes), rank, tuple(read)])
