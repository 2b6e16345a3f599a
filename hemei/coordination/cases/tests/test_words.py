"""A case is found by what was said in it, by whoever may read it, through every door it came by."""

from __future__ import annotations

from datetime import timedelta

from hemei.coordination.cases import queries
from hemei.coordination.cases.models import Case
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.tests.conftest import NOW, SYSTEM, Quarter
from hemei.ground.records import services as records
from hemei.ground.records.models import Gram
from hemei.kernel.actor import PUBLIC, Actor


def found(actor: Actor, words: str) -> list[str]:
    with records.acting(actor):
        return [row.number for row, _ in queries.cases_saying(words)]


def test_what_was_reported_and_where_is_found_by_who_may_read_it(quarter: Quarter) -> None:
    number = quarter.report(
        kind="blocked_fire_lane", text="有车堵在消防通道上，电话13800138000", spot="北门岗亭旁边"
    )
    assert found(quarter.community, "消防通道") == [number]
    assert found(quarter.street, "北门岗亭") == [number]
    assert found(quarter.resident, "消防通道") == [number]
    assert found(quarter.community, "13800138000") == []
    for other in (
        quarter.foreign_community,
        quarter.foreign_street,
        quarter.foreign_company,
        quarter.fire,
        quarter.stranger,
    ):
        assert found(other, "消防通道") == []


def test_a_visitors_words_pass_the_public_door(quarter: Quarter) -> None:
    number = quarter.report(PUBLIC, kind="blocked_fire_lane", text="楼顶广告牌松动，怕砸到人")
    assert found(quarter.community, "广告牌松动") == [number]


def test_what_is_said_on_the_way_is_found_and_a_department_finds_what_it_is_called_to(
    quarter: Quarter,
) -> None:
    number = quarter.report(kind="blocked_fire_lane", text="有车堵住出口")
    quarter.act(quarter.community, number, acts.Accept(kind="blocked_fire_lane"))
    assert found(quarter.fire, "堵住出口") == []
    fire = quarter.town.bodies["瑶海消防"]
    quarter.act(quarter.community, number, acts.Whistle(lead=fire, text="请带拖车到场"))
    assert found(quarter.fire, "堵住出口") == [number]
    assert found(quarter.community, "拖车到场") == [number]
    with records.acting(quarter.community):
        ((_, passage),) = queries.cases_saying("拖车")
    assert passage == "请带拖车到场"


def test_words_are_gone_once_the_texts_are_over_their_time(quarter: Quarter) -> None:
    number = quarter.report(kind="blocked_fire_lane", text="楼顶广告牌松动")
    with records.acting(SYSTEM):
        records.erase_texts(streams=[Case.objects.get(number=number).stream], now=NOW + timedelta(days=2000))
        assert Gram.objects.count() == 0
    assert found(quarter.community, "广告牌") == []
