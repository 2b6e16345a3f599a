"""The quarter's Party side with a resident who lives there and an office that pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.leadership.duties.tests.conftest import quarter  # noqa: F401 - the fixture
from hemei.leadership.party.rules.words import Form, Level
from hemei.leadership.party.tests.conftest import DONGFENG, SANLIAN, Side, side  # noqa: F401 - the fixture
from hemei.leadership.volunteering import services
from hemei.leadership.volunteering.rules.words import ItemKind, VolunteerKind

OFFICE = "瑶海区住建局"
PHONE = "13800138001"


@dataclass
class Service:
    """Who acts, and short ways to register, list and pair."""

    side: Side
    secretary: Actor
    clerk: Actor
    resident: Actor
    office: Actor
    organisation: int

    @property
    def community(self) -> int:
        return self.side.town.place(DONGFENG)

    @property
    def far(self) -> int:
        return self.side.town.place(SANLIAN)

    def report_in(self, actor: Actor | None = None, **changes: Any) -> int:
        who = actor or self.resident
        values: dict[str, Any] = {
            "community": self.community,
            "kind": VolunteerKind.MEMBER,
            "name": "王小明",
            "organisation": self.organisation,
            "consent": True,
            **changes,
        }
        act = services.report_in if who.role is Role.RESIDENT else services.register
        with records.acting(who):
            return act(actor=who, now=NOW, draft=services.Registration(**values))

    def tell(self, volunteer: int, actor: Actor | None = None, **changes: Any) -> int:
        who = actor or self.resident
        values: dict[str, Any] = {"day": NOW.date(), "minutes": 90, "what": "清理楼道", **changes}
        with records.acting(who):
            return services.tell_hours(
                actor=who, now=NOW, volunteer_id=volunteer, draft=services.Told(**values)
            )

    def list(
        self, kind: ItemKind, title: str = "缺少健身器材", actor: Actor | None = None, **changes: Any
    ) -> int:
        who = actor or self.clerk
        values: dict[str, Any] = {"community": self.community, "kind": kind, "title": title, **changes}
        with records.acting(who):
            return services.list_item(actor=who, now=NOW, draft=services.Listing(**values))

    def pair(self, actor: Actor | None = None, **changes: Any) -> int:
        who = actor or self.secretary
        values: dict[str, Any] = {
            "community": self.community,
            "organisation": self.organisation,
            "year": 2026,
            "signed_on": NOW.date(),
            "persons": "甲方李四，乙方王五",
            **changes,
        }
        with records.acting(who):
            return services.pair(actor=who, now=NOW, draft=services.Agreement(**values))


@pytest.fixture
def service(side: Side) -> Service:  # noqa: F811
    town = side.town
    person = town.person("王小明", DONGFENG, PHONE)
    account = town.account("王小明", DONGFENG, phone=PHONE)
    number = side.found("区住建局机关党支部", Form.COMMITTEE, Level.COUNTY, "340102", OFFICE)
    community = "东风社区居委会"
    return Service(
        side,
        town.actor(Role.COMMUNITY_SECRETARY, DONGFENG, community, "张三", account=1),
        town.actor(Role.COMMUNITY_CLERK, DONGFENG, community, "张三", account=1),
        Actor(Role.RESIDENT, account_id=account, person_id=person),
        town.actor(Role.DEPARTMENT_CLERK, "340102", OFFICE, "张三", account=1),
        number,
    )
