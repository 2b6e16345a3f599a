"""What anyone may read of boards: through a view made for publication, as the public's own role."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

_COLUMNS = """token, estate, code, number, content, manager, made_at, posted_on, replaced_on, checkpoint_day,
checkpoint_root, lapsed_since, parts, latest, content_now, manager_now"""


@dataclass(frozen=True, slots=True)
class PublicBoard:
    """An edition as anyone may see it; `lapsed_since` where it no longer holds, in `parts`.

    `content_now`, `manager_now` are what it would say instead, as the registers stood a minute ago.
    """

    token: str
    estate: str
    code: str
    number: int
    content: Mapping[str, Any]
    manager: str
    made_at: datetime
    posted_on: date | None
    replaced_on: date | None
    checkpoint_day: date | None
    checkpoint_root: str
    lapsed_since: datetime | None
    parts: tuple[str, ...]
    latest: bool
    content_now: Mapping[str, Any] | None
    manager_now: str | None

    @property
    def current(self) -> bool:
        """Whether what the print says is true today."""
        return self.replaced_on is None and self.lapsed_since is None and self.latest


def public_board(token: str) -> PublicBoard | None:
    """Return the board of the estate of this token: the one that hangs, else the latest made."""
    return _one(
        "token = %s order by (posted_on is not null and replaced_on is null) desc, number desc", token
    )


def public_edition(code: str) -> PublicBoard | None:
    """Return the edition with this version code, however it was typed."""
    return _one("code = %s", "".join(code.split()).upper()[:20])


def _one(condition: str, value: str) -> PublicBoard | None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_COLUMNS} from public_board where {condition} limit 1", [value.replace("\x00", "")]
        )
        row = cursor.fetchone()
    if row is None:
        return None
    facts = dict(zip(PublicBoard.__slots__, row, strict=True))
    facts["content"] = _json(facts["content"])
    facts["content_now"] = _json(facts["content_now"])
    facts["parts"] = tuple(_json(facts["parts"] or "[]"))
    return PublicBoard(**facts)


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
