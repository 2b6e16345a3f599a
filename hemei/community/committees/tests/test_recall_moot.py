"""A recall whose member left, or whose term ended, is moot: its meeting says so, a vote that began decides nothing."""

from __future__ import annotations

import pytest

from hemei.community.committees import services
from hemei.community.committees.models import Recall
from hemei.community.committees.rules.life_words import RecallState
from hemei.community.committees.tests.conftest import Garden
from hemei.community.committees.tests.recalling import Committee, made_committee, moment
from hemei.community.voting import services as voting
from hemei.community.voting.models import Assembly
from hemei.community.voting.pages import assembly
from hemei.ground.people import queries as people
from hemei.ground.people.tests.test_committee_pages import call, text
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.decision import Refused


@pytest.fixture
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
