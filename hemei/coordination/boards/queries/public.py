"""What anyone may read of boards: through a view made for publication, as the public's own role."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from hemei.coordination.boards.rules.content import digest_of

_COLUMNS = """token, estate, code, number, content, manager, made_at, posted_on, replaced_on, checkpoint_day,
checkpoint_root, lapsed_since, parts, latest, content_now, manager_now, digest, digest_today, content_today,
manager_today"""


@dataclass(frozen=True, slots=True)
class PublicBoard:
    """An edition as anyone may see it; `lapsed_since` where it no longer holds, in `parts`.

    `content_now`, `manager_now` are what it would say instead, as the registers stood a minute ago; `content_today`,
    `manager_today` what a board of this estate says today, whichever edition this is.
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
    digest: str
    digest_today: str
    content_today: Mapping[str, Any]
    manager_today: str

    @property
    def current(self) -> bool:
        """Whether what the print says is true today, whatever its number: what changed may have changed back."""
        return self.lapsed_since is None and self.digest == self.digest_today

    @property
    def newest(self) -> bool:
        """Whether no newer edition was made or hung in its place."""
        return self.latest and self.replaced_on is None


def public_board(token: str) -> PublicBoard | None:
    """Return the board of the estate of this token: the one that hangs, else the latest made."""
    return _one(
        "token = %s order by (posted_on is not null and replaced_on is null) desc, number desc", token
    )


@dataclass(frozen=True, slots=True)
class PublicStanding:
    """What a board would say of an estate that has none, as the registers stood at a moment."""

    content: Mapping[str, Any]
    manager: str
    as_of: datetime


def public_standing(token: str) -> PublicStanding | None:
    """Return what a board of the estate of this token would say, where none was ever made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select content, manager, as_of from public_standing where token = %s",
            [token.replace("\x00", "")],
        )
        row = cursor.fetchone()
    return PublicStanding(_json(row[0]), row[1], row[2]) if row else None


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
    facts["content_today"] = _json(facts["content_today"])
    facts["digest_today"] = facts["digest_today"] or digest_of(facts["content_today"], facts["manager_today"])
    facts["parts"] = tuple(_json(facts["parts"] or "[]"))
    return PublicBoard(**facts)


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
