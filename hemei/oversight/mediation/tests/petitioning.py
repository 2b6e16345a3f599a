"""A town with estates, four bodies of mediation and petitions from files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import services as records
from hemei.ground.records.tests import importing
from hemei.kernel.actor import Actor, Role
from hemei.leadership.duties.tests.conftest import quarter  # noqa: F401 - the fixture
from hemei.leadership.party.tests.conftest import Side
from hemei.leadership.party.tests.conftest import side as side  # noqa: PLC0414 - the fixture
from hemei.oversight.mediation.models import Petition
from hemei.oversight.mediation.tests.conftest import CITY, COUNTY, DONGFENG, STREET, Court, made_court

HEADER = [
    "信访编号", "信访形式", "登记日期", "问题类别", "小区", "社区", "人数", "信访人", "联系电话", "信访诉求",
    "是否重复", "告知日期", "办结日期", "是否延期",
]  # fmt: skip
REGISTER = "mediation.petitions"
TODAY = NOW.date()


def line(number: str, **more: Any) -> list[str]:
    """Return a row of a file; days as days."""
    values: dict[str, Any] = {
        "信访编号": number, "信访形式": "来访", "登记日期": TODAY - timedelta(days=30), "问题类别": "噪声",
        "小区": "绿地小区", "社区": "", "人数": "", "信访人": "钱示一", "联系电话": "15400000001",
        "信访诉求": "楼下棋牌室半夜吵闹", "是否重复": "", "告知日期": "", "办结日期": "", "是否延期": "", **more,
    }  # fmt: skip
    return [value.isoformat() if isinstance(value, date) else str(value) for value in values.values()]


@dataclass
class Desk:
    """Who acts on petitions, and short ways to do it."""

    side: Side
    court: Court
    bureau: Actor
    county: Actor
    street: Actor
    clerk: Actor
    foreign: Actor

    def do(self, actor: Actor, act: Any, at: datetime = NOW, **values: Any) -> Any:
        with records.acting(actor):
            return act(actor=actor, now=at, **values)

    def take_in(
        self, *rows: list[str], actor: Actor | None = None, good_rows: bool = False
    ) -> importing.seen.ImportRow:
        return importing.take_in(
            actor or self.bureau, NOW, importing.comma(HEADER, *rows), REGISTER, good_rows=good_rows
        )

    def row(self, number: str) -> Petition:
        with records.acting(importing.EVERYONE):
            return Petition.objects.select_related("repeat_of").get(number=number)


@pytest.fixture
def desk(side: Side) -> Desk:
    town = side.town
    return Desk(
        side,
        made_court(town),
        town.actor(Role.CITY_BUREAU, CITY, "市房产局", "张三", account=1),
        town.actor(Role.COUNTY_COORDINATOR, COUNTY, "瑶海区住建局", "张三", account=1),
        town.actor(Role.STREET_CLERK, STREET, "明光路街道办", "张三", account=1),
        town.actor(Role.COMMUNITY_CLERK, DONGFENG, "东风社区居委会", "张三", account=1),
        town.actor(Role.STREET_CLERK, "340103001", "逍遥津街道办", "张三", account=1),
    )
