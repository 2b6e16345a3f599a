"""The pages of plans and packages: ask, pin, make, issue, call; what others see; a fixed number of statements."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.ground.people.models import Account
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.oversight.renewal import services
from hemei.oversight.renewal.tests.lane import STREET, Lane, made_lane, river
from tests.grounds import standing

pytestmark = pytest.mark.django_db


def browser(lane: Lane, role: Role, body: str, code: str) -> Client:
    name = f"{role.value} {body}"
    lane.town.person(name, code)
    lane.town.appoint(name, body, role)
    account = lane.town.account(name, code, username=name)
    Account.objects.filter(pk=account).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{account}")
    return client


@standing
def lane() -> Lane:
    return made_lane()


def test_a_street_plans_pins_and_packages_and_its_community_calls(lane: Lane) -> None:
    with records.acting(lane.actors["bureau"]):
        river()
    street = browser(lane, Role.STREET_CLERK, "明光路街道办", STREET)
    place = lane.town.place(STREET)
    bad = street.post("/packages/plans", {"place": place, "fee": "abc"})
    assert bad.status_code == 422
    assert "看不懂" in bad.content.decode()
    asked = street.post("/packages/plans", {"place": place, "fee": "2.5"})
    assert asked.status_code == 302
    assert "正在测算" in street.get(asked["Location"]).content.decode()
    services.work_on_plans(clock=utc_now)
    page = street.get(asked["Location"]).content.decode()
    for words in ("站前一村", "板桥河", "没有登记位置的", "无位置小区", "最优"):
        assert words in page
    points = street.get(asked["Location"] + "/points?alternative=reach").json()["features"]
    kinds = [one["geometry"]["type"] for one in points]
    assert (kinds.count("Point"), kinds.count("LineString")) == (4, 3)
    first, second = lane.estates["站前一村"], lane.estates["站前二村"]
    wish = {"alternative": "reach", "fee": "2.5", "one": first, "other": second, "how": "apart"}
    for lonely in ({"other": ""}, {"other": first}):
        answer = street.post(asked["Location"] + "/again", wish | lonely)
        assert "请选择两个不同的小区" in answer.content.decode()
    again = street.post(asked["Location"] + "/again", wish)
    services.work_on_plans(clock=utc_now)
    assert "不打在一起" in street.get(again["Location"]).content.decode()
    bundle = {"alternative": "reach", "bundle": "0", "name": "", "years": "3"}
    assert street.post(asked["Location"] + "/package", bundle).status_code == 422
    made = street.post(asked["Location"] + "/package", bundle | {"name": "站前第1包"})
    assert made.status_code == 302
    twin = street.post(asked["Location"] + "/package", bundle | {"name": "站前第2包"})
    assert "一个小区不能同时在两个包里" in twin.content.decode()
    community = browser(lane, Role.COMMUNITY_CLERK, "东风社区居委会", "340102001001")
    assert community.get(made["Location"]).status_code == 404
    street.post(made["Location"] + "/issue")
    seen = community.get(made["Location"]).content.decode()
    assert seen.count("召集表决</") + seen.count("召集表决<span") >= 3
    assert community.get("/packages/plans").status_code == 403
    foreign = browser(lane, Role.STREET_CLERK, "三里庵街道办", "340104001")
    assert foreign.get(made["Location"]).status_code == 404
    assert "没有符合条件的包" in foreign.get("/packages").content.decode()
    token = _token(first)
    public = Client().get(f"/e/{token}/package").content.decode()
    assert "站前第1包" in public
    sheet = street.get("/packages.xlsx")
    assert sheet.status_code == 200
    assert len(b"".join(sheet)) > 1_000  # type: ignore[call-overload]


def _token(estate: int) -> str:
    from hemei.ground.people.tests.factories import SYSTEM
    from hemei.ground.places.models import Estate

    with records.acting(SYSTEM):
        return Estate.objects.get(pk=estate).token


def test_the_lists_take_as_many_statements_for_one_row_as_for_many(lane: Lane) -> None:
    street = browser(lane, Role.STREET_CLERK, "明光路街道办", STREET)
    plan = lane.plan()
    lane.package(plan)
    street.get("/packages")

    def statements(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert street.get(address).status_code == 200
        return len(caught)

    before = [statements(address) for address in ("/packages", "/packages/plans")]
    for number in range(3):
        lane.plan(without=[number])
    assert [statements(address) for address in ("/packages", "/packages/plans")] == before


def test_a_package_takes_as_many_statements_for_two_estates_as_for_three(lane: Lane) -> None:
    street = browser(lane, Role.STREET_CLERK, "明光路街道办", STREET)
    plan = lane.plan(without=[lane.estates["河南新村"]])
    number = lane.package(plan)
    address = f"/packages/{number}"
    street.get(address)

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert street.get(address).status_code == 200
        return len(caught)

    three = statements()
    lane.act(
        "leave_package",
        "street",
        package_id=number,
        estate_id=lane.estates["站前三村"],
        reason="业主另有打算",
    )
    assert statements() == three


def test_a_plan_names_what_was_wished_and_is_no_more_to_be_planned(lane: Lane) -> None:
    street = browser(lane, Role.STREET_CLERK, "明光路街道办", STREET)
    first, second = lane.estates["站前一村"], lane.estates["站前二村"]
    number = lane.package(lane.plan(without=[lane.estates["河南新村"]]))
    share = {"key": "agreed", f"share-{first}": "Infinity"}
    assert "比例看不懂" in street.post(f"/packages/{number}/share", share).content.decode()
    plan = lane.plan(apart=[(first, second)])
    left = street.get(f"/packages/plans/{plan.pk}").content.decode()
    assert "站前一村（已不在可打包之列）、站前二村（已不在可打包之列）" in left
    assert "只有一个可以打包的小型老旧小区" in left
    assert "各小区的说明" in left
