"""Which kinds a text may mean: by the version in use of what confirmed cases taught, else by the list's words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import connection

from hemei.coordination.cases.models import KindModel
from hemei.coordination.cases.rules.kinds.fitting import Example
from hemei.coordination.cases.rules.kinds.measuring import Measured, read_measured, read_written
from hemei.coordination.cases.rules.kinds.model import read_model
from hemei.coordination.cases.rules.kinds.showing import Suggested, Taught, suggested
from hemei.coordination.cases.rules.standards import KindSuggestions, ResponsibilityList
from hemei.coordination.cases.rules.words import OTHER_KIND
from hemei.ground.records import queries as records

WRITTEN = Path(__file__).parents[1] / "rules" / "kinds" / "written.tsv"
"""Sentences as residents write them, made up by hand and never learnt: the same honest question to every version."""
_CHUNK = 500
_NEWEST = 200_000
"""So many cases back confirmed ones are looked for: a bound on time, far above what is learnt."""


@dataclass(frozen=True, slots=True)
class KindVersion:
    """A version of what was learnt, as the bureau reads it."""

    id: int
    trained_at: datetime
    list_day: date
    used: bool
    measured: Measured


def suggestions_on(day: date) -> KindSuggestions:
    """Return the rules of suggesting in force on a day."""
    return records.standards().find("kind-suggestions", KindSuggestions, on=day)


def suggested_kinds(text: str, listed: ResponsibilityList, *, day: date) -> tuple[Suggested, ...]:
    """Return the kinds a text may mean, by the version in use and the rules of a day (`rules.kinds.showing`)."""
    if not text.strip():  # an empty form asks the database nothing
        return ()
    return suggested(text, listed, suggestions_on(day), taught_in_use())


def taught_in_use() -> Taught | None:
    """Return what was learnt and is in use, None where the list's words speak alone."""
    with connection.cursor() as cursor:
        cursor.execute("select id from public_kindmodel")
        row = cursor.fetchone()
    return _read(row[0]) if row else None


@lru_cache(maxsize=1)  # a version never changes; a new one takes its place
def _read(version: int) -> Taught:
    with connection.cursor() as cursor:
        cursor.execute("select learnt, measured from public_kindmodel where id = %s", [version])
        learnt, measured = (json.loads(one) if isinstance(one, str) else one for one in cursor.fetchone())
    kinds = read_measured(measured).kinds
    return Taught(read_model(learnt), {code: one.learnt for code, one in kinds.items()})


def kind_versions(*, limit: int) -> list[KindVersion]:
    """Return the newest versions, the newest first."""
    rows = KindModel.objects.order_by("-id").defer("learnt")[:limit]
    return [
        KindVersion(row.pk, row.trained_at, row.list_day, row.used, read_measured(row.measured))
        for row in rows
    ]


# --- what there is to learn from ------------------------------------------------------------------
# Where a text no longer opens, because it was erased when its time was over, there is nothing to learn.
_CONFIRMED = """
select id, text_id, kind, place from (
  select id, text_id, kind, coalesce(estate_id::text, scope) as place,
         row_number() over (partition by kind order by id desc) as nth
  from cases_case
  where id > (select coalesce(max(id), 0) - %(newest)s from cases_case)
    and text_id is not null and kind <> %(other)s and snapshot -> 'kind_confirmed' = 'true'::jsonb
) newest where nth <= %(most)s order by id
"""


def confirmed_cases(*, kinds: frozenset[str], most: int) -> Iterator[Example]:
    """Yield confirmed cases of the list's kinds with their texts, the newest `most` of each; security applies."""
    values: dict[str, Any] = {"newest": _NEWEST, "other": OTHER_KIND, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(_CONFIRMED, values)
        rows = [row for row in cursor.fetchall() if row[2] in kinds]
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        texts = records.open_sealed(row[1] for row in chunk)
        for number, text_id, kind, place in chunk:
            text = texts.get(text_id)
            if text:
                yield Example(number, place, kind, text)


def newly_confirmed(after: int) -> int:
    """Return how many cases that came in after this one have a confirmed kind."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from cases_case where id > %s and snapshot -> 'kind_confirmed' = 'true'::jsonb"
            " and kind <> %s",
            [after, OTHER_KIND],
        )
        return int(cursor.fetchone()[0])


def written(listed: ResponsibilityList, *, further: bool = False) -> list[Example]:
    """Return the sentences written by hand of the kinds that this list has; `further`, what else they tell of."""
    return read_written(WRITTEN.read_text(encoding="utf-8"), listed, passing=True, further=further)


def sent_by_form(ids: Iterable[int]) -> int:
    """Return how many of these cases came through a form; the others were written from a file or by a program."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from cases_case c where c.id = any(%s)"
            " and exists (select 1 from cases_submission s where s.stream = c.stream)",
            [list(ids)],
        )
        return int(cursor.fetchone()[0])
