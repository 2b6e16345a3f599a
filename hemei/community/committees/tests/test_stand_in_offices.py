"""Who sits in a management committee acts for it in the platform, while it stands in and no longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hemei.community.committees import held, queries, services
from hemei.community.committees.models import StandInMember
from hemei.community.committees.pages.life import committee, meeting, standing_in
from hemei.community.committees.rules.life_words import StandInEnd, StandInSide
from hemei.community.committees.services import MemberDraft
from hemei.community.committees.tests.living import NOW, TODAY, Life, sit
from hemei.community.meetings import queries as held_meetings
from hemei.community.meetings import services as meetings
from hemei.community.meetings.models import Item
from hemei.community.meetings.pages import meeting as held_pages
from hemei.community.voting import queries as votes
from hemei.community.voting.pages import acts, assembly, decisions
from hemei.ground.people import queries as people
from hemei.ground.people.models import Account
from hemei.ground.people.tests.test_committee_pages import call, text
from hemei.ground.people.tests.test_committees import estate
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day

PLACE, PHONE = "又一小区", "13912340000"
FORMED = TODAY - timedelta(days=5)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in refused.value.decision.reasons}


@pytest.fixture
def members(life: Life) -> list[int]:
    """The members of a body that stands in for an estate without a committee, the chair first."""
    drafts = [MemberDraft(StandInSide.OWNER, f"成员{number}") for number in range(5)]
    services.form_stand_in(
        actor=life.street, now=NOW, estate_id=estate(PLACE), members=drafts, formed_on=FORMED
    )
    with records.acting(EVERYONE):
        return list(StandInMember.objects.order_by("number").values_list("id", flat=True))


def opened(life: Life, member: int, phone: str = PHONE) -> Actor:
    """Return a member as he signs in."""
    office = services.open_stand_in_office(actor=life.street, now=NOW, member_id=member, phone=phone)
    with records.acting(EVERYONE):
        row = people.appointment(office)
        account = Account.objects.get(person_id=row.person_id if row else 0)
    assert row is not None
    return Actor(Role.COMMITTEE_MEMBER, account.pk, row.person_id, row.body_id, office)


def test_a_member_acts_for_the_body_in_its_estate_and_nowhere_else(life: Life, members: list[int]) -> None:
    chair = opened(life, members[0])
    with records.acting(EVERYONE):
        assert people.stand_in_at_work(estate(PLACE), TODAY) == chair.body_id
        row = people.appointment(chair.appointment_id or 0)
        assert row is not None
        assert (row.valid_from, row.valid_until) == (FORMED, date(2029, 10, 28))
        other = places.estate(estate(), actor=EVERYONE)
    with records.acting(chair):
        mine = places.estate(estate(PLACE), actor=chair)
        assert places.estate(other.id if other else 0, actor=chair) is None
    assert mine is not None
    page = text(call(committee.life, chair, mine.code))
    assert "又一小区物业管理委员会" in page
    assert "成员4" in page


def test_a_member_calls_a_talk_of_his_estate_alone(life: Life, members: list[int]) -> None:
    chair = opened(life, members[0])

    def called(place: str) -> int:
        draft = meetings.MeetingDraft(
            kind="owners_talk", title="停车怎么管", starts_at=NOW + timedelta(days=5), location="会议室",
            items=(meetings.ItemDraft(title="停车"),), key=place, estate_id=estate(place),
            sides=(
                meetings.SideDraft(code="owners"), meetings.SideDraft(code="owners_committee", body_id=chair.body_id)
            ),
        )  # fmt: skip
        with records.acting(chair):
            return meetings.call_meeting(actor=chair, now=NOW, draft=draft)

    assert called(PLACE)
    with pytest.raises(Refused):
        called("翡翠花园")


def test_an_office_is_opened_once_by_the_street_with_a_phone(life: Life, members: list[int]) -> None:
    for actor, phone, code in ((life.street, "12", "phone"), (life.community, PHONE, "role")):
        with pytest.raises(Refused) as refused:
            services.open_stand_in_office(actor=actor, now=NOW, member_id=members[1], phone=phone)
        assert codes(refused) == {code}
    chair = opened(life, members[1])
    with pytest.raises(Refused) as refused:
        opened(life, members[1])
    assert codes(refused) == {"opened"}
    with records.acting(EVERYONE):
        [held_] = [one for one in held.held_of([chair.person_id or 0], TODAY) if one.runs]
    assert str(held_.matter) == "物业管理委员会委员"


def test_the_office_ends_with_the_body(life: Life, members: list[int]) -> None:
    chair = opened(life, members[0])
    [body] = _stand_ins(life)
    services.end_stand_in(
        actor=life.street, now=NOW, stand_in_id=body.id, day=TODAY, reason=StandInEnd.COMMITTEE_FILED
    )
    with records.acting(EVERYONE):
        row = people.appointment(chair.appointment_id or 0)
        assert row is not None
        assert row.valid_until == TODAY
        assert people.stand_in_at_work(estate(PLACE), TODAY) is None
        assert people.committees_at_work([estate(PLACE)], TODAY) == {}
    with pytest.raises(Refused) as refused:
        opened(life, members[2])
    assert codes(refused) == {"not_running"}


def test_past_its_term_it_stands_in_no_more(life: Life, members: list[int]) -> None:
    chair = opened(life, members[0])
    number = estate(PLACE)
    with records.acting(EVERYONE):
        for day, body in ((date(2029, 10, 27), chair.body_id), (date(2029, 10, 28), None)):
            assert people.stand_in_at_work(number, day) == body
            assert people.committees_at_work([number], day) == ({number: body} if body else {})


def test_it_meets_on_the_one_engine_and_what_it_adopts_is_cited(life: Life, members: list[int]) -> None:
    chair = opened(life, members[0])
    draft = services.CommitteeMeetingDraft(
        title="本月事项", starts_at=NOW + timedelta(days=8), location="会议室", items=["选聘保洁"], key="s1"
    )
    late = replace(draft, starts_at=NOW + timedelta(days=7), key="s0")
    act = {"actor": chair, "now": NOW, "estate_id": estate(PLACE)}
    with pytest.raises(Refused) as refused:
        services.call_stand_in_meeting(draft=late, **act)
    assert codes(refused) == {"notice"}
    number = services.call_stand_in_meeting(draft=draft, **act)
    assert services.call_stand_in_meeting(draft=draft, **act) == number
    with records.acting(chair):
        page = held_meetings.meeting(actor=chair, now=NOW, meeting_id=number)
    assert page is not None
    members_ = next(one for one in page.sides if one.code == "members")
    assert (members_.registered, members_.present.needed) == (5, 3)
    sit(chair, NOW + timedelta(days=8), number, come=3, office=life.community)
    with records.acting(chair):
        [item] = held_meetings.adopted_items(estate(PLACE), for_owners=False)
    assert item.title == "选聘保洁"
    over = {"now": NOW + timedelta(days=1500), "actor": life.street, "estate_id": estate(PLACE)}
    with pytest.raises(Refused) as refused:
        services.call_stand_in_meeting(draft=replace(draft, key="s2"), **over)
    assert codes(refused) == {"no_stand_in"}


def test_what_it_puts_to_the_owners_leads_the_community_to_the_call(life: Life, members: list[int]) -> None:
    chair = opened(life, members[0])
    form = text(call(meeting.call_stand_in_meeting, chair, _code()))
    assert "提请业主大会表决" in form
    assert "通过以后由居民委员会召集业主大会" in form
    starts = NOW + timedelta(days=8)
    draft = services.CommitteeMeetingDraft(
        title="续聘", starts_at=starts, location="会议室", items=["选聘保洁"], key="s1",
        to_owners=services.ToOwners(title="续聘物业公司", matters=["hire_company"]),
    )  # fmt: skip
    number = services.call_stand_in_meeting(actor=chair, now=NOW, estate_id=estate(PLACE), draft=draft)
    page = text(call(held_pages.meeting, life.community, number))
    assert "通过以后由居民委员会召集业主大会表决" in page
    assert "由业主委员会召集" not in page
    sit(chair, starts, number, office=life.community)
    with records.acting(chair):
        own, put = Item.objects.filter(meeting_id=number).order_by("number")
    page = text(call(held_pages.meeting, life.community, number))
    assert f'href="/assemblies/items/{put.pk}"' in page
    assert f"/assemblies/items/{own.pk}" not in page
    assert "/assemblies/items/" not in text(call(held_pages.meeting, chair, number))
    led = text(call(decisions.of_item, life.community, put.pk))
    assert "由居民委员会召集（指导规则第五十八条）" in led
    assert f'href="/assemblies/new?estate={_code()}&amp;decision_item={put.pk}"' in led
    begun = text(call(acts.call, life.community, estate=_code(), decision_item=str(put.pk)))
    assert f'<option value="{put.pk}" selected' in begun
    form = {
        "estate": _code(), "title": "临时会议", "kind": "extraordinary", "called_by": "residents_committee",
        "ground": "no_committee", "decision_item": str(put.pk), "key": "k",
    }  # fmt: skip
    assert call(acts.call, life.community, post=form).status_code == 302
    with records.acting(life.community):
        [found] = votes.assemblies(actor=life.community)
        words = votes.decided_for([found.id])[found.id]
        assert (found.decision_item, found.decided_matters) == (put.pk, ("hire_company",))
    assert "续聘物业公司" in words
    again = call(acts.call, life.community, post=form | {"key": "k2"})
    assert (again.status_code, "已经召集过一次会议" in text(again)) == (422, True)
    page = text(call(assembly.assembly, life.community, found.id))
    assert "续聘物业公司" in page
    assert '<option value="residents_committee"' in begun
    assert '<option value="committee"' not in begun


def _code() -> str:
    with records.acting(EVERYONE):
        found = places.estate(estate(PLACE), actor=EVERYONE)
    assert found is not None
    return found.code


def test_its_meeting_is_called_by_form_and_listed(life: Life, members: list[int]) -> None:
    chair = opened(life, members[0])
    with records.acting(EVERYONE):
        found = places.estate(estate(PLACE), actor=EVERYONE)
    assert found is not None
    page = text(call(committee.life, chair, found.code))
    assert "召集物业管理委员会会议" in page
    assert "全体委员过半数到会" in text(call(meeting.call_stand_in_meeting, chair, found.code))
    day = shanghai_day(utc_now()) + timedelta(days=9)
    form = {
        "title": "物管会第一次会议",
        "day": day.isoformat(),
        "hour": "19:00",
        "location": "会议室",
        "items": "保洁",
    }
    answer = call(meeting.call_stand_in_meeting, chair, found.code, post=form)
    assert answer.status_code == 302
    assert "物管会第一次会议" in text(call(committee.life, chair, found.code))


def _stand_ins(life: Life) -> tuple[queries.StandInView, ...]:
    with records.acting(life.street):
        return queries.stand_ins(estate(PLACE), actor=life.street)


def test_the_street_opens_it_by_form(life: Life, members: list[int]) -> None:
    assert "成员2" in text(call(standing_in.open_office, life.street, members[2]))
    assert call(standing_in.open_office, life.street, members[2], post={"phone": "1"}).status_code == 422
    assert call(standing_in.open_office, life.street, members[2], post={"phone": PHONE}).status_code == 302
    [body] = _stand_ins(life)
    assert [one.office for one in body.members] == [False, False, True, False, False]
    elsewhere = replace(life.street, places=())
    with pytest.raises(Refused):
        services.open_stand_in_office(actor=elsewhere, now=NOW, member_id=members[3], phone=PHONE)
