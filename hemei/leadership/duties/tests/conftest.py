"""A quarter in which duties are set and done, written through the services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.test import Client

from hemei.ground.people.models import Account
from hemei.ground.people.tests.factories import SYSTEM, Town, made_town
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.leadership.duties import queries, services
from hemei.leadership.duties.models import Duty
from hemei.leadership.duties.rules.words import ActName
from tests.grounds import standing

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
"""A Monday at ten in the morning in Hefei."""
DONGFENG, MINGGUANG, SANLIAN = "340102001001", "340102001", "340104001001"


@dataclass
class Quarter:
    """Actors by what they do, and short ways to set duties and act on them."""

    town: Town
    community: Actor
    street: Actor
    company: Actor
    city: Actor
    department: Actor
    foreign: Actor
    system: Actor = SYSTEM
    keys: Iterator[int] = field(default_factory=count)

    def body(self, name: str) -> int:
        return self.town.bodies[name]

    def set(self, owner: str = "东风社区居委会", setter: Actor | None = None, **changes: Any) -> int:
        setter = setter or self.street
        values = {
            "title": "更换公示牌",
            "text": "三幢门口的已经看不清",
            "until": date(2026, 11, 16),
            "photo_needed": False,
            "submission_key": f"key-{next(self.keys)}",
            **changes,
        }
        now = values.pop("now", NOW)
        with records.acting(setter):
            own = services.OwnDuty(owner=self.body(owner) if owner else None, **values)
            return services.set_own_duty(actor=setter, now=now, own=own)

    def act(self, actor: Actor, duty: int, name: ActName, now: datetime = NOW, **more: Any) -> Any:
        with records.acting(actor):
            row = Duty.objects.filter(pk=duty).first()
            return services.act(
                actor=actor,
                now=now,
                duty_id=duty,
                act=services.Act(name, text=more.pop("text", "已办"), until=more.pop("until", None)),
                seen=more.pop("seen", row.version if row else 1),
                **more,
            )

    def row(self, duty: int) -> Duty:
        with records.acting(SYSTEM):
            return Duty.objects.get(pk=duty)

    def sound(self, duty: int) -> None:
        with records.acting(SYSTEM):
            assert queries.differences(f"duties.duty:{duty}") == []

    def browser(self, role: Role, body: str, code: str) -> Client:
        name = f"{role.value} {body}"
        self.town.person(name, code)
        self.town.appoint(name, body, role)
        account = self.town.account(name, code, username=name)
        Account.objects.filter(pk=account).update(sample=1)
        client = Client()
        client.post(f"/demo/persons/{account}")
        return client


@standing
def quarter() -> Quarter:
    return made_quarter()


def made_quarter() -> Quarter:
    """Make the quarter in the transaction of the caller."""
    town = made_town()
    # Nobody accepts in one post what he submitted in another: each body has people of its own.
    for name in ("孙甲", "孙乙", "孙丙", "孙丁"):
        town.person(name, DONGFENG)

    def person(role: Role, code: str, body: str, name: str = "张三") -> Actor:
        return town.actor(role, code, body, name, account=1)

    return Quarter(
        town=town,
        community=person(Role.COMMUNITY_CLERK, DONGFENG, "东风社区居委会"),
        street=person(Role.STREET_CLERK, MINGGUANG, "明光路街道办", "孙甲"),
        company=person(Role.COMPANY_MANAGER, "340100", "大地物业公司", "孙乙"),
        city=person(Role.CITY_BUREAU, "340100", "市房产局", "孙丙"),
        department=person(Role.DEPARTMENT_CLERK, "340102", "瑶海区住建局", "孙丁"),
        foreign=person(Role.COMMUNITY_CLERK, SANLIAN, "三里庵社区居委会"),
    )
