"""The list queries of notices, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from hemei.faces.notices import queries, services
from hemei.ground.people.tests.factories import Town
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role

LISTS: dict[str, Callable[[Actor, datetime], Iterable[object]]] = {
    "notices.my_notices": lambda actor, now: queries.my_notices(actor=actor, now=now),
    "notices.every_notice": lambda actor, now: queries.every_notice(actor=actor, now=now),
    "notices.my_feed": lambda actor, _now: [feed] if (feed := queries.my_feed(actor=actor)) else [],
}


def furnish(town: Town, now: datetime) -> None:
    """Tell the near community's clerk of something, and let him have a calendar."""
    clerk = town.actor(Role.COMMUNITY_CLERK, "340102001001", "东风社区居委会", person="张三")
    town.appoint("张三", "东风社区居委会", Role.COMMUNITY_CLERK)
    while records.deliver_pending(now=now):
        pass
    services.issue_feed(actor=clerk, now=now)
