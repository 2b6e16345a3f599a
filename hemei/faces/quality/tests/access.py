"""The lists of quality, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from hemei.faces.quality import queries
from hemei.ground.people.tests.factories import TODAY, Town
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor


def _rows(code: str, actor: Actor, now: datetime) -> Iterable[object]:
    """Return the list of whatever ranges the actor has: where he may not ask at all is the pages' test."""
    entry = queries.entry_of(code, TODAY)
    assert entry is not None
    found = queries.Area(places.city(), actor.places)
    return queries.rows(entry, found, actor=actor, day=TODAY)


LISTS: dict[str, Callable[[Actor, datetime], Iterable[object]]] = {
    f"quality.{code}": partial(_rows, code) for code in ("no_position", "no_term")
}


def furnish(town: Town, now: datetime) -> None:
    """The estate and its company come with their own chapters."""
