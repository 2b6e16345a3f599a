"""A committee's life through its services: recall, resignation, reserves, handover, warnings, stand-in body."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hemei.community.committees import queries, reactions, services
from hemei.community.committees.models import Handover, Recall, StandIn, StandInMember
from hemei.community.committees.rules.life_words import (
    Danger,
    HandoverKind,
    RecallState,
    Side,
    StandInEnd,
    StandInSide,
)
from hemei.community.committees.services import (
    CommitteeMeetingDraft,
    MemberDraft,
    RecallDraft,
    SignedList,
)
from hemei.community.committees.services.life import keeping
from hemei.community.committees.services.life.duties import Demand, set_demands
from hemei.community.committees.services.life.shared import rules_of
from hemei.community.committees.tests.handed import signed_list
from hemei.community.committees.tests.hearing import FACT, HEARD, heard, owed, state
from hemei.community.committees.tests.living import CITED, NOW, TODAY, Life
from hemei.community.meetings import queries as meetings
from hemei.community.voting import queries as voting
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import SeatEnd
from hemei.ground.people.tests.test_committees import TERM as DRAFT
from hemei.ground.people.tests.test_committees import codes, estate, secretary
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries as duties


def judged(assembly: int, *, passed: bool) -> dict:
    data = {"votes": [{"number": 1, "passed": passed}]}
    return {"stream": f"voting.assembly:{assembly}", "payload": {"data": data, "at": NOW.isoformat()}}


def left(seat_id: int, warrant: str = "") -> dict:
    data = {"seat": seat_id, "day": TODAY.isoformat(), "warrant": warrant}
    return {"stream": "people.body:1", "payload": {"data": data}}


def sitting(life: Life) -> list[int]:
    with records.acting(EVERYONE):
        return [one.number for one in people.sitting_seats(life.term, TODAY) if not one.reserve]


def test_nothing_but_the_owners_vote_recalls_a_member(life: Life) -> None:
    with pytest.raises(Refused) as refused:
        people_services.leave_seat(
            actor=EVERYONE, now=HEARD, seat_id=life.seats[4], day=TODAY, reason=SeatEnd.RECALLED
        )
    assert codes(refused) == {"needs_vote"}
    number = heard(life)
    services.put_to_vote(actor=life.desk, now=HEARD, recall_id=number, assembly_id=7, number=1)
    for _ in range(2):
        reactions.on_assembly_judged(event=judged(7, passed=True), actor=EVERYONE, now=HEARD)
    assert state(number) is RecallState.PASSED
    assert sitting(life) == [1, 2, 3, 4]
    with records.acting(EVERYONE):
        ended = list(record.history(stream=f"committees.recall:{number}"))
        assert [event.type.split(".")[1] for event in ended] == [
            "recall_proposed", "recall_confirmed", "recall_hearing_called", "recall_heard",
            "recall_put_to_vote", "recall_decided",
        ]  # fmt: skip
        assert FACT not in str(ended)
        warrant = Recall.objects.get(pk=number).stream
    reactions.on_seat_left(event=left(life.seats[4], warrant), actor=EVERYONE, now=HEARD)
    assert state(number) is RecallState.PASSED
    with records.acting(EVERYONE):
        assert Handover.objects.get().due_on == date(2026, 11, 5)


def test_the_vote_is_called_as_an_owners_assembly_once_the_member_was_heard(life: Life) -> None:
    number = heard(life)
    desk = life.desk
    assembly = services.call_recall_vote(actor=desk, now=HEARD, recall_id=number, cited=CITED)
    with records.acting(desk):
        row = voting.assembly(assembly, actor=desk)
        assert row is not None
        assert ([item.matter for item in row.agenda], row.kind) == (["elect_committee"], "extraordinary")
        assert Recall.objects.get(pk=number).assembly_id == assembly
    with pytest.raises(Refused) as refused:
        services.call_recall_vote(actor=desk, now=HEARD, recall_id=number, cited=CITED)
    assert codes(refused) == {"state"}


def test_before_there_were_rules_of_duties_nothing_was_owed(life: Life) -> None:
    long_ago = NOW.replace(year=2009)
    demand = Demand(1, 1, "办理变更备案")
    reference = rules_of(TODAY).change_filing.warrant.reference
    asked = {
        "key": "k",
        "stream": "committees.committee:1",
        "item": "change",
        "until": TODAY,
        "demands": [demand],
    }
    assert set_demands(now=long_ago, reference=reference, **asked) == 0


def test_a_vote_that_fails_leaves_the_member_where_he_is(life: Life) -> None:
    number = heard(life)
    services.put_to_vote(actor=life.desk, now=NOW, recall_id=number, assembly_id=7, number=1)
    reactions.on_assembly_judged(event=judged(7, passed=False), actor=EVERYONE, now=NOW)
    assert state(number) is RecallState.FAILED
    assert len(sitting(life)) == 5


def test_who_may_propose_and_that_the_member_is_heard_first(life: Life) -> None:
    def propose(**more: object) -> int:
        values = {
            "seat_id": life.seats[4],
            "ground": "inactive",
            "reason": FACT,
            "members": life.seats[:2],
            "paper": signed_list(),
            **more,
        }
        return services.propose_recall(
            actor=life.community,
            now=NOW,
            estate_id=estate(),
            draft=RecallDraft(**values),  # type: ignore[arg-type]
        )

    for more, code in (
        ({"members": life.seats[:1]}, "too_few"),
        ({"paper": SignedList()}, "no_scan"),
        ({"members": [life.seats[0], life.seats[4]]}, "proposer"),
        ({"members": [life.seats[0], life.reserve]}, "proposer"),
        ({"ground": "likes_him_not"}, "ground"),
        ({"reason": "不好"}, "reason"),
        ({"seat_id": life.reserve}, "not_member"),
        ({"members": (), "proposal_id": 3}, "not_reached"),
    ):
        with pytest.raises(Refused) as refused:
            propose(**more)
        assert code in codes(refused)
    number = propose()
    with pytest.raises(Refused) as refused:
        propose()
    assert codes(refused) == {"running"}
    with pytest.raises(Refused) as refused:
        services.put_to_vote(actor=life.desk, now=NOW, recall_id=number, assembly_id=7, number=1)
    assert codes(refused) == {"not_heard", "unsigned"}
    foreign = secretary(life.town, "340104001001")
    with pytest.raises(Refused) as refused:
        services.withdraw_recall(actor=foreign, now=NOW, recall_id=number)
    assert codes(refused) == {"not_found"}
    services.withdraw_recall(actor=life.desk, now=NOW, recall_id=number)
    assert state(number) is RecallState.WITHDRAWN


def test_a_member_resigns_hands_back_and_the_reserve_steps_in(life: Life) -> None:
    me = life.member(3)
    number = heard(life, 3)
    services.resign(actor=me, now=NOW, estate_id=estate())
    reactions.on_seat_left(event=left(life.seats[3]), actor=EVERYONE, now=HEARD)
    assert state(number) is RecallState.MOOT
    assert sitting(life) == [1, 2, 3, 5]
    fresh = services.step_in(actor=life.community, now=NOW, estate_id=estate(), seat_id=life.reserve)
    assert fresh != life.reserve
    assert sitting(life) == [1, 2, 3, 4, 5]
    with pytest.raises(Refused) as refused:
        services.step_in(actor=life.community, now=NOW, estate_id=estate(), seat_id=life.reserve)
    assert codes(refused) == {"no_reserve"}


def test_a_handover_is_signed_item_by_item_and_late_it_goes_to_the_street(life: Life) -> None:
    chair = life.member()
    people_services.leave_seat(
        actor=EVERYONE, now=NOW, seat_id=life.seats[2], day=TODAY, reason=SeatEnd.AUTOMATIC
    )
    for _ in range(2):
        reactions.on_seat_left(event=left(life.seats[2]), actor=EVERYONE, now=NOW)
    with records.acting(EVERYONE):
        (row,) = Handover.objects.all()
        items = list(row.items.order_by("id"))
    assert (row.kind, row.due_on, [one.code for one in items]) == (
        HandoverKind.LEFT, date(2026, 11, 5), ["seals", "archives", "property"],
    )  # fmt: skip
    later = NOW + timedelta(days=10)
    assert services.watch(actor=EVERYONE, now=later) == 2  # a reserve waits for the seat, too
    assert services.watch(actor=EVERYONE, now=later) == 0
    street = replace(life.street, body_id=people.street_body_for(row.scope, TODAY))
    chased, own, change = (
        "翡翠花园业委会离任移交已过2026-11-05的期限，请督促交出印章、档案资料、属于全体业主的财物",
        "移交印章、档案资料和属于全体业主的财物",
        "翡翠花园业委会成员变动，办理变更备案",
    )
    assert (owed(street), owed(chair)) == ({chased: "open"}, {own: "open", change: "open"})
    with records.acting(life.street):
        asked = queries.DangerFilter(later.date())
        (line,) = queries.committees_in_danger(asked, actor=life.street, now=later)
    assert line.why == (Danger.HANDOVER_LATE,)
    with pytest.raises(Refused) as refused:
        services.sign_handover(actor=chair, now=later, handover_id=row.pk, side=Side.GIVER)
    assert codes(refused) == {"open_items"}
    for number, item in enumerate(items):
        services.hand_item(actor=chair, now=later, item_id=item.pk, absent=number == 2)
    with pytest.raises(Refused) as refused:
        services.sign_handover(actor=chair, now=later, handover_id=row.pk, side=Side.RECEIVER)
    assert codes(refused) == {"giver_first"}
    services.sign_handover(
        actor=life.community, now=later, handover_id=row.pk, side=Side.GIVER, paper=signed_list()
    )
    services.sign_handover(actor=chair, now=later, handover_id=row.pk, side=Side.RECEIVER)
    with records.acting(life.street):
        assert queries.committees_in_danger(asked, actor=life.street, now=later) == []
    assert (owed(street), owed(chair)) == ({chased: "accepted"}, {own: "accepted", change: "open"})


def test_time_alone_warns_three_bodies_and_calls_for_an_election_below_half(life: Life) -> None:
    assert services.watch(actor=EVERYONE, now=NOW) == 0
    end = DRAFT.valid_until
    assert end is not None
    for days, new in ((180, 3), (179, 0), (90, 3), (60, 3), (59, 0)):
        at = NOW + (end - timedelta(days=days) - TODAY)
        assert services.watch(actor=EVERYONE, now=at) == new, days
    for number in life.seats[:3]:
        people_services.leave_seat(
            actor=EVERYONE, now=NOW, seat_id=number, day=TODAY, reason=SeatEnd.RESIGNED
        )
    # The watch comes ten days late: sixty days run from the day the seats fell below half, to after a holiday.
    assert services.watch(actor=EVERYONE, now=NOW + timedelta(days=10)) == 3  # the reserve may step in first
    with records.acting(EVERYONE):
        anew = [one for one in duties.duty_list(actor=life.desk) if "不足一半" in one.title]
    assert {shanghai_day(one.due_at) for one in anew} == {date(2027, 1, 4)}
    with records.acting(life.street):
        (line,) = queries.committees_in_danger(
            queries.DangerFilter(TODAY, why=Danger.BELOW_HALF), actor=life.street, now=NOW
        )
        assert line.why == (Danger.BELOW_HALF,)
    over = NOW + (end - TODAY)
    services.watch(actor=EVERYONE, now=over)
    with records.acting(EVERYONE):
        row = Handover.objects.get()
    assert (row.kind, row.due_on - end) == (HandoverKind.TERM, timedelta(days=10))


def test_a_meeting_is_called_with_all_members_and_the_community_or_demanded_by_a_third(life: Life) -> None:
    chair = life.member()
    draft = CommitteeMeetingDraft(
        title="讨论年度预算",
        starts_at=NOW + timedelta(days=8),
        location="会议室",
        items=["年度预算"],
        key="m1",
    )
    with pytest.raises(Refused):
        services.call_committee_meeting(
            actor=chair, now=NOW, estate_id=estate(), draft=replace(draft, starts_at=NOW + timedelta(days=7))
        )
    number = services.call_committee_meeting(actor=chair, now=NOW, estate_id=estate(), draft=draft)
    with records.acting(life.street):
        (row,) = meetings.meetings(actor=life.street, now=NOW)
        page = meetings.meeting(actor=life.street, now=NOW, meeting_id=number)
    assert (row.id, row.kind) == (number, "committee_meeting")
    assert page is not None
    assert len(page.attendances) == 5  # whose names nobody has to type

    def demanded(seats: list[int]) -> int:
        return services.demand_committee_meeting(
            actor=life.community,
            now=NOW,
            estate_id=estate(),
            seat_ids=seats,
            title="讨论维修",
            asked_on=TODAY,
            key="m2",
        )

    with pytest.raises(Refused):
        demanded(life.seats[:1])
    assert demanded(life.seats[:2]) > number
    with pytest.raises(Refused) as refused:
        demanded([life.reserve])
    assert codes(refused) == {"proposer"}


def test_a_stand_in_body_is_formed_by_the_profile_and_ends(life: Life) -> None:
    def formed(sides: list[StandInSide], who: Actor = life.street, place: str = "又一小区") -> int:
        members = [MemberDraft(side, f"成员{number}") for number, side in enumerate(sides)]
        return services.form_stand_in(
            actor=who, now=NOW, estate_id=estate(place), members=members, formed_on=TODAY - timedelta(days=5)
        )

    owner, street = StandInSide.OWNER, StandInSide.STREET
    for sides, code in (([owner] * 4, "size"), ([street] * 3 + [owner] * 2, "owners")):
        with pytest.raises(Refused) as refused:
            formed(sides)
        assert codes(refused) == {code}
    with pytest.raises(Refused) as refused:
        formed([owner] * 5, place="翡翠花园")
    assert codes(refused) == {"committee"}
    with pytest.raises(Refused) as refused:
        formed([owner] * 5, who=life.community)
    assert codes(refused) == {"role"}
    number = formed([street, owner, owner, owner, street])
    with records.acting(EVERYONE):
        row = StandIn.objects.select_related("body").get(pk=number)
        assert (row.body.name, row.valid_until) == ("又一小区物业管理委员会", date(2029, 10, 28))
        assert StandInMember.objects.get(chair=True).side == street
        said = record.open_sealed(StandInMember.objects.values_list("name_id", flat=True))
        assert sorted(said.values()) == [f"成员{number}" for number in range(5)]
    with pytest.raises(Refused) as refused:
        formed([owner] * 5)
    assert codes(refused) == {"running"}
    assert services.watch(actor=EVERYONE, now=NOW) == 0
    assert services.watch(actor=EVERYONE, now=NOW + timedelta(days=3 * 366)) >= 1  # its term is over
    services.end_stand_in(
        actor=life.street, now=NOW, stand_in_id=number, day=TODAY, reason=StandInEnd.COMMITTEE_FILED
    )
    formed([owner] * 5)


def test_a_stand_in_body_ends_thirty_days_after_the_filing_however_late_it_is_entered(life: Life) -> None:
    place = estate("又一小区")
    members = [MemberDraft(StandInSide.OWNER, f"成员{number}") for number in range(5)]
    services.form_stand_in(actor=life.street, now=NOW, estate_id=place, members=members, formed_on=TODAY)
    filed = replace(DRAFT, elected_on=TODAY, valid_from=TODAY, valid_until=None, filed_on=TODAY, ordinal=1)
    with records.acting(EVERYONE):
        people_services.register_term(actor=EVERYONE, now=NOW, estate_id=place, draft=filed)
    late = NOW + timedelta(days=20)
    assert services.watch(actor=EVERYONE, now=late) >= 1
    street = replace(life.street, body_id=people.street_body_for(life.street.places[0].path, TODAY))
    with records.acting(street):
        (row,) = [one for one in duties.duty_list(actor=street) if "请解散物业管理委员会" in one.title]
    assert row.due_at is not None
    assert shanghai_day(row.due_at) == date(2026, 12, 2)  # thirty days after 2 November


def test_arrears_and_absences_are_posted_only_where_the_law_of_the_place_says_so(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    def posted(code: str) -> None:
        services.post_member_facts(
            actor=life.community, now=NOW, estate_id=estate(), code=code, posted_on=TODAY
        )

    for code in ("arrears", "absences", "illnesses"):
        with pytest.raises(Refused) as refused:
            posted(code)
        assert codes(refused) == {"off"}
    shipped = rules_of(TODAY)
    on = replace(shipped, posting=tuple(replace(one, on=True) for one in shipped.posting))
    monkeypatch.setattr(keeping, "rules_of", lambda _day: on)
    posted("arrears")


def test_training_and_the_yearly_report_are_entered_once(life: Life) -> None:
    def trained(hours: int = 4, on: date = TODAY) -> int:
        return services.record_training(
            actor=life.community, now=NOW, estate_id=estate(), seat_ids=life.seats[:2], topic="议事规则",
            held_on=on, hours=hours,
        )  # fmt: skip

    trained()
    trained()
    for bad, code in (({"hours": 41}, "hours"), ({"on": TODAY + timedelta(days=1)}, "day")):
        with pytest.raises(Refused) as refused:
            trained(**bad)  # type: ignore[arg-type]
        assert codes(refused) == {code}

    def reported(who: Actor, year: int = 2025) -> int:
        return services.post_report(
            actor=who, now=NOW, estate_id=estate(), year=year, posted_on=date(2026, 3, 20), text="收支两清。"
        )

    chair = life.member()
    reported(chair)
    for year, code in ((2025, "twice"), (2026, "year"), (2024, "")):
        if code:
            with pytest.raises(Refused) as refused:
                reported(chair, year)
            assert codes(refused) == {code}
    with pytest.raises(Refused) as refused:
        reported(replace(chair, body_id=(chair.body_id or 0) + 1), 2024)
    assert codes(refused) == {"not_found"}
