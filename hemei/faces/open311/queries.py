"""Service requests as anyone may see them, through the view made for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from hemei.coordination.cases import queries as cases
from hemei.faces.open311.rules import MOST, Asked
from hemei.kernel.workdays import shanghai_day

_COLUMNS = """number, kind, state, outcome, reported_at, next_due_at, ended_at, updated_at, token, estate, address,
lon, lat, agency, ended"""
_CLOSED = "state in ('ended', 'refused')"


@dataclass(frozen=True, slots=True)
class PublicRequest:
    """A case as anyone may see it; `lon`, `lat` are those of its estate in millionths of a degree."""

    number: str
    kind: str
    state: str
    outcome: str | None
    reported_at: datetime
    next_due_at: datetime | None
    ended_at: datetime | None
    updated_at: datetime | None
    token: str | None
    estate: str | None
    address: str | None
    lon: int | None
    lat: int | None
    agency: str
    ended: str | None

    @property
    def closed(self) -> bool:
        """Whether nothing is to be done any more."""
        return self.state in {"ended", "refused"}


def is_service(law: Any, code: str) -> bool:
    """Whether a code is a line of the list, or the one for what fits none."""
    return code in law.lines or code == cases.OTHER_KIND


def public_requests(asked: Asked) -> list[PublicRequest]:
    """Return the newest requests that are asked for, 1,000 at most; one statement.

    A number begins with its day in Shanghai, so a span of days is a range of the index on numbers.
    """
    parts: list[str] = []
    values: dict[str, Any] = {"most": MOST}
    if asked.numbers:
        parts.append("number = any(%(numbers)s)")
        # No text of the database holds a NUL, and so no request has such a number.
        values["numbers"] = [number for number in asked.numbers if "\x00" not in number]
    if asked.start is not None and asked.end is not None:
        parts.append("number >= %(low)s and number < %(high)s and reported_at between %(start)s and %(end)s")
        values |= {
            "low": f"{shanghai_day(asked.start):%y%m%d}",
            "high": f"{shanghai_day(asked.end):%y%m%d}:",  # a colon stands behind every digit
            "start": asked.start,
            "end": asked.end,
        }
    if asked.services:
        parts.append("kind = any(%(services)s)")
        values["services"] = list(asked.services)
    if len(asked.statuses) == 1:
        parts.append(_CLOSED if asked.statuses[0] == "closed" else f"not ({_CLOSED})")
    condition = " and ".join(parts) or "true"
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_COLUMNS} from public_request where {condition} order by number desc limit %(most)s",
            values,
        )
        return [PublicRequest(*row) for row in cursor.fetchall()]
