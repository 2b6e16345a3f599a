"""The lists of the cockpit, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from hemei.faces.cockpit import queries, services
from hemei.faces.cockpit.queries import AsOf, Wanted
from hemei.ground.people.tests.factories import Town
from hemei.kernel.actor import EVERYWHERE, Actor, Role


def _rows(code: str, actor: Actor, now: datetime) -> Iterable[object]:
    asked = AsOf.of(None, now + timedelta(days=30))  # what was reported a moment ago is late by then
    entry = queries.entry_of(code, asked.day)
    assert entry is not None
    return queries.rows(entry, actor=actor, ranges=actor.places, asked=asked, wanted=Wanted())


LISTS: dict[str, Callable[[Actor, datetime], Iterable[object]]] = {
    **{f"cockpit.{code}": partial(_rows, code) for code in ("F10", "F11a", "C1")},
    "cockpit.bulletins": lambda actor, now: queries.bulletins(actor=actor),
}


def furnish(town: Town, now: datetime) -> None:
    """Ask for a bulletin; the estate, its company and its case come with their own chapters."""
    services.ask_for_bulletin(
        actor=Actor(role=Role.SYSTEM, places=(EVERYWHERE,)),
        now=now,
        place_id=town.place("340102001001"),
        month=(now.date().replace(day=1) - timedelta(days=1)).replace(day=1),
        site="https://hemei.example",
    )
