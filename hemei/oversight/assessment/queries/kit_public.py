"""The draw of a round as everybody may repeat it, once the round is posted; read from views made for publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from hemei.kernel.draw import ticket


@dataclass(frozen=True, slots=True)
class PublicDraw:
    """What was fixed, thrown and opened; `secret` is empty until it is opened."""

    id: int
    round_id: int
    title: str
    by: tuple[str, ...]
    size: int
    digest: str
    commitment: str
    listed_at: datetime
    seed: str
    drawn_at: datetime
    secret: str


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line of the list with its ticket."""

    key: str
    stratum: str
    must: bool
    place: int
    drawn: bool
    ticket: str
    every: int | None
    reason: str


def public_draw(round_id: int) -> PublicDraw | None:
    """Return the draw of a posted round."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {', '.join(PublicDraw.__slots__)} from public_assessment_draw where round_id = %s",
            [round_id],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    number, round_id, title, by, *rest = row
    return PublicDraw(number, round_id, title, tuple(by), *rest)


def public_lines(draw: PublicDraw) -> list[DrawnLine]:
    """Return the whole list as its digest was made: by stratum and key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select key, stratum, must, place, drawn, every_months, reason from public_assessment_drawn"
            ' where sample_id = %s order by stratum collate "C", key collate "C"',
            [draw.id],
        )
        rows = cursor.fetchall()
    return [
        DrawnLine(key, stratum, must, place, drawn, ticket(draw.seed, key), every, reason)
        for key, stratum, must, place, drawn, every, reason in rows
    ]
