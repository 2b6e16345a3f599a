"""The list queries of the maintenance fund, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from hemei.community.funds import queries, services
from hemei.ground.people.tests.factories import SYSTEM, Town
from hemei.ground.places.models import Estate
from hemei.kernel.workdays import shanghai_day

LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "funds.funds": lambda actor, now: queries.funds(queries.FundFilter(), actor=actor, on=shanghai_day(now)),
}


def furnish(town: Town, now: datetime) -> None:
    """Open the fund of the near estate, whose books are open."""
    estate = Estate.objects.get(name="春天小区").pk
    services.open_fund(actor=SYSTEM, now=now, estate_id=estate, opened_on=date(now.year, 1, 1))
