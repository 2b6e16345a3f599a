"""What anybody may see: what hangs out for objections, and what was published. Nothing of how it was judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hemei.oversight.honours.rules.words import Kind, State

_VIEW = """
select id, kind, state, estate, token, company, community, posted_on, posting_ends_on, valid_from, scope
from public_exemplar
"""
_POSTED = (
    _VIEW + "where state = 'posted' and posting_ends_on >= %(day)s order by posting_ends_on, id limit 300"
)
_PUBLISHED = (
    _VIEW
    + """where state = 'published' and (%(kind)s = '' or kind = %(kind)s) and id < %(before)s
      and strpos(concat_ws(chr(10), estate, company, community), %(text)s) > 0 order by id desc limit %(limit)s"""
)
_LAST = 2**62


@dataclass(frozen=True, slots=True)
class PublicRow:
    """A posted nomination or a published exemplar; `scope` is where its rows lie, for who objects."""

    id: int
    kind: Kind
    state: State
    estate: str
    token: str
    company: str
    community: str
    posted_on: date
    ends_on: date
    valid_from: date | None
    scope: str


def public_exemplar(nomination_id: int) -> PublicRow | None:
    """Return what is posted or published under an id."""
    return next(iter(_rows(_VIEW + "where id = %(id)s", {"id": nomination_id})), None)


def posted(day: date) -> list[PublicRow]:
    """Return what hangs out on a day, the first to end first."""
    return _rows(_POSTED, {"day": day})


def published(
    *, kind: Kind | None = None, text: str = "", before: int | None = None, limit: int = 50
) -> list[PublicRow]:
    """Return what stands today, the latest first."""
    values = {"kind": kind.value if kind else "", "text": text, "before": before or _LAST, "limit": limit}
    return _rows(_PUBLISHED, values)


def _rows(query: str, values: dict[str, Any]) -> list[PublicRow]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [_row(row) for row in cursor.fetchall()]


def _row(row: Sequence[Any]) -> PublicRow:
    number, kind, state, *rest = row
    return PublicRow(number, Kind(kind), State(state), *rest)
