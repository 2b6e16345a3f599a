"""A member is heard in a meeting before the owners vote; a decision is told, advised on and answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from hemei.community.committees import queries, reactions, services, work
from hemei.community.committees.models import Recall
from hemei.community.committees.rules.life_words import RecallState
from hemei.community.committees.services import CommitteeMeetingDraft, HearingDraft, RecallDraft, Taken
from hemei.community.committees.services.life.recalls import signed_hearing
from hemei.community.committees.tests import living
from hemei.community.committees.tests.handed import signed_list
from hemei.community.committees.tests.hearing import (
    FACT,
    HEARD,
    call_hearing,
    confirmed,
    owed,
    proposed,
    state,
)
from hemei.community.committees.tests.living import NOW, TODAY, Life, sit
from hemei.community.meetings import queries as meetings
from hemei.community.meetings import services as holding
from hemei.community.meetings.pages import meeting as meeting_pages
from hemei.community.meetings.queries import Outcome
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import SeatEnd
from hemei.ground.people.tests.test_committee_pages import call, text
from hemei.ground.people.tests.test_committees import codes, estate
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused


def test_the_hearing_is_a_duty_and_a_meeting_and_only_signed_minutes_lead_to_the_vote(life: Life) -> None:
    number = proposed(life)
    demanded = "翡翠花园：听取被提议罢免的委员的陈述和申辩"
    assert owed(life.desk) == {demanded: "open"}
    with pytest.raises(Refused):  # seven whole days before
        services.call_recall_hearing(
            actor=life.desk, now=NOW, recall_id=number,
            draft=HearingDraft(starts_at=NOW + timedelta(days=7), location="社区会议室", key="k"),
        )  # fmt: skip
    first = call_hearing(life, number)
    with pytest.raises(Refused) as refused:
        call_hearing(life, number, HEARD + timedelta(days=1))
    assert codes(refused) == {"called"}
    sit(life.desk, HEARD, first, come=0, more=("proposers", "residents_committee"), found=Outcome.DEFERRED)
    reactions.on_meeting_closed(event={"stream": f"meetings.meeting:{first}"}, actor=EVERYONE, now=HEARD)
    assert state(number) is RecallState.PROPOSED  # put off: he was not heard
    later = HEARD + timedelta(days=9)
    again = call_hearing(life, number, later)
    with records.acting(life.desk):
        page = meetings.meeting(actor=life.desk, now=later, meeting_id=again)
    assert page is not None
    assert [one.side for one in page.attendances] == ["respondent"]
    sit(life.desk, later, again, more=("proposers", "residents_committee"))
    for _ in range(2):
        reactions.on_meeting_closed(event={"stream": f"meetings.meeting:{again}"}, actor=EVERYONE, now=later)
    with records.acting(EVERYONE):
        assert Recall.objects.get(pk=number).heard_on == later.date()
    called = "翡翠花园：召集业主大会表决罢免委员"
    assert (state(number), owed(life.desk)) == (RecallState.HEARD, {demanded: "accepted", called: "open"})


def test_the_second_person_finds_a_recall_that_members_signed_on_his_workbench(life: Life) -> None:
    def waits(who: Actor) -> list[tuple[str, str]]:
        with records.acting(who):
            return [(one.words, one.address) for one in work.recalls(who)]

    draft = RecallDraft(
        seat_id=life.seats[4], ground="inactive", reason=FACT, members=life.seats[:2], paper=signed_list()
    )
    number = services.propose_recall(actor=life.desk, now=NOW, estate_id=estate(), draft=draft)
    second = replace(life.desk, person_id=1_000_902)
    words = "翡翠花园的委员提议罢免，等您核对委员的签名"
    assert waits(second) == [(words, f"/committee-life/recalls/{number}/confirm")]
    assert [waits(one) for one in (life.desk, life.member())] == [[], []]
    confirmed(life, number)
    assert waits(second) == []


def test_a_committee_decides_the_residents_committee_advises_and_is_answered(life: Life) -> None:
    chair = life.member()
    draft = CommitteeMeetingDraft(
        title="公共收益怎样用", starts_at=HEARD, location="会议室", items=["修门禁"], key="m1"
    )
    meeting = services.call_committee_meeting(actor=chair, now=NOW, estate_id=estate(), draft=draft)
    sit(chair, HEARD, meeting, come=3)
    for _ in range(2):
        reactions.on_meeting_closed(
            event={"stream": f"meetings.meeting:{meeting}"}, actor=EVERYONE, now=HEARD
        )
    with records.acting(life.desk):
        (told,) = queries.advices(estate(), actor=life.desk)
    assert (told.about, told.waits, told.advise_due_on) == (
        ("meetings.meeting", meeting),
        True,
        date(2026, 11, 17),
    )
    assert owed(life.desk) == {"对“公共收益怎样用”的决定提出居委会建议": "open"}
    with pytest.raises(Refused) as refused:
        services.answer_advice(actor=chair, now=HEARD, advice_id=told.id, taken=Taken.YES, text="好")
    assert codes(refused) == {"nothing_advised"}
    with pytest.raises(Refused) as refused:
        services.give_advice(actor=chair, now=HEARD, advice_id=told.id, text="好")
    assert codes(refused) == {"role"}
    services.give_advice(actor=life.desk, now=HEARD, advice_id=told.id, text="先公示三家报价")
    assert owed(chair) == {"答复居委会对“公共收益怎样用”的建议": "open"}
    with pytest.raises(Refused) as refused:
        services.answer_advice(actor=chair, now=HEARD, advice_id=told.id, taken=Taken.NO, text=" ")
    assert codes(refused) == {"no_text"}
    services.answer_advice(actor=chair, now=HEARD, advice_id=told.id, taken=Taken.PARTLY, text="公示两家")
    with records.acting(chair):
        (told,) = queries.advices(estate(), actor=chair)
    assert (told.text, told.taken, told.answer) == ("先公示三家报价", Taken.PARTLY, "公示两家")
    assert set(owed(chair).values()) == set(owed(life.desk).values()) == {"accepted"}


def test_the_page_of_a_hearing_leads_back_to_its_recall(life: Life) -> None:
    number = proposed(life)
    meeting = call_hearing(life, number)
    assert f"/committee-life/of/recall/{number}" in text(call(meeting_pages.meeting, life.desk, meeting))


def test_with_its_term_a_recall_and_the_filing_of_changes_are_over(life: Life) -> None:
    number, chair = proposed(life), life.member()
    people_services.leave_seat(
        actor=EVERYONE, now=NOW, seat_id=life.seats[2], day=TODAY, reason=SeatEnd.RESIGNED
    )
    gone = {"stream": "x:1", "payload": {"data": {"seat": life.seats[2], "day": TODAY.isoformat()}}}
    reactions.on_seat_left(event=gone, actor=EVERYONE, now=NOW)
    change = "翡翠花园业委会成员变动，办理变更备案"
    assert (state(number), owed(chair)[change]) == (RecallState.PROPOSED, "open")
    ended = {"payload": {"data": {"term": life.term, "day": (TODAY + timedelta(days=1)).isoformat()}}}
    for _ in range(2):
        reactions.on_term_ended(event=ended, actor=EVERYONE, now=NOW)
    assert state(number) is RecallState.MOOT
    assert owed(chair)[change] == "cancelled"


def test_a_member_who_was_heard_and_will_not_sign_holds_the_vote_no_longer_than_two_days(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    def others_sign(
        actor: Actor, at: datetime, meeting: int, came: dict[int, str], office: Actor | None
    ) -> None:
        del office
        others = [number for number, side in came.items() if side != "respondent"]
        with records.acting(actor):
            holding.sign_minutes(actor=actor, now=at, meeting_id=meeting, attendance_ids=others)

    monkeypatch.setattr(living, "all_sign", others_sign)
    number = proposed(life)
    meeting = call_hearing(life, number)
    sit(life.desk, HEARD, meeting, more=("proposers", "residents_committee"))
    reactions.on_meeting_closed(event={"stream": f"meetings.meeting:{meeting}"}, actor=EVERYONE, now=HEARD)

    def ready(days: int) -> bool:
        with records.acting(life.desk):
            row = Recall.objects.get(pk=number)
            return signed_hearing(row, life.desk, HEARD + timedelta(days=days)).allowed

    assert not ready(30)  # silence is waited for: who refuses is noted, by name
    draft = holding.RefusalDraft(side="respondent", refused_on=HEARD.date(), reason="不认可记录")
    with records.acting(life.desk):
        holding.note_refusal(actor=life.desk, now=HEARD, meeting_id=meeting, draft=draft)
    assert [ready(days) for days in (0, 3)] == [False, True]
