"""The list queries of people, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from hemei.ground.people import queries
from hemei.ground.people.tests.factories import Town
from hemei.ground.places.models import PropertyUnit
from hemei.ground.places.tests.access import ESTATE
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE, comma, take_in
from hemei.kernel.actor import Actor, system_actor


def _unit_ids() -> list[int]:
    with records.acting(EVERYONE):
        return list(PropertyUnit.objects.values_list("pk", flat=True))


def _seats(actor: Actor, now: datetime) -> Iterable[object]:
    with records.acting(EVERYONE):
        estate = PropertyUnit.objects.values_list("estate_id", flat=True).first()
    found = queries.committee_page(estate or 0, actor=actor, on=now.date(), now=now)
    return [seat for page in found.terms for seat in page.seats] if found else ()


LISTS: dict[str, Callable[[Actor, datetime], Iterable[object]]] = {
    "people.person_list": lambda actor, now: queries.person_list(actor=actor, now=now),
    "people.found_persons": lambda _actor, now: queries.found_persons(
        field="name", text="张三", now=now, limit=9
    ),
    "people.ownerships": lambda actor, _now: queries.ownerships(actor=actor),
    "people.owners_of": lambda actor, now: queries.owners_of(_unit_ids(), actor=actor, now=now),
    "people.committee_lines": lambda actor, now: queries.committee_lines(
        queries.CommitteeFilter(now.date(), standing=queries.Standing.RUNNING), actor=actor, now=now
    ),
    "people.committee_page": _seats,
    "people.residents_of": lambda actor, now: queries.residents_of(_unit_ids(), actor=actor, now=now),
}


def furnish(town: Town, now: datetime) -> None:
    """Give the near community's estate an owner, a resident and a committee beside the fixture's persons."""
    header = ("小区", "楼栋", "单元", "房号", "姓名", "起始日期")
    file = comma(header, (ESTATE, "1幢", "1单元", "101", "周业主", "2022-01-01"))
    take_in(system_actor(town.path("340100")), now, file, "people.owners")
    header = ("小区", "产生方式", "应选人数", "选举日期", "任期开始", "任期届满日")
    file = comma(header, (ESTATE, "首届", "5", "2024-01-01", "2024-01-01", "2028-12-31"))
    take_in(system_actor(town.path("340100")), now, file, "people.terms")
    file = comma(("小区", "姓名", "职务", "任职起始日"), (ESTATE, "周业主", "主任", "2024-01-01"))
    take_in(system_actor(town.path("340100")), now, file, "people.seats")
    header = ("小区", "楼栋", "单元", "房号", "姓名", "住户类型", "迁入日期")
    file = comma(header, (ESTATE, "1幢", "1单元", "101", "吴租客", "承租人", "2025-01-01"))
    take_in(system_actor(town.path("340100")), now, file, "people.residents")
