"""Where a case lies: in an estate, in a named building of it, or elsewhere in a community."""

from __future__ import annotations

import re
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.coordination.cases import queries
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.tests.conftest import DONGFENG, NOW, SINCE, SYSTEM, Quarter, count
from hemei.coordination.cases.tests.test_pages import browser_of, number_in
from hemei.ground.people.models import Account
from hemei.ground.people.queries import OwnUnit
from hemei.ground.places import queries as places
from hemei.ground.places import services as place_services
from hemei.ground.places.models import Estate
from hemei.ground.places.rules.drafts import BuildingDraft, EntranceDraft, EstateDraft
from hemei.ground.places.rules.estates import EstateKind
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from tests.grounds import standing

KIND = "blocked_fire_lane"


@standing
def built(quarter: Quarter) -> Quarter:
    """The quarter, its estate's neighbour with two buildings and three entrances."""
    house = BuildingDraft("1幢", 11, (EntranceDraft("1单元"), EntranceDraft("2单元")))
    estate = EstateDraft(
        name="红星小区", kind=EstateKind.OLD, community_id=quarter.town.place(DONGFENG), address="长江路2号",
        built_area_dm2=1_000_000, households=50, valid_from=SINCE,
        buildings=(house, BuildingDraft("2幢", 6, (EntranceDraft("1单元"),))),
    )  # fmt: skip
    with records.acting(SYSTEM):
        place_services.add_estates(actor=SYSTEM, now=NOW, drafts=[estate], source="test")
    return quarter


def token_of(name: str) -> str:
    return places.search_estates(name)[0].token


def resident(quarter: Quarter) -> Client:
    """The signed-in browser of the one who reports in these tests."""
    account = quarter.town.account("张三", DONGFENG, username="zhangsan")
    Account.objects.filter(pk=account).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{account}")
    return client


def file(address: str, **changes: str) -> object:
    form = {"text": "路灯坏了", "kind": KIND, "submission_key": "one", "apart": "1", **changes}
    return Client().post(address, form, REMOTE_ADDR="192.0.2.77")


def test_his_own_estates_come_first_for_who_signed_in_and_for_nobody_else(
    built: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The estate he owns a unit in stands before the one he reported from; a visitor and staff see none."""
    built.report(built.resident, kind=KIND)
    page = resident(built).get("/report").text
    assert "您的小区" in page
    assert f'href="/report/{built.token}"' in page
    for client in (Client(), browser_of(built, Role.COMMUNITY_CLERK, "东风社区居委会")):
        assert "您的小区" not in client.get("/report").text
    with records.acting(SYSTEM):
        row = Estate.objects.get(name="红星小区")
    unit = OwnUnit(1, row.pk, built.resident.person_id or 0, row.scope)
    monkeypatch.setattr("hemei.ground.people.queries.own_units", lambda **_: [unit])
    with records.acting(built.resident):
        own = queries.own_estates(actor=built.resident, on=shanghai_day(NOW))
    assert [one.name for one in own] == ["红星小区", "绿地小区"]


class TestElsewhere:
    def test_a_street_corner_is_a_case_of_its_community(self, quarter: Quarter) -> None:
        number = number_in(file(f"/report/{DONGFENG}", spot="长江路与明光路口").headers["Location"])
        row = quarter.row(number)
        assert (row.estate_id, row.estate_name) == (None, "东风社区")
        assert row.scope == quarter.town.path(DONGFENG)
        assert row.home_body_id == quarter.community.body_id
        quarter.sound(number)
        clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
        page = clerk.get(f"/cases/{number}").text
        assert "东风社区" in page
        assert "长江路与明光路口" in page
        assert "东风社区" in clerk.get("/cases").text

    def test_it_goes_the_way_of_every_case(self, quarter: Quarter) -> None:
        number = quarter.report(token=DONGFENG, kind=KIND)
        quarter.act(quarter.community, number, acts.Accept(kind=KIND))
        page = quarter.page(quarter.community, number)
        assert page.state.place is None
        fire = quarter.town.bodies["瑶海消防"]
        quarter.act(quarter.community, number, acts.Whistle(lead=fire, text="请到场"))
        quarter.sound(number)
        assert quarter.page(quarter.foreign_community, number) is None

    def test_it_takes_the_statements_of_any_report(self, quarter: Quarter) -> None:
        quarter.report(kind=KIND)
        with CaptureQueriesContext(connection) as estate:
            quarter.report(quarter.public, kind=KIND)
        with CaptureQueriesContext(connection) as elsewhere:
            quarter.report(quarter.public, kind=KIND, token=DONGFENG)
        assert count(elsewhere) == count(estate)

    @pytest.mark.parametrize(
        "token", ["340102001999", "340102001", "340102", "999999999999", "340102001001x"]
    )
    def test_only_a_community_of_this_city_is_a_place(self, quarter: Quarter, token: str) -> None:
        assert Client().get(f"/report/{token}").status_code == 404
        with pytest.raises(Refused, match="没有找到这个地点"):
            quarter.report(quarter.public, token=token)

    def test_the_form_says_where_it_is_and_asks_for_no_building(self, quarter: Quarter) -> None:
        page = Client().get(f"/report/{DONGFENG}").text
        assert "在东风社区，不在小区里" in page
        assert "瑶海区 明光路街道" in page
        assert 'name="house"' not in page


class TestFinding:
    def test_estates_come_first_then_the_rest_of_their_community(self, quarter: Quarter) -> None:
        page = Client().get("/report?q=绿地").text
        assert page.index("绿地小区") < page.index("在东风社区的其他地方")
        assert f'href="/report/{DONGFENG}"' in page

    @pytest.mark.parametrize("words", ["东风", "明光路街道", "dfsq", "dongfeng"])
    def test_a_community_is_found_by_its_name_its_street_or_letters(
        self, quarter: Quarter, words: str
    ) -> None:
        assert "在东风社区的其他地方" in Client().get("/report", {"q": words}).text

    def test_nothing_found_is_said_so(self, quarter: Quarter) -> None:
        page = Client().get("/report", {"q": "%_\x00火星"}).text
        assert "没有找到" in page
        assert "的其他地方" not in page


class TestHouse:
    def test_building_and_entrance_are_kept_and_shown(self, built: Quarter) -> None:
        token = token_of("红星小区")
        page = Client().get(f"/report/{token}").text
        options = dict(re.findall(r'<option value="([0-9-]+)">([^<]+)</option>', page))
        assert list(options.values()) == ["1幢", "1幢 1单元", "1幢 2单元", "2幢", "2幢 1单元"]
        second = next(value for value, words in options.items() if words == "1幢 2单元")
        number = number_in(file(f"/report/{token}", house=second).headers["Location"])
        row = built.row(number)
        assert f"{row.building_id}-{row.entrance_id}" == second
        assert built.page(built.community, number).state.house == "1幢 2单元"
        built.sound(number)
        clerk = browser_of(built, Role.COMMUNITY_CLERK, "东风社区居委会")
        assert "1幢 2单元" in clerk.get(f"/cases/{number}").text
        whole = next(value for value, words in options.items() if words == "2幢")
        number = number_in(file(f"/report/{token}", house=whole, submission_key="two").headers["Location"])
        assert (built.row(number).entrance_id, built.page(built.community, number).state.house) == (
            None,
            "2幢",
        )

    def test_a_building_of_another_estate_is_refused_and_the_form_kept(self, built: Quarter) -> None:
        house = places.houses_of(token_of("红星小区"))[0]
        for value in (
            str(house.building_id),
            f"{house.building_id}-{house.entrance_id}",
            f"-{house.entrance_id}",
        ):
            answer = file(f"/report/{built.token}", house=value, spot="楼道里")
            assert answer.status_code == 422
            assert "这幢楼不在这个小区" in answer.text
            assert "路灯坏了" in answer.text
            assert 'value="楼道里"' in answer.text

    def test_an_entrance_of_another_building_and_a_building_in_a_community_are_refused(
        self, built: Quarter
    ) -> None:
        token = token_of("红星小区")
        first, *_, last = places.houses_of(token)
        for place, building, entrance in (
            (token, first.building_id, last.entrance_id),
            (token, 999_999_999, None),
            (DONGFENG, first.building_id, None),
        ):
            with pytest.raises(Refused, match="不在这个小区"):
                built.report(built.public, token=place, building=building, entrance=entrance)

    def test_what_is_no_number_names_no_building(self, built: Quarter) -> None:
        number = number_in(file(f"/report/{built.token}", house="' or true --").headers["Location"])
        assert built.row(number).building_id is None


def test_an_old_event_without_a_building_is_still_read(quarter: Quarter) -> None:
    """Events of earlier releases know neither building nor entrance."""
    number = quarter.report(kind=KIND)
    row = quarter.row(number)
    snapshot = {
        name: value for name, value in row.snapshot.items() if name not in {"building", "entrance", "house"}
    }
    with records.acting(SYSTEM):
        type(row).objects.filter(pk=row.pk).update(snapshot=snapshot)
    page = quarter.page(quarter.community, number)
    assert (page.state.building, page.state.house) == (None, "")
    assert queries.next_steps(page)


def test_keys_of_an_earlier_rule_are_read_anew_by_batches(
    built: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the register and the words of the report, never those of a joint visit; what was erased keeps its key."""
    token = token_of("红星小区")
    house = places.houses_of(token)[0]
    said = ("东区3栋二单元", "15座面包车", "A栋", "", "B栋")
    numbers = [built.report(token=token, kind=KIND, text=f"第{spot}", spot=spot) for spot in said]
    numbers.append(
        built.report(token=token, kind=KIND, building=house.building_id, entrance=house.entrance_id)
    )
    rows = [built.row(number) for number in numbers]
    migration = import_module("hemei.coordination.cases.migrations.0022_places_read_anew")
    monkeypatch.setattr(migration, "BATCH", 2)
    with records.acting(SYSTEM), connection.cursor() as cursor:
        records.seal(stream=rows[3].stream, scope=rows[3].scope, field="spot", text="9幢门口")
        cursor.execute("update cases_case set spot_key = null where stream = %s", [rows[3].stream])
        cursor.execute("update cases_case set spot_key = '15幢' where stream <> %s", [rows[3].stream])
        cursor.execute(
            "update records_sealed set ciphertext = null, erased_at = %s where stream = %s and field = 'spot'",
            [NOW, rows[4].stream],
        )
        for _ in range(2):  # again it finds nothing to do
            migration.read_anew(apps, SimpleNamespace(connection=connection))
    keys = [built.row(number).spot_key or "" for number in numbers]
    assert keys == ["东区3幢2单元", "", "A幢", "", "15幢", "1幢1单元"]
    for number in numbers:
        built.sound(number)


def test_an_act_leaves_the_key_as_it_was_read_last(quarter: Quarter) -> None:
    number = quarter.report(kind=KIND, spot="A栋")
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("update cases_case set spot_key = '甲幢' where number = %s", [number])
    quarter.act(quarter.community, number, acts.Accept(kind=KIND))
    assert quarter.row(number).spot_key == "甲幢"
