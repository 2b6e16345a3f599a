"""A list handed over: to whom by the rule, once at a time, chased as a duty, and done only when nothing contradicts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from hemei.faces.quality import pages, queries, services
from hemei.faces.quality.rules import HANDERS, Standing, may_hand
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import queries as places
from hemei.ground.places.services import EstateDraft, add_estates
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.decision import Refused
from hemei.leadership.duties import queries as duties
from hemei.leadership.duties import services as acting
from hemei.leadership.duties.rules.words import ActName
from hemei.leadership.duties.tests.conftest import DONGFENG, MINGGUANG, NOW, Quarter, made_quarter, quarter
from tests.grounds import standing

__all__ = ["quarter"]
UNTIL = date(2026, 11, 30)
LIST = "no_position"


# --- the rule ------------------------------------------------------------------------------------
def actor(role: Role, body: int | None = 1, path: str = "1.2.") -> Actor:
    return Actor(role=role, body_id=body, places=(PlaceRange(path),))


BELOW = Standing(2, "1.2.3.", 3, running=False)


@pytest.mark.parametrize("role", sorted(Role))
def test_who_is_in_charge_hands_over_and_nobody_else(role: Role) -> None:
    decision = may_hand(actor(role), BELOW)
    expected = {Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU}
    assert decision.allowed == (role in expected)
    assert expected == HANDERS
    assert [reason.code for reason in decision.reasons] == ([] if role in expected else ["role"])


@pytest.mark.parametrize("role", sorted(HANDERS))
@pytest.mark.parametrize(
    ("standing", "code"),
    [
        (Standing(None, "", 3, running=False), "keeper"),
        (Standing(1, "1.2.", 3, running=False), "own"),
        (Standing(2, "1.3.", 3, running=False), "place"),
        (Standing(2, "1.", 3, running=False), "place"),
        (Standing(2, "1.2.3.", 3, running=True), "running"),
        (Standing(2, "1.2.3.", 0, running=False), "none"),
    ],
)
def test_each_obstacle_has_its_reason(role: Role, standing: Standing, code: str) -> None:
    decision = may_hand(actor(role), standing)
    assert [reason.code for reason in decision.reasons] == [code]
    assert all(reason.remedy for reason in decision.reasons)
    assert not may_hand(actor(role, body=None), BELOW).allowed


# --- the service ---------------------------------------------------------------------------------
@standing
def wrong(quarter: Quarter) -> Quarter:
    """Two estates of one community without a position."""
    add_without_position(quarter, "甲小区", "乙小区")
    return quarter


def add_without_position(quarter: Quarter, *names: str) -> None:
    drafts = [
        EstateDraft(
            name=name,
            kind=places.EstateKind.COMMODITY,
            community_id=quarter.town.place(DONGFENG),
            address="明光路88号",
            built_area_dm2=2_500_000,
            households=300,
            valid_from=date(2015, 1, 1),
        )
        for name in names
    ]
    with records.acting(SYSTEM):
        add_estates(actor=SYSTEM, now=NOW, drafts=drafts, source="test")


def hand(quarter: Quarter, by: Actor, place: str = DONGFENG, code: str = LIST) -> int:
    with records.acting(by):
        return services.hand_over(
            actor=by, now=NOW, place_id=quarter.town.place(place), code=code, until=UNTIL
        )


def refusal(quarter: Quarter, by: Actor, place: str = DONGFENG, code: str = LIST) -> str:
    with pytest.raises(Refused) as refused:
        hand(quarter, by, place, code)
    return refused.value.decision.reasons[0].code


def submit(quarter: Quarter, by: Actor, duty: int) -> None:
    quarter.act(by, duty, ActName.SUBMIT)


def place_all() -> None:
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("update places_estate set lon = 117280000, lat = 31860000")


def test_a_list_becomes_a_duty_of_who_keeps_the_register_there(wrong: Quarter) -> None:
    assert services.count_round(now=NOW)
    duty = hand(wrong, wrong.city)
    row = wrong.row(duty)
    place = wrong.town.place(DONGFENG)
    assert (row.origin, row.origin_stream, row.origin_item) == ("data_fix", f"quality.list:{place}", LIST)
    assert row.owner_body_id == wrong.body("明光路街道办"), "positions come by import, which the street makes"
    assert row.setter_body_id == wrong.body("市房产局")
    assert row.title.endswith("更正2处")
    with records.acting(wrong.street):
        assert [line.duty_id for line in duties.inbox(actor=wrong.street)] == [duty]
        (event,) = record.history(stream=f"quality.list:{place}")
    assert event.type == "quality.fix_handed"
    assert event.data == {"check": LIST, "duty": duty, "counted": 2, "found": 2}
    wrong.sound(duty)


def test_what_cannot_be_handed_over(wrong: Quarter) -> None:
    assert refusal(wrong, wrong.street) == "own"
    assert refusal(wrong, wrong.community) == "role"
    assert refusal(wrong, wrong.foreign) == "not_found"
    assert refusal(wrong, wrong.city, code="nothing") == "not_found"
    assert refusal(wrong, wrong.city, "340100") == "keeper", "the city's list is handed over street by street"
    assert refusal(wrong, wrong.city, code="empty_body") == "keeper"
    assert refusal(wrong, wrong.city, code="empty_building") == "none"
    with pytest.raises(Refused, match="之后"), records.acting(wrong.city):
        services.hand_over(
            actor=wrong.city, now=NOW, place_id=wrong.town.place(DONGFENG), code=LIST, until=NOW.date()
        )
    hand(wrong, wrong.city)
    assert refusal(wrong, wrong.city) == "running"
    hand(wrong, wrong.city, MINGGUANG)


def test_done_is_refused_while_the_check_still_finds_any_there(wrong: Quarter) -> None:
    duty = hand(wrong, wrong.city)
    with pytest.raises(Refused, match="还有2处矛盾"):
        submit(wrong, wrong.street, duty)
    place_all()
    submit(wrong, wrong.street, duty)
    wrong.act(wrong.city, duty, ActName.ACCEPT)
    wrong.sound(duty)
    add_without_position(wrong, "丙小区")
    assert hand(wrong, wrong.city) != duty, "what contradicts again can be handed over again"


def test_it_is_chased_like_any_duty(wrong: Quarter) -> None:
    duty = hand(wrong, wrong.city)
    with records.acting(wrong.system):
        acting.sweep(actor=SYSTEM, now=NOW + timedelta(days=45))
    assert wrong.row(duty).snapshot["reminded"] == "overdue"


# --- the pages -----------------------------------------------------------------------------------
def test_from_the_list_to_the_duty_and_back(wrong: Quarter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "utc_now", lambda: NOW)
    monkeypatch.setattr("hemei.leadership.duties.pages.duty.utc_now", lambda: NOW)
    address = f"/quality/{wrong.town.place(DONGFENG)}/{LIST}"
    bureau = wrong.browser(Role.CITY_BUREAU, "市房产局", "340100")
    street = wrong.browser(Role.STREET_CLERK, "明光路街道办", MINGGUANG)
    page = bureau.get(address).content.decode()
    assert "交给明光路街道办订正" in page
    assert 'value="2026-11-30"' in page, "twenty working days from the second of November"
    answer = bureau.post(f"{address}/hand", {"until": "明天"})
    assert answer.status_code == 422
    assert "看不懂" in answer.content.decode()
    answer = bureau.post(f"{address}/hand", {"until": "2026-11-30"})
    assert (answer.status_code, answer.url) == (302, f"{address}?done=1#hand")  # type: ignore[attr-defined]
    with records.acting(wrong.city):
        running = queries.last_fix(wrong.town.place(DONGFENG), LIST, actor=wrong.city)
    assert running is not None
    for browser in (bureau, street):
        page = browser.get(address).content.decode()
        assert f'href="/duties/{running.id}"' in page
        assert "/hand" not in page
    assert bureau.post(f"{address}/hand", {"until": "2026-11-30"}).status_code == 422
    page = street.get(f"/duties/{running.id}").content.decode()
    assert f'href="{address}#list"' in page
    answer = street.post(
        f"/duties/{running.id}/submit", {"text": "已导入", "seen": "1", "submission_key": "k"}
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "现在还有2处矛盾" in said
    assert said.count(f'href="{address}#list"') == 2


def test_of_two_who_hand_a_list_over_in_the_same_instant_one_is_refused(own_database: str) -> None:
    with transaction.atomic():
        quarter = made_quarter()
        add_without_position(quarter, "甲小区")
    start = Barrier(2)

    def one(_number: int) -> str:
        start.wait()
        try:
            hand(quarter, quarter.city)
        except Refused as refused:
            return refused.decision.reasons[0].code
        else:
            return "handed"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, range(2))) == ["handed", "running"]
    with records.acting(quarter.street):
        assert len(duties.inbox(actor=quarter.street)) == 1
