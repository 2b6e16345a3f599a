"""The tests as on a later day: what passes only by today's date fails before its day (`pytest --ahead DAYS`).

Moved are our clock, Django's, and what PostgreSQL calls now. What signs and what waits keeps its own: it only counts
what passed. The journeys start servers of their own, which stay in the present.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.utils import timezone

from hemei.kernel import clock


class Later(datetime):
    """A clock that is ahead."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """Return the instant that far ahead."""
        return datetime.now(tz) + cls.ahead


def move(days: int) -> None:
    """Move the clocks of this process."""
    Later.ahead = timedelta(days=days)
    clock.datetime = timezone.datetime = Later  # type: ignore[misc,attr-defined]


def move_database(owner: Any, name: str) -> None:
    """Let whoever works in this database find our `now` before PostgreSQL's."""
    owner.execute("create schema later")
    owner.execute("grant usage on schema later to public")
    owner.execute(
        "create function later.now() returns timestamptz stable language sql as"
        f" $$ select pg_catalog.now() + interval '{Later.ahead.days} days' $$"
    )
    owner.execute(f'alter database "{name}" set search_path = later, public, pg_catalog')
