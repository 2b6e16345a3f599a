"""Who issued the city's own standards, when and why: public, as the documents are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """How a document came to be; `body` is empty where the command line issued it."""

    issued_at: datetime
    reason: str
    body: str


def issued_standard(name: str, day: date) -> IssuedRow | None:
    """Return how the city's document of this day was issued, None where it came with the software."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select issued_at, reason, body from public_issued_standard where name = %s and day = %s",
            [name, day],
        )
        row = cursor.fetchone()
    return IssuedRow(*row) if row else None
