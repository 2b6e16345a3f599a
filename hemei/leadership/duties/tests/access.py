"""The list queries of duties, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from hemei.ground.people.tests.factories import Town
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.leadership.duties import queries, services
from hemei.leadership.duties.queries import DutyFilters

NEAR = "340102001001"

LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "duties.inbox": lambda actor, _now: queries.inbox(actor=actor),
    "duties.duty_list": lambda actor, _now: queries.duty_list(actor=actor),
    "duties.duty_list.area": lambda actor, _now: queries.duty_list(
        actor=actor, filters=DutyFilters(view="area")
    ),
    "duties.duty_rows": lambda actor, _now: queries.duty_rows(actor=actor),
}


def furnish(town: Town, now: datetime) -> None:
    """Let the near street give the near community a duty."""
    street = town.actor(Role.STREET_CLERK, "340102001", "明光路街道办", account=1)
    with records.acting(street):
        own = services.OwnDuty(
            owner=town.bodies["东风社区居委会"],
            title="更换公示牌",
            until=date(2026, 12, 1),
            submission_key="access-test",
        )
        services.set_own_duty(actor=street, now=now, own=own)
