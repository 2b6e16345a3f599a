"""What sounds the same is offered to a resident, and what is his own already leads him there."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from hemei.coordination.cases import queries
from hemei.coordination.cases.pages import alike
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.test_supporters import LANE, SAID, sent, support
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
        found = queries.likely_cases(actor=me, now=NOW, token=quarter.token, kind="sewer", text=WORDS)
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
        found = queries.likely_cases(
            actor=PUBLIC, now=later, token=quarter.token, kind="blocked_fire_lane", text=SAID
        )
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
