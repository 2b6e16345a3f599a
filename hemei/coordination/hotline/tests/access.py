"""The list queries of files of orders, for `tests/test_access.py`; communities see the cases, not the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from hemei.coordination.hotline import queries
from hemei.coordination.hotline.models import Order
from hemei.coordination.hotline.tests.conftest import HEADER, REGISTER, order
from hemei.ground.people.tests.factories import Town
from hemei.ground.places.tests.access import ESTATE
from hemei.ground.records.tests import importing
from hemei.kernel.actor import Actor, Role

LISTS: dict[str, Callable[[Actor, datetime], Iterable[object]]] = {
    "hotline.orders_of": lambda _actor, _now: queries.orders_of(_near["file"]),
}
_near: dict[str, int] = {}


def furnish(town: Town, now: datetime) -> None:
    """Let the near street bring a file in."""
    clerk = town.actor(Role.STREET_CLERK, "340102001", "明光路街道办", "张三")
    content = importing.comma(HEADER, order("ACCESS1", 小区名称=ESTATE, 受理时间="2026-10-01 09:00"))
    (number,) = importing.begin(clerk, now, content, REGISTER)
    importing.check(clerk, now, number)
    importing.write(clerk, now, number)
    assert Order.objects.filter(number="ACCESS1").exists()
    _near["file"] = number
