"""What everybody may see of credit: levels of companies with their projects, and whether a printed report holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from hemei.ground.places.queries import name_wanted


@dataclass(frozen=True, slots=True)
class PublicLevel:
    """A company's level of a year; `projects` counts those it serves now."""

    company_id: int
    name: str
    uscc: str
    year: int
    score: int
    level: str
    place: int
    rated: int
    projects: int


@dataclass(frozen=True, slots=True)
class PublicReport:
    """A printed report as its QR code asks for it."""

    name: str
    uscc: str
    as_of: date
    score: int
    level: str
    digest: str
    made_at: datetime
    good_until: date | None
    outdated_at: datetime | None

    def holds(self, today: date) -> bool:
        """Whether nothing of it has changed since."""
        return self.outdated_at is None and (self.good_until is None or today < self.good_until)


@dataclass(frozen=True, slots=True)
class PublicFilter:
    """What of the levels is wanted; empty is all."""

    text: str = ""
    levels: tuple[str, ...] = ()


_COLUMNS = """select l.company_id, l.name, l.uscc, l.year, l.score, l.level, l.place, l.rated,
       (select count(*) from public_credit_project p where p.company_id = l.company_id)::int
from public_credit_level l"""
_LIST = f"""{_COLUMNS}
where l.year = (select max(year) from public_credit_level where year < %(before)s)
  and (cardinality(%(levels)s::text[]) = 0 or l.level = any(%(levels)s))
  and (%(text)s = '' or l.uscc = upper(%(text)s) or strpos(l.name, %(text)s) > 0
       or strpos(l.pinyin, lower(%(text)s)) > 0 or strpos(l.initials, lower(%(text)s)) > 0
       or exists (select from public_credit_project p
                  where p.company_id = l.company_id and strpos(p.estate, %(text)s) > 0))
  and (l.place, l.company_id) > (%(place)s, %(after)s)
order by l.place, l.company_id limit %(limit)s
"""
_ONES = f"{_COLUMNS} where l.company_id = any(%(ids)s) order by l.company_id, l.year desc"
_PROJECTS = """select p.company_id, p.token, p.estate from unnest(%(ids)s::bigint[]) as c(id)
cross join lateral (select * from public_credit_project where company_id = c.id order by pinyin, token limit %(each)s) p
order by p.company_id, p.pinyin, p.token"""
_REPORT = """select name, uscc, as_of, score, level, digest, made_at, good_until, outdated_at
from public_credit_report where token = %(token)s"""


def public_levels(
    *, on: date, only: PublicFilter | None = None, after: tuple[int, int] = (0, 0), limit: int = 50
) -> list[PublicLevel]:
    """Return the levels in force on a day by rank; `after` is place and company of the last row. One statement."""
    wanted = only or PublicFilter()
    given = {
        "before": on.year,
        "text": name_wanted(wanted.text),
        "levels": list(wanted.levels),
        "place": after[0],
        "after": after[1],
        "limit": limit,
    }
    return [PublicLevel(*row) for row in _asked(_LIST, given)]


def public_levels_of(company_ids: Sequence[int]) -> list[PublicLevel]:
    """Return the levels of some companies, each with its years, the latest first; one statement."""
    return [PublicLevel(*row) for row in _asked(_ONES, {"ids": list(company_ids)})]


def public_projects(company_ids: Sequence[int], *, each: int) -> dict[int, list[tuple[str, str]]]:
    """Return the first projects some companies serve now, as token and name of the estate; one statement."""
    found: dict[int, list[tuple[str, str]]] = {number: [] for number in company_ids}
    for company, token, estate in _asked(_PROJECTS, {"ids": list(company_ids), "each": each}):
        found[company].append((token, estate))
    return found


def public_report(token: str) -> PublicReport | None:
    """Return what a printed report said and whether it still holds; None where there is no such report."""
    if "\x00" in token:  # no text of the database holds one
        return None
    rows = _asked(_REPORT, {"token": token})
    return PublicReport(*rows[0]) if rows else None


def _asked(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
