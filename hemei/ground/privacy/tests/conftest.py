"""A town with a data officer and two residents who sign in by phone."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import Town, made_town
from hemei.kernel.actor import Actor, Role
from tests.grounds import standing

HOME = "340102001001"


@dataclass
class Office:
    """The town, its data officer, and the residents."""

    town: Town
    officer: Actor
    resident: Actor
    other: Actor


@standing
def office() -> Office:
    town = made_town()
    town.found("数据资源局", BodyKind.PLATFORM, "340100", Level.CITY)
    town.person("赵七", HOME)
    town.appoint("赵七", "数据资源局", Role.DATA_OFFICER)
    accounts = {
        "张三": town.account("张三", HOME, phone="13800138000"),
        "李四": town.account("李四", "340104001001", phone="15400139000"),
        "赵七": town.account("赵七", HOME, username="privacy"),
    }
    return Office(
        town,
        town.actor(Role.DATA_OFFICER, "340100", "数据资源局", "赵七", accounts["赵七"]),
        town.actor(Role.RESIDENT, HOME, person="张三", account=accounts["张三"]),
        town.actor(Role.RESIDENT, HOME, person="李四", account=accounts["李四"]),
    )
