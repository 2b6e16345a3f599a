"""What sounds the same is offered to a resident, and what is his own already leads him there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.pages import alike
from hemei.coordination.cases.rules.words import Channel
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.test_supporters import LANE, SAID, sent, support
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day

WORDS = "三号楼下的污水井堵了，污水冒出来流到路上"


def test_a_resident_is_led_to_what_he_reported_or_follows_and_joins_only_what_is_anothers(
    quarter: Quarter,
) -> None:
    me, other = quarter.resident, quarter.stranger
    said = ((me, ""), (other, "，很臭"), (other, "，请快来"))
    numbers = [quarter.report(actor, kind="sewer", text=WORDS + end) for actor, end in said]
    support(quarter, numbers[1], me)
    with records.acting(me):
        known = queries.known_of(numbers)
        told = queries.Reported(token=quarter.token, kind="sewer", text=WORDS)
        found = queries.likely_cases(actor=me, now=NOW, told=told)
        shown = alike.offers(found, shanghai_day(NOW), me)
    assert known == {numbers[0]: True, numbers[1]: False}
    assert {one["address"]: bool(one["mine"]) for one in shown} == {
        f"/cases/{numbers[0]}": True, f"/followed/{numbers[1]}": True, "": False
    }  # fmt: skip


def test_who_reports_sees_where_it_lies_when_it_was_told_and_how_many_follow_but_no_word_of_it(
    quarter: Quarter,
) -> None:
    now = utc_now()
    number = quarter.report(
        quarter.stranger,
        now,
        kind="blocked_fire_lane",
        text=LANE + "，找三楼的王大妈",
        spot="三号楼二单元五楼王大妈家门口，门禁1234",
    )
    support(quarter, number, quarter.resident, now=now)
    later = now + timedelta(days=2)
    with records.as_public():
        told = queries.Reported(token=quarter.token, kind="blocked_fire_lane", text=SAID)
        found = queries.likely_cases(actor=PUBLIC, now=later, told=told)
        [shown] = alike.offers(found, shanghai_day(later), PUBLIC)
    assert quarter.row(number).spot_key == "3幢2单元5层"
    assert shown["place"] == "这个小区 3幢"  # never the door
    assert shown["ago"] == f"2天前报的（{shanghai_day(now).isoformat()}）"
    assert shown["following"] == 1
    page = sent(quarter, Client()).text
    for said in ("可能已经有人报过了", "这个小区 3幢", "还有1人跟着办", "别人写的话和照片不给看"):
        assert said in page
    assert "王大妈" not in page
    assert "1234" not in page


def test_his_own_running_case_of_the_kind_is_shown_however_he_words_it_but_not_his_form_sent_again(
    quarter: Quarter,
) -> None:
    me, kind = quarter.resident, "blocked_fire_lane"
    number = quarter.report(me, kind=kind, text="东门内通道一直停着车，消防车进不来")
    form = services.Report(channel=Channel.RESIDENT, kind=kind, text="今天早上又有车堵在消防通道上")
    asked = {"actor": me, "now": NOW + timedelta(days=60), "token": quarter.token, "report": form}
    with records.acting(me):
        with pytest.raises(services.LooksReported) as met:
            services.report(**asked, submission_key="again", apart=False)
        (shown,) = alike.offers(met.value.found, shanghai_day(NOW), me)
        second = services.report(**asked, submission_key="again", apart=True)
        assert services.report(**asked, submission_key="again", apart=False) == second
    assert (shown["address"], str(shown["mine"])) == (f"/cases/{number}", "您自己报的")
    other = services.Report(channel=Channel.RESIDENT, kind="dogs", text="有人遛狗不牵绳子吓到孩子")
    with records.acting(me):
        services.report(**{**asked, "report": other}, submission_key="dogs", apart=False)


def test_a_patrols_find_and_a_residents_report_meet_by_where_they_lie(quarter: Quarter) -> None:
    kind = "blocked_fire_lane"
    first = quarter.report(
        quarter.stranger, utc_now(), kind=kind, text="有两辆车停着不走，救护车也开不进来", spot="东门内通道"
    )
    found = quarter.report(
        quarter.grid, utc_now(), kind=kind, text="巡查发现：占用堵塞消防通道", spot="大门内消防通道",
        channel=Channel.PATROL,
    )  # fmt: skip
    with records.acting(SYSTEM):
        assert services.mark_alike(actor=SYSTEM, now=utc_now(), streams=[quarter.row(found).stream]) == 1
    with records.acting(quarter.community):
        (row,) = queries.open_pairs(actor=quarter.community)
    assert (row.number, row.other) == (found, first)
