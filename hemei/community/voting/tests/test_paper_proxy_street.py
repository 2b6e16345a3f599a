"""A proxy that came with a paper is confirmed by the street where one clerk is the whole community."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from hemei.community.voting import services, work
from hemei.community.voting.models import Proxy
from hemei.community.voting.tests.conftest import HOME
from hemei.community.voting.tests.papers import Desk
from hemei.community.voting.tests.test_calling_rights import code
from hemei.community.voting.tests.test_calling_street import COMMUNITY, STREET, employ, signed_in
from hemei.community.voting.tests.test_paper_proxy import AFTER, brought, late, settle
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role

pytestmark = pytest.mark.django_db
WAITS = "随票交来的委托书等您核对"


@dataclass
class Alone:
    """A ballot whose proxy the only clerk entered, and the street above him."""

    desk: Desk
    office: Actor
    batch: int
    number: int

    @property
    def address(self) -> str:
        return f"/paper/batches/{self.batch}/proxies/{self.number}"

    def settle(self, actor: Actor, **more) -> None:
        with records.acting(actor):
            settle(self.desk, self.number, actor, **more)

    def say(self, actor: Actor) -> None:
        with records.acting(actor):
            services.say_who_signed(
                actor=actor, now=AFTER, proxy_id=self.number, own=True, reason="电话问过业主"
            )

    def listed(self, actor: Actor) -> list[str]:
        with records.acting(actor):
            return [
                one.address for found in (work.paper_proxies, work.paper_proxies_left) for one in found(actor)
            ]

    def colleague(self) -> Actor:
        return employ(self.desk.quarter, "同事", COMMUNITY, Role.COMMUNITY_CLERK, HOME)


@pytest.fixture
def alone(desk: Desk) -> Alone:
    desk.clerk = employ(desk.quarter, "独任社工", COMMUNITY, Role.COMMUNITY_CLERK, HOME)
    office = employ(desk.quarter, "街道干部", STREET, Role.STREET_CLERK, "340102001")
    batch, _sheet, serial = brought(desk)
    return Alone(desk, office, batch, late(desk, batch, serial))


def test_the_street_confirms_what_nobody_else_of_the_community_can(alone: Alone) -> None:
    assert code(lambda: alone.settle(alone.desk.clerk)) == "two_hands"
    assert (alone.listed(alone.desk.clerk), alone.listed(alone.office)) == ([], [alone.address])
    alone.settle(alone.office)
    assert (Proxy.objects.get().settled_by, Proxy.objects.get().confirmed) == (alone.office.person_id, True)
    assert alone.listed(alone.office) == []
    assert alone.desk.confirm(alone.batch, ready=1).entered == 1


def test_the_street_refuses_it_too_says_who_signed_and_takes_nothing_back(alone: Alone) -> None:
    with records.acting(alone.office):
        taking = {"actor": alone.office, "now": AFTER, "proxy_id": alone.number, "reason": "扫错了"}
        assert code(lambda: services.withdraw_paper_proxy(**taking)) == "forbidden"
    alone.settle(alone.office, confirmed=False, reason="没有业主的签名")
    assert Proxy.objects.get().confirmed is False
    assert code(lambda: alone.say(alone.desk.clerk)) == "two_hands"
    assert code(lambda: alone.say(alone.office)) == "two_hands"  # he refused it
    with records.acting(EVERYONE):
        alone.desk.quarter.town.found("瑶海区政府", BodyKind.COUNTY_GOVERNMENT, "340102", Level.COUNTY)
    county = employ(alone.desk.quarter, "区县干部", "瑶海区政府", Role.COUNTY_COORDINATOR, "340102")
    assert [alone.listed(one) for one in (alone.desk.clerk, alone.office, county)] == [
        [],
        [],
        [alone.address],
    ]
    alone.say(county)
    assert alone.listed(county) == []
    assert alone.desk.confirm(alone.batch, ready=1).entered == 1


def test_the_street_confirms_nothing_that_somebody_of_the_community_can(alone: Alone) -> None:
    colleague = alone.colleague()
    assert code(lambda: alone.settle(alone.office)) == "elsewhere"
    assert (alone.listed(alone.office), alone.listed(colleague)) == ([], [f"/paper/batches/{alone.batch}"])
    alone.settle(colleague, confirmed=False, reason="没有业主的签名")
    assert code(lambda: alone.say(colleague)) == "two_hands"  # he refused it
    assert (alone.listed(colleague), alone.listed(alone.office)) == ([], [alone.address])
    third = employ(alone.desk.quarter, "第三人", COMMUNITY, Role.COMMUNITY_CLERK, HOME)
    assert code(lambda: alone.say(alone.office)) == "elsewhere"
    assert alone.listed(alone.office) == []
    alone.say(third)


def test_the_street_finds_it_on_its_workbench_and_confirms_it_there(alone: Alone, settings) -> None:
    settings.DEMO = True
    records.bind(EVERYONE)
    own = signed_in(alone.desk, "独任社工").get(alone.address).text
    assert "由街道或者区县对照扫描件确认" in own
    office = signed_in(alone.desk, "街道干部")
    assert WAITS in office.get("/work").text
    shown = office.get(alone.address).text
    assert "对照无误，确认" in shown
    assert f'/paper/batches/{alone.batch}"' not in shown  # the stack is the community's
    assert office.get(f"/paper/proxies/{alone.number}/scan").content.startswith(b"%PDF")
    done = office.post(alone.address, {"act": "confirm"}, follow=True).text
    assert "这一批再确认一次才按委托书计入" in done
    assert WAITS not in office.get("/work").text
    assert Proxy.objects.get().confirmed


def test_the_street_sees_nothing_that_is_not_left_to_it(alone: Alone, settings) -> None:
    alone.colleague()
    settings.DEMO = True
    records.bind(EVERYONE)
    office = signed_in(alone.desk, "街道干部")
    assert office.get(alone.address).status_code == 404
    assert office.get(f"/paper/proxies/{alone.number}/scan").status_code == 404
    own = signed_in(alone.desk, "独任社工").get(alone.address).text
    assert "请另一名工作人员对照扫描件确认" in own
