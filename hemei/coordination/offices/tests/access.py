"""The list queries of offices and staff, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from hemei.coordination.offices import queries, services
from hemei.ground.people.tests.factories import SINCE, TODAY, Town
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role

NEAR = "340102001001"

LISTS: dict[str, Callable[[Actor, datetime], Iterable[object]]] = {
    "offices.part_timers": lambda actor, _now: queries.part_timers(actor=actor, on=TODAY),
    # Every committee is listed in its own place; those with staff are what must not be seen elsewhere.
    "offices.community_rows": lambda actor, _now: queries.community_rows(actor=actor, on=TODAY, gaps=False),
}


def furnish(town: Town, now: datetime) -> None:
    """Let the near community have one part-timer."""
    town.appoint("张三", "东风社区居委会", Role.COMMUNITY_SECRETARY)
    secretary = town.actor(Role.COMMUNITY_SECRETARY, NEAR, "东风社区居委会", "张三", account=1)
    with records.acting(secretary):
        draft = services.PartTimerDraft(town.place(NEAR), town.persons["张三"], SINCE)
        services.assign_part_timers(actor=secretary, now=now, drafts=[draft])
