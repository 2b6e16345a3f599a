"""Plans and packages on a real database, with what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.oversight.renewal import queries
from hemei.oversight.renewal.models import PackageEstate
from hemei.oversight.renewal.tests.balloting import refused
from hemei.oversight.renewal.tests.lane import LAT, LON, NAMES, Lane, made_lane, river
from tests.grounds import standing

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@standing
def lane() -> Lane:
    return made_lane()


def bundles(result: dict[str, Any]) -> list[list[int]]:
    return [one["estates"] for one in result["alternatives"][0]["bundles"]]


def test_a_plan_is_worked_out_by_the_worker_and_says_what_is_missing(lane: Lane) -> None:
    river()
    plan = lane.plan()
    assert (plan.percent, plan.done_at) == (100, NOW)
    first, second, third, south, _ = lane.estates.values()
    assert bundles(plan.result) == [[first, second, third]]
    [[left, why]] = plan.result["alternatives"][0]["left"]
    assert (left, why["code"]) == (south, "barred")
    assert [name for _, _, name in plan.result["unplaced"]] == ["无位置小区"]
    with records.acting(lane.actors["street"]):
        page = queries.plan_page(plan.pk, actor=lane.actors["street"])
        assert page is not None
        assert page.row.bundles == 1
        assert len(queries.drawn_lines(page, TODAY)) == 1
    with records.acting(lane.actors["foreign"]):
        assert queries.plan_page(plan.pk, actor=lane.actors["foreign"]) is None
    with records.acting(SYSTEM):
        types = [row.type for row in record.history(stream=plan.stream)]
    assert types == ["renewal.plan_asked", "renewal.plan_made"]


def test_a_bridge_brings_the_other_bank_into_the_bundle(lane: Lane) -> None:
    river((LON, LAT - 1_500))
    assert bundles(lane.plan().result) == [list(lane.estates.values())[:4]]


def test_the_clerk_pins_forbids_and_runs_again(lane: Lane) -> None:
    first, second, third, south, _ = lane.estates.values()
    assert bundles(lane.plan(without=[third, south]).result) == [[first, second]]
    apart = lane.plan(apart=[(first, second)]).result
    assert not any({first, second} <= set(one) for one in bundles(apart))
    river()
    barred = lane.plan(together=[[first, south]]).result
    assert barred["alternatives"] == []
    assert barred["nothing"]["code"] == "barred"
    poor = lane.plan(fee_fen=10).result
    assert poor["nothing"]["code"] == "nothing_pays"
    assert {why["code"] for _, why in poor["left"]} == {"too_dear", "barred"}
    pinned = [[first, second], [second, third]]
    assert refused(lambda: lane.plan(together=pinned, apart=[(first, third)])) == "together_and_apart"
    assert refused(lambda: lane.plan(together=pinned, without=[third])) == "pinned_and_out"


def test_who_may_not_plan_or_asks_the_impossible_is_refused(lane: Lane) -> None:
    asks: list[tuple[str, dict[str, Any], str]] = [
        ("community", {}, "role"),
        ("manager", {}, "role"),
        ("foreign", {}, "place"),
        ("street", {"fee_fen": 0}, "fee"),
        ("street", {"beyond_street": True, "reason": "两个街道相邻"}, "beyond"),
        ("street", {"together": [[1]] * 61}, "too_many"),
    ]
    for by, asked, code in asks:
        assert refused(lambda by=by, asked=asked: lane.plan(by, **asked)) == code  # type: ignore[misc]


def test_beyond_a_street_the_county_plans_and_says_why(lane: Lane) -> None:
    county = lane.town.place("340102")
    assert refused(lambda: lane.plan("county", place_id=county)) == "street"
    assert refused(lambda: lane.plan("county", place_id=county, beyond_street=True)) == "reason"
    plan = lane.plan("county", place_id=county, beyond_street=True, reason="两个街道的小区只隔一条路")
    actor = lane.actors["county"]
    with records.acting(actor):
        page = queries.plan_page(plan.pk, actor=actor)
    assert page is not None
    assert page.reason == "两个街道的小区只隔一条路"


def test_an_estate_is_in_one_live_package_by_message_and_by_the_database(lane: Lane) -> None:
    first = next(iter(lane.estates.values()))
    plan = lane.plan()
    number = lane.package(plan)
    assert refused(lambda: lane.package(plan, name="站前第2包")) == "two_packages"
    with records.acting(SYSTEM):
        other = lane.row(number)
        other.pk, other.stream, other.name = 99_999, "renewal.package:99999", "别的包"
        other.save(force_insert=True)
        twin = PackageEstate(
            stream=other.stream, scope=other.scope, package=other, estate_id=first, area_dm2=1, households=1,
            standing="in",
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="renewal_packageestate_in_one"), transaction.atomic():
            twin.save()
    # What is planned now does without them; left or dropped, they are free again.
    assert lane.plan().result["nothing"]["code"] == "no_estates"
    lane.act("drop_package", "street", package_id=number, reason="街道决定重新测算")
    again = lane.package(lane.plan(), name="站前第2包")
    assert lane.row(again).state == "draft"


def test_a_river_entered_since_the_plan_stands_in_the_way_of_the_package(lane: Lane) -> None:
    plan = lane.plan()
    assert len(bundles(plan.result)[0]) == 4
    river()
    assert refused(lambda: lane.package(plan)) == "barred"


def test_what_cannot_become_a_package_is_refused(lane: Lane) -> None:
    plan = lane.plan()
    asks: list[tuple[dict[str, Any], str]] = [
        ({"name": " "}, "name"),
        ({"years": 0}, "years"),
        ({"bundle": 9}, "no_bundle"),
        ({"by": "foreign"}, "not_found"),
        ({"by": "community"}, "not_found"),
    ]
    for more, code in asks:
        assert refused(lambda more=more: lane.package(plan, **more)) == code  # type: ignore[misc]


def test_the_cost_is_shared_by_area_unless_agreed(lane: Lane) -> None:
    number = lane.package(lane.plan(without=[lane.estates["河南新村"]]))
    first, second, third = (lane.estates[name] for name in NAMES[:3])
    agree = {"package_id": number, "shares": {first: 5_000, second: 3_000}}
    assert refused(lambda: lane.act("agree_shares", "street", **agree)) == "missing"
    agree["shares"] = {first: 5_000, second: 3_000, third: 2_001}
    assert refused(lambda: lane.act("agree_shares", "street", **agree)) == "whole"
    agree["shares"] = {first: 5_000, second: 3_000, third: 2_000}
    lane.act("agree_shares", "street", **agree)
    with records.acting(lane.actors["street"]):
        page = queries.package_page(number, actor=lane.actors["street"], on=TODAY)
    assert page is not None
    assert page.month is not None
    assert {one.estate_id: one.part_fen for one in page.members}[first] == (page.month.cost_fen + 1) // 2
    assert sum(one.part_fen or 0 for one in page.members) == page.month.cost_fen


def test_a_package_is_seen_by_its_street_its_community_and_in_part_by_everybody(lane: Lane) -> None:
    number = lane.package(lane.plan())
    token = _token(lane)

    def seen(by: str) -> int:
        actor = lane.actors[by]
        with records.acting(actor):
            return len(queries.packages(queries.PackageFilter(), actor=actor))

    assert [seen(by) for by in ("street", "county", "bureau", "community", "foreign", "manager")] == [
        1,
        1,
        1,
        0,
        0,
        0,
    ]
    assert queries.public_package(token) is None
    lane.act("issue_package", "street", package_id=number)
    assert [seen(by) for by in ("community", "foreign", "manager")] == [1, 0, 0]
    found = queries.public_package(token)
    assert found is not None
    assert (found.name, len(found.estates), found.fee_fen) == ("站前第1包", 4, 250)


def _token(lane: Lane) -> str:
    from hemei.ground.places.models import Estate

    with records.acting(SYSTEM):
        return Estate.objects.get(pk=lane.estates["站前一村"]).token
