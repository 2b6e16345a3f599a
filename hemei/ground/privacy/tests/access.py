"""The list queries of privacy, for `tests/test_access.py`: what the near resident asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from hemei.ground.people import queries as people
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import Town
from hemei.ground.privacy import queries, services
from hemei.ground.privacy.models import Request
from hemei.ground.privacy.rules import Right
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role

NEAR = "340102001001"

LISTS: dict[str, Callable[[Actor, datetime], Iterable[object]]] = {
    "privacy.rows": lambda _actor, _now: list(Request.objects.all()),
    "privacy.own_requests": lambda actor, _now: queries.own_requests(actor=actor),
    "privacy.own_matters": lambda actor, now: queries.own_matters(actor=actor, now=now),
    "privacy.sights": lambda actor, _now: queries.own_sights(actor=actor),
    "privacy.looks": lambda actor, _now: queries.looks_at(actor=actor, persons=people.own_persons(actor)),
}


def furnish(town: Town, now: datetime) -> None:
    """Let the near resident ask."""
    town.found("数据资源局", BodyKind.PLATFORM, "340100", Level.CITY)
    town.person("赵七", NEAR)
    town.appoint("赵七", "数据资源局", Role.DATA_OFFICER)
    clerk = town.actor(Role.COMMUNITY_CLERK, NEAR, "东风社区居委会", account=1)
    with records.acting(clerk):
        come = services.Come("self", "id_card")
        services.find_person(actor=clerk, now=now, number="13800138000", come=come)
    resident = town.actor(Role.RESIDENT, NEAR, person="张三", account=1)
    with records.acting(resident):
        services.see_notice(actor=resident, now=now)
        services.ask(actor=resident, now=now, right=Right.KNOW, text="保存了我的什么信息")
