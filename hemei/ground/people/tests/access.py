"""The list queries of people, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from hemei.ground.people import queries
from hemei.ground.people.tests.factories import Town
from hemei.kernel.actor import Actor

LISTS: dict[str, Callable[[Actor, datetime], Iterable[object]]] = {
    "people.person_list": lambda actor, now: queries.person_list(actor=actor, now=now),
}


def furnish(town: Town, now: datetime) -> None:
    """The town's fixture has registered a person in each community already."""
