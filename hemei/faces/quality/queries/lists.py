"""The list of a check: what contradicts now, in the viewer's places."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hemei.faces.quality.queries.areas import Area
from hemei.faces.quality.queries.checks import Entry
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Reason

CHUNK = 1_000

_ROWS = """
select s.key, s.label, s.place, s.reason, s.said, s.arg, s.fix from ({sql}) s
where ({here}) and s.key collate "C" > %(after)s and strpos(s.label, %(text)s) > 0
order by s.key collate "C" limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One contradiction: where it stands, what contradicts what, and where it is put right."""

    key: str
    label: str
    place: str
    reason: Reason
    arg: str
    fix: str


def may_list(entry: Entry, actor: Actor) -> bool:
    """Whether the actor may open the list, not its number alone: who has no places reads open registers only."""
    return actor.role is not Role.SYSTEM_ADMIN or entry.check.open


def rows(
    entry: Entry, found: Area, *, actor: Actor, day: date, text: str = "", after: str = "", limit: int = 50
) -> list[Row]:
    """Return a page of what contradicts now, by key; one statement."""
    if not found.ranges or not may_list(entry, actor):
        return []
    here, values = _here(entry, found, day)
    values |= {"after": after, "text": text, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(sql=entry.check.sql, here=here), values)
        return [_row(entry, row) for row in cursor.fetchall()]


def standing(entry: Entry, found: Area, *, day: date) -> int:
    """Return how many contradict now in a place the actor may ask about; one statement."""
    if not found.ranges:
        return 0
    here, values = _here(entry, found, day)
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({entry.check.sql}) s where {here}", values)
        return int(cursor.fetchone()[0])


def _here(entry: Entry, found: Area, day: date) -> tuple[str, dict[str, Any]]:
    """Return the condition of a place, and the values a check is bound to there."""
    here = " or ".join(
        f"s.place >= %(low{number})s and s.place < %(high{number})s" for number in range(len(found.ranges))
    )
    values: dict[str, Any] = {**entry.item.thresholds, "day": day}
    for number, part in enumerate(found.ranges):
        values[f"low{number}"], values[f"high{number}"] = part.lower, part.upper
    return here, values


def all_pages(entry: Entry, found: Area, *, actor: Actor, day: date, text: str = "") -> Iterator[list[Row]]:
    """Yield a whole list for an export, in pages."""
    after = ""
    while True:
        page = rows(entry, found, actor=actor, day=day, text=text, after=after, limit=CHUNK)
        yield page
        if len(page) < CHUNK:
            return
        after = page[-1].key


def _row(entry: Entry, row: tuple[Any, ...]) -> Row:
    key, label, place, reason, said, arg, fix = row
    told = json.loads(said) if isinstance(said, str) else dict(said or {})
    values = {name: "" if value is None else value for name, value in told.items()}
    return Row(
        key, label, place, Reason(entry.check.reasons[reason], values, code=reason), arg or "", fix or ""
    )
