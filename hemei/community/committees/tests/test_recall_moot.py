"""A recall whose member left, or whose term ended, is moot: its meeting says so, a vote that began decides nothing."""

from __future__ import annotations

import pytest

from hemei.community.committees import services
from hemei.community.committees.models import Recall
from hemei.community.committees.rules.life_words import RecallState
from hemei.community.committees.tests.conftest import Garden
from hemei.community.committees.tests.living import CITED
from hemei.community.committees.tests.recalling import Committee, made_committee, moment
from hemei.community.voting import services as voting
from hemei.community.voting.models import Assembly, RollUnit
from hemei.community.voting.pages import assembly, desk, mine
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import SeatEnd
from hemei.ground.people.tests.test_committee_pages import call, text
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from tests.grounds import standing


@standing
def committee(garden: Garden) -> Committee:
    return made_committee(garden)


def lapse(committee: Committee, place: int) -> None:
    """Let the register say that the term of the committee has ended."""
    with records.acting(EVERYONE):
        seat = people.seat_facts(committee.seats[place])
    assert seat is not None
    services.lapse_with_term(actor=EVERYONE, now=committee.now, term_id=seat.term_id)
    services.lapse_with_term(actor=EVERYONE, now=committee.now, term_id=seat.term_id)


def test_before_the_vote_the_meeting_is_moot_and_can_be_called_off(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    recall = committee.recall(3, committee.seats[:2])
    number = committee.noticed(recall)
    lapse(committee, 3)
    monkeypatch.setattr(assembly, "utc_now", moment(committee))
    desk = committee.garden.secretary
    page = text(call(assembly.assembly, desk, number))
    assert "第1项已经没有对象：这一届业委会的任期已经结束" in page
    assert "表决还没有开始，召集人可以取消会议" in page
    assert "取消会议</a>" in page
    with pytest.raises(Refused):
        voting.lapse_item(
            actor=desk, now=committee.now, assembly_id=number, number=1, why=voting.Moot.TERM_ENDED
        )
    committee.do(voting.call_off_assembly, assembly_id=number, reason="罢免已经没有对象")
    assert "第1项已经没有对象" not in text(call(assembly.assembly, desk, number))


def test_a_vote_that_had_begun_has_no_effect_and_its_result_says_why(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    recall = committee.recall(3, committee.seats[:2])
    number = committee.noticed(recall)
    committee.pass_(17)
    committee.cast(number, came=8, agree=6)
    lapse(committee, 3)
    monkeypatch.setattr(assembly, "utc_now", moment(committee))
    owner = committee.garden.owner
    assert "到截止照常计票，结果不产生效力" in text(call(assembly.assembly, owner, number))
    committee.count(number)
    committee.do(voting.publish_result, assembly_id=number)
    page = text(call(assembly.assembly, owner, number))
    assert "这一项不产生效力：这一届业委会的任期已经结束" in page
    assert len(committee.sitting()) == 5
    with records.acting(EVERYONE):
        assert Recall.objects.get().state == RecallState.MOOT
        assert list(Assembly.objects.get(pk=number).moot) == ["1"]


NEXT = "空出的席位由候补委员递补；委员不足一半的，业主大会重新选举。"


def test_the_owner_reads_it_on_his_phone_and_the_desk_before_a_ballot_is_cast(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    garden = committee.garden
    number = committee.noticed(committee.recall(3, committee.seats[:2]))
    committee.do(voting.bind_by_register, estate_id=garden.estate, extract_on=shanghai_day(committee.now))
    people_services.leave_seat(
        actor=EVERYONE, now=committee.now, seat_id=committee.seats[3], day=shanghai_day(committee.now),
        reason=SeatEnd.RESIGNED,
    )  # fmt: skip
    committee.settle()
    for page in (assembly, desk, mine):
        monkeypatch.setattr(page, "utc_now", moment(committee))
    monkeypatch.setattr(mine, "confirmed_at", lambda _request: committee.now)
    coming = text(call(mine.mine, garden.owner))
    assert "第1项已经没有对象：这位委员已经不再任职" in coming
    assert "召集人可以取消会议" in coming
    committee.pass_(17)
    with records.acting(EVERYONE):
        unit = RollUnit.objects.get(roll__assembly=number, owner_ids=[garden.owner.person_id]).pk
    for view, who, of in (
        (mine.mine, garden.owner, ()),
        (mine.own_sheet, garden.owner, (unit,)),
        (desk.desk_unit, garden.secretary, (unit,)),
    ):
        page = text(call(view, who, *of))
        assert "已经没有对象：这位委员已经不再任职" in page, view
        assert f"到截止照常计票，结果不产生效力。 {NEXT}" in page, view
    committee.count(number)
    ended = text(call(mine.mine, garden.owner))
    assert "第1项不产生效力：这位委员已经不再任职" in ended
    assert NEXT in ended


def test_the_owner_reads_that_a_meeting_was_called_off(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = committee.noticed(committee.recall(3, committee.seats[:2]))
    committee.do(voting.call_off_assembly, assembly_id=number, reason="公告写错了截止时刻", cited=CITED)
    monkeypatch.setattr(mine, "utc_now", moment(committee))
    page = text(call(mine.mine, committee.garden.owner))
    assert "这次会议已经取消，没有表决" in page
    assert "取消的原因：公告写错了截止时刻" in page
    assert "结果还没有公布" not in page
    monkeypatch.setattr(assembly, "utc_now", moment(committee))
    assert "取消的原因：公告写错了截止时刻" in text(call(assembly.assembly, committee.garden.owner, number))
