"""The list queries of deliberation, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from hemei.community.deliberation import queries, services
from hemei.ground.people.tests.factories import SYSTEM, TODAY, Town
from hemei.leadership.party import queries as party

NEAR = "340102001001"
_near: dict[str, int] = {}

LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "deliberation.mechanisms_of": lambda actor, _now: queries.mechanisms_of(_near["place"], actor=actor),
}


def furnish(town: Town, now: datetime) -> None:
    """Let the near community have a mechanism; its Party organisation is that of `volunteering`."""
    _near["place"] = place = town.place(NEAR)
    assert party.community_organisations([place], on=TODAY)
    draft = services.MechanismDraft(
        community=place, established_on=date(2022, 6, 1), document="东风〔2022〕1号"
    )
    services.establish(actor=SYSTEM, now=now, draft=draft)
