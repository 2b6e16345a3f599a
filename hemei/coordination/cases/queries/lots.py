"""The weekly lots as everybody may read and repeat them, from views made for publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection


@dataclass(frozen=True, slots=True)
class LotRow:
    """A week's lot and what its visits found; `owed` are visits not yet paid."""

    week: date
    closed: int
    drawn: int | None
    true: int
    false: int
    unclear: int
    owed: int


@dataclass(frozen=True, slots=True)
class PublicLot:
    """What was fixed and what decided it; `seed` is empty until a checkpoint covers the list."""

    id: int
    week: date
    digest: str
    listing: str
    closed: int
    listed_at: datetime
    share: str
    seed: str
    checkpoint_day: date | None
    drawn: int | None
    drawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class LotVisit:
    """A case the lot fell on, by its number, and what was found; nothing of the case itself."""

    number: str
    body: str
    body_id: int
    due_at: datetime
    visited_at: datetime | None
    found: str | None


_LOTS = """
select l.week, l.closed, l.drawn, count(*) filter (where r.found = 'true'),
       count(*) filter (where r.found = 'false'), count(*) filter (where r.found = 'unclear'),
       count(*) filter (where r.number is not null and r.found is null)
from public_cases_lot l left join public_cases_revisit r on r.lot_id = l.id
where l.week < %s group by l.week, l.closed, l.drawn order by l.week desc limit %s
"""


def public_lots(*, before: date | None = None, limit: int = 26) -> list[LotRow]:
    """Return lots, the newest week first; `before` is the week of the last row of the page before."""
    with connection.cursor() as cursor:
        cursor.execute(_LOTS, [before or date.max, limit])
        return [LotRow(*row) for row in cursor.fetchall()]


def public_lot(week: date) -> PublicLot | None:
    """Return the lot of a week."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {', '.join(PublicLot.__slots__)} from public_cases_lot where week = %s", [week]
        )
        row = cursor.fetchone()
    return PublicLot(*row) if row else None


def public_visits(lot_id: int) -> list[LotVisit]:
    """Return the cases a lot fell on, by visiting body and number."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {', '.join(LotVisit.__slots__)} from public_cases_revisit where lot_id = %s"
            " order by body_id, number",
            [lot_id],
        )
        return [LotVisit(*row) for row in cursor.fetchall()]
