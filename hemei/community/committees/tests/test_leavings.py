"""Nobody's single hand ends a member's seat: a paper, a second person, the member told, and days to object."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import Http404

from hemei.community.committees import queries, services, work
from hemei.community.committees.models import Leaving
from hemei.community.committees.pages.life import committee, leaving
from hemei.community.committees.rules.leaving import LeavingState
from hemei.community.committees.services import LeavingDraft
from hemei.community.committees.tests.handed import signed_list
from hemei.community.committees.tests.living import NOW, TODAY, Life
from hemei.community.committees.tests.test_life_pages import code
from hemei.community.committees.tests.test_recall_whole import refused_with
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import SeatEnd
from hemei.ground.people.tests.test_committee_pages import call, text
from hemei.ground.people.tests.test_committees import estate
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor

PAPER = {"reason": SeatEnd.RESIGNED, "signed_on": TODAY}


def do(actor: Actor, act: Any, days: int = 0, **values: Any) -> Any:
    with records.acting(actor):
        return act(actor=actor, now=NOW + timedelta(days=days), **values)


def enter(life: Life, place: int = 4, **more: Any) -> int:
    draft = LeavingDraft(**{"seat_id": life.seats[place], "paper": signed_list(), **PAPER, **more})
    return int(do(life.community, services.enter_leaving, estate_id=estate(), draft=draft))


def confirm(life: Life, number: int, told_on: date = TODAY) -> None:
    second = replace(life.street, person_id=2)
    do(second, services.settle_leaving, leaving_id=number, told_on=told_on, notice=signed_list())


def look(days: int) -> None:
    with records.acting(EVERYONE):
        services.watch(actor=EVERYONE, now=NOW + timedelta(days=days))


def sits(life: Life, days: int, place: int = 4) -> bool:
    with records.acting(EVERYONE):
        return life.seats[place] in {
            one.id for one in people.sitting_seats(life.term, TODAY + timedelta(days=days))
        }


def state() -> str:
    with records.acting(EVERYONE):
        return Leaving.objects.get().state


def waits(actor: Actor) -> list[str]:
    with records.acting(actor):
        return [one.address for one in work.leavings(actor)]


def test_the_second_person_finds_it_on_his_workbench(life: Life) -> None:
    number = enter(life)
    second = replace(life.street, person_id=2)
    assert waits(second) == [f"/committee-life/leavings/{number}"]
    assert [waits(one) for one in (life.community, life.desk)] == [[], []]
    confirm(life, number)
    assert waits(second) == []


def test_a_single_hand_ends_no_seat(life: Life) -> None:
    for reason in (SeatEnd.RESIGNED, SeatEnd.AUTOMATIC):
        found = refused_with(
            lambda reason=reason: people_services.leave_seat(  # type: ignore[misc]
                actor=life.community, now=NOW, seat_id=life.seats[4], day=TODAY, reason=reason
            )
        )
        assert found == {"needs_two"}
    assert sits(life, 0)


def test_it_takes_a_paper_of_a_day_and_the_ground_once(life: Life) -> None:
    for more, why in (
        ({"paper": services.SignedList()}, "scan"),
        ({"signed_on": TODAY + timedelta(days=1)}, "day"),
        ({"reason": SeatEnd.AUTOMATIC}, "ground"),
        ({"reason": SeatEnd.RECALLED}, "not_found"),
    ):
        assert refused_with(lambda more=more: enter(life, **more)) == {why}  # type: ignore[misc]
    enter(life, reason=SeatEnd.AUTOMATIC, ground="第四十三条第一项，不动产登记簿查询结果")
    assert refused_with(lambda: enter(life)) == {"entered"}
    look(60)
    assert state() == LeavingState.ENTERED  # without a second person nothing comes of it
    assert sits(life, 60)


def test_a_second_person_tells_the_member_and_his_days_run(life: Life) -> None:
    number = enter(life)
    own = {"leaving_id": number, "told_on": TODAY}
    unsigned = refused_with(lambda: do(replace(life.street, person_id=2), services.settle_leaving, **own))
    assert unsigned == {"notice"}  # nobody's word alone says on which day he was told
    assert refused_with(lambda: do(life.community, services.settle_leaving, **own)) == {"two"}
    for told_on in (None, TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        assert refused_with(lambda day=told_on: confirm(life, number, day)) == {"told_on"}  # type: ignore[misc]
    confirm(life, number)
    look(7)
    assert sits(life, 7)
    look(8)
    assert state() == LeavingState.ENDED
    assert sits(life, 7)
    assert not sits(life, 8)
    look(9)  # once


def test_the_member_objects_to_the_end_of_the_last_day_and_sits_on(life: Life) -> None:
    member, other = life.member(4), life.member(1)
    number = enter(life)
    confirm(life, number)
    words = {"leaving_id": number, "words": "我没有写过辞职书"}
    assert refused_with(lambda: do(other, services.object_to_leaving, **words)) == {"not_own"}
    late = refused_with(lambda: do(member, services.object_to_leaving, days=8, **words))
    assert late == {"too_late"}
    do(member, services.object_to_leaving, days=7, **words)
    look(30)
    assert state() == LeavingState.OBJECTED
    assert sits(life, 30)


def test_what_was_sent_back_or_ended_otherwise_comes_to_nothing(life: Life) -> None:
    number = enter(life)
    do(
        replace(life.street, person_id=2),
        services.settle_leaving,
        leaving_id=number,
        refusal="签名不是本人的",
    )
    assert state() == LeavingState.REFUSED
    second = enter(life)
    people_services.leave_seat(
        actor=EVERYONE, now=NOW, seat_id=life.seats[4], day=TODAY, reason=SeatEnd.AUTOMATIC
    )
    look(1)
    with records.acting(EVERYONE):
        assert Leaving.objects.get(pk=second).state == LeavingState.MOOT


def test_the_pages_from_the_paper_to_the_objection(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hemei.community.committees.pages.life.leaving.utc_now", lambda: NOW)
    monkeypatch.setattr("hemei.community.committees.pages.life.committee.utc_now", lambda: NOW)
    member, other, second = life.member(4), life.member(2), replace(life.street, person_id=2)
    ground = "第四十三条第三项，法律文书"
    form = {"reason": "automatic", "day": TODAY.isoformat(), "ground": ground}
    assert "请上传" in text(call(leaving.leave, life.community, life.seats[4], post=form))
    number = enter(life, reason=SeatEnd.AUTOMATIC, ground=ground)
    page = text(call(committee.life, life.community, code()))
    assert "待第二人核对" in page
    assert f'leavings/{number}"' not in page  # who entered it does not confirm it
    assert ground in page
    assert f'leavings/{number}"' in text(call(committee.life, second, code()))
    asked = text(call(leaving.settle, second, number))
    assert "退回的理由" in asked
    assert "required" not in asked.split('name="scan"')[1].split(">")[0]  # what is sent back needs no notice
    told = {"told_on": TODAY.isoformat()}
    assert "本人签收的告知书" in text(call(leaving.settle, second, number, post=told))
    with pytest.raises(Http404):
        call(leaving.notice, member, number)
    confirm(life, number)
    assert "告知书</a>" in text(call(committee.life, life.community, code()))
    assert call(leaving.notice, member, number).status_code == 200
    with pytest.raises(Http404):
        call(leaving.notice, other, number)
    assert ground not in text(call(committee.life, life.member(1), code()))
    with pytest.raises(Http404):
        call(leaving.paper, other, number)
    assert call(leaving.paper, member, number).status_code == 200
    assert "对离任提出异议" in text(call(committee.life, member, code()))
    assert call(leaving.object_to, member, number, post={"words": "文书不是关于我的"}).status_code == 302
    assert "本人有异议" in text(call(committee.life, life.community, code()))
    with records.acting(member):
        (seen,) = queries.leavings(estate(), actor=member, now=NOW)
    assert not seen.open
