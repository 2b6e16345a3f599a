"""Committees by form: entered with their first term, filed, corrected, ended; seats taken, left, counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from hemei.ground.people import queries, reactions, services
from hemei.ground.people.models import Body, Person, Seat, Term
from hemei.ground.people.queries import CommitteePage
from hemei.ground.people.rules.committee_words import (
    Filing,
    PartyBasis,
    PartyMember,
    Post,
    SeatEnd,
    TermEnd,
    TermKind,
    TermState,
)
from hemei.ground.people.rules.terms import TermDraft
from hemei.ground.people.services import Who
from hemei.ground.places import services as places
from hemei.ground.places.tests.factories import HOUSE, City, add, build_town, draft
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests import importing
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.decision import Refused
from tests.grounds import standing

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
SINCE = date(2024, 5, 20)
TERM = TermDraft(TermKind.FIRST, 5, SINCE, SINCE, date(2029, 5, 20), 1, date(2024, 6, 1), "备2024-1")


@standing
def town() -> City:
    town = build_town()
    add(town, draft(town, buildings=[HOUSE]), draft(town, "又一小区", buildings=[HOUSE]))
    return town


def estate(name: str = "翡翠花园") -> int:
    with records.acting(EVERYONE), connection.cursor() as cursor:
        cursor.execute("select id from places_estate where name = %s", [name])
        return int(cursor.fetchone()[0])


def secretary(town: City, code: str = "340102001001") -> Actor:
    return Actor(
        role=Role.COMMUNITY_SECRETARY, account_id=1, person_id=1, places=(PlaceRange(town.path_of(code)),)
    )


def register(town: City, draft: TermDraft = TERM, actor: Actor | None = None) -> int:
    who = actor or secretary(town)
    return services.register_term(actor=who, now=NOW, estate_id=estate(), draft=draft)


def seat(town: City, term: int, name: str, post: Post = Post.MEMBER, since: date = SINCE, **more: Any) -> int:
    return services.take_seat(
        actor=secretary(town), now=NOW, term_id=term, who=Who(name), post=post, since=since, **more
    )


def page(town: City, on: date = TODAY, actor: Actor | None = None) -> CommitteePage:
    who = actor or secretary(town)
    with records.acting(who):
        found = queries.committee_page(estate(), actor=who, on=on, now=NOW)
    assert found is not None
    return found


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.decision.reasons}


def written(statement: str, *values: Any) -> None:
    with records.acting(EVERYONE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("set constraints all immediate")


def test_a_committee_comes_into_being_with_its_first_term(town: City) -> None:
    register(town)
    found = page(town)
    assert found.name == "翡翠花园业主委员会"
    (only,) = found.terms
    assert (only.term.state, only.term.filing, only.term.last_day) == (
        TermState.RUNNING, Filing.FILED, date(2029, 5, 19),
    )  # fmt: skip
    with records.acting(EVERYONE):
        body = Body.objects.get(kind="owners_committee")
        (event,) = record.history(stream=body.stream)
    assert event.type == "people.term_registered"
    assert "备2024" not in str(event)
    assert {row["item"] for row in event.standards} == {"size", "term", "filing"}
    with records.acting(secretary(town)):
        assert [row.name for row in queries.found_bodies("翡翠花园业", on=TODAY)] == [body.name]


def test_a_committee_of_four_and_a_term_of_six_years_are_refused_with_the_clause(town: City) -> None:
    with pytest.raises(Refused) as refused:
        register(town, replace(TERM, seats=4, valid_until=date(2030, 5, 20)))
    assert codes(refused) == {"size", "too_long"}
    assert "第三十一条" in str(refused.value)
    with records.acting(EVERYONE):
        assert not Body.objects.filter(kind="owners_committee").exists()


def test_the_next_term_follows_and_never_overlaps(town: City) -> None:
    first = register(
        town, replace(TERM, elected_on=date(2019, 5, 20), valid_from=date(2019, 5, 20), valid_until=SINCE)
    )
    register(town, replace(TERM, kind=TermKind.RENEWAL))
    with pytest.raises(Refused) as refused:
        register(
            town,
            replace(
                TERM,
                kind=TermKind.EARLY,
                elected_on=date(2025, 1, 1),
                valid_from=date(2025, 1, 1),
                filed_on=None,
            ),
        )
    assert "overlap" in codes(refused)
    assert [one.term.valid_from.year for one in page(town).terms] == [2024, 2019]
    assert [one.term.id for one in page(town, date(2020, 1, 1)).terms] == [first]


def test_the_database_refuses_what_no_service_would_write(town: City) -> None:
    term = register(town)
    number = seat(town, term, "王一", Post.CHAIR)
    with records.acting(EVERYONE):
        row = Term.objects.get(pk=term)
        person = Seat.objects.get(pk=number).person_id
        other = services.create_person(actor=EVERYONE, now=NOW, scope=row.scope, name="别人")

    def refused(statement: str, *values: Any) -> str:
        with pytest.raises(IntegrityError) as error:
            written(statement, *values)
        return str(error.value)

    new = (
        "insert into people_seat (stream, scope, term_id, person_id, number, post, valid_from, end_reason, party_basis)"
        f" values ('s', '{row.scope}', %s, %s, %s, %s, %s, '', '')"
    )
    assert "no_overlap" in refused(new, term, other, 1, "member", SINCE)
    assert "one_person" in refused(new, term, person, 2, "member", SINCE)
    assert "one_chair" in refused(new, term, other, 2, "chair", SINCE)
    assert "outside its term" in refused(new, term, other, 2, "member", date(2024, 5, 19))
    assert "outside its term" in refused(new, term, other, 6, "member", SINCE)
    assert "outside its term" in refused(
        "update people_term set valid_from = valid_from + 1 where id = %s", term
    )
    assert "people_term_no_overlap" in refused(
        "insert into people_term (stream, scope, body_id, kind, seats, elected_on, valid_from, end_reason,"
        " filing_number, tallies) select stream, scope, body_id, kind, seats, elected_on, valid_from + 1, '', '', '[]'"
        " from people_term where id = %s",
        term,
    )


def test_a_filing_is_entered_once_and_late_is_shown(town: City) -> None:
    term = register(town, replace(TERM, filed_on=None, filing_number=""))
    assert page(town).terms[0].term.filing is Filing.OVERDUE
    services.file_term(actor=secretary(town), now=NOW, term_id=term, filed_on=date(2024, 7, 1), number="备1")
    found = page(town).terms[0]
    assert (found.term.filing, found.filing_number) == (Filing.FILED_LATE, "备1")
    assert page(town, date(2024, 6, 1)).terms[0].term.filing is Filing.DUE
    with pytest.raises(Refused) as refused:
        services.file_term(actor=secretary(town), now=NOW, term_id=term, filed_on=TODAY)
    assert codes(refused) == {"filed"}


def test_members_take_seats_and_only_counts_say_who_is_in_the_party(town: City) -> None:
    term = register(town)
    yes = {"party": PartyMember.YES, "basis": PartyBasis.SELF}
    chair = seat(town, term, "王一", Post.CHAIR, **yes)
    seat(town, term, "王二", party=PartyMember.NO, basis=PartyBasis.BRANCH)
    seat(town, term, "王三")
    seat(town, term, "王四", Post.RESERVE, **yes)
    found = page(town).terms[0]
    assert [(one.post, one.number) for one in found.seats] == [
        (Post.CHAIR, 1), (Post.MEMBER, 2), (Post.MEMBER, 3), (Post.RESERVE, 1),
    ]  # fmt: skip
    assert found.counted is not None
    assert (found.counted.seats, found.counted.party, found.counted.unsaid) == (3, 1, 1)
    assert not found.below_half
    assert {one.person.name for one in found.seats if one.person} == {"王**"}
    with records.acting(EVERYONE):
        row = Seat.objects.get(pk=chair)
        assert record.open_sealed([row.party_id or 0]) == {row.party_id: "yes"}
        events = record.history(stream=Body.objects.get(kind="owners_committee").stream)
    assert [event.type for event in events[1:]] == ["people.seat_taken"] * 4
    assert "yes" not in str(events)
    assert "王一" not in str(events)


def test_party_membership_is_for_those_who_keep_the_register_with_a_reason(town: City) -> None:
    term = register(town)
    number = seat(town, term, "王一", party=PartyMember.YES, basis=PartyBasis.SELF)
    keeper = secretary(town)
    grid = replace(keeper, role=Role.GRID_WORKER)
    assert page(town, actor=grid).terms[0].seats[0].party_id is None
    party = page(town).terms[0].seats[0].party_id
    assert party is not None
    with records.acting(grid), pytest.raises(Refused) as refused:
        services.unmask(actor=grid, now=NOW, vault_id=party, reason="了解一下情况")
    assert codes(refused) == {"role"}
    with records.acting(keeper):
        assert services.unmask(actor=keeper, now=NOW, vault_id=party, reason="核对党员比例") == "yes"
    with records.acting(EVERYONE):
        person = Seat.objects.get(pk=number).person_id
    own = Actor(role=Role.RESIDENT, account_id=9, person_id=person)
    with records.acting(own):
        looked = record.history(stream=f"people.person:{person}")[-1]
    assert (looked.type, looked.data["field"]) == ("people.unmasked", "party_membership")


def test_what_was_said_can_be_taken_back_and_is_erased(town: City) -> None:
    term = register(town)
    number = seat(town, term, "王一", party=PartyMember.YES, basis=PartyBasis.SELF)
    with records.acting(EVERYONE):
        former = Seat.objects.get(pk=number).party_id
    services.say_party(actor=secretary(town), now=NOW, seat_id=number, party=None, basis=None)
    counted = page(town).terms[0].counted
    assert counted is not None
    assert (counted.party, counted.unsaid) == (0, 1)
    with records.acting(EVERYONE):
        assert record.open_sealed([former or 0]) == {former: None}
        assert Seat.objects.get(pk=number).party_basis == ""


def test_a_seat_is_left_and_a_reserve_moves_up(town: City) -> None:
    term = register(town)
    member = seat(town, term, "王一", party=PartyMember.YES, basis=PartyBasis.SELF)
    reserve = seat(town, term, "王二", Post.RESERVE)
    day = date(2025, 3, 1)
    services.leave_seat(actor=EVERYONE, now=NOW, seat_id=member, day=day, reason=SeatEnd.RESIGNED)
    services.change_post(actor=secretary(town), now=NOW, seat_id=reserve, post=Post.MEMBER, day=day)
    counted = [
        (found.counted.seats, found.counted.party)
        for on in (SINCE, TODAY)
        if (found := page(town, on).terms[0]).counted
    ]
    assert counted == [(1, 1), (1, 0)]
    shown = page(town).terms[0].seats
    assert [(one.runs, one.post, one.end_reason) for one in shown] == [
        (True, Post.MEMBER, None),
        (False, Post.MEMBER, SeatEnd.RESIGNED),
        (False, Post.RESERVE, SeatEnd.POST_CHANGED),
    ]
    with pytest.raises(Refused) as refused:
        services.leave_seat(actor=EVERYONE, now=NOW, seat_id=member, day=day, reason=SeatEnd.AUTOMATIC)
    assert codes(refused) == {"ended"}


def test_a_term_is_ended_early_with_its_seats_and_another_begins(town: City) -> None:
    term = register(town)
    seat(town, term, "王一", Post.CHAIR)
    day = date(2025, 6, 1)
    services.end_term(actor=secretary(town), now=NOW, term_id=term, day=day, reason=TermEnd.RECALLED)
    found = page(town).terms[0]
    assert (found.term.state, found.end_reason) == (TermState.ENDED, TermEnd.RECALLED)
    assert page(town, date(2025, 5, 31)).terms[0].term.state is TermState.RUNNING
    register(
        town,
        replace(TERM, kind=TermKind.EARLY, elected_on=day, valid_from=day, valid_until=None, filed_on=None),
    )
    assert page(town).terms[0].term.state is TermState.OPEN_ENDED


def test_a_correction_is_an_event_and_leaves_no_seat_outside(town: City) -> None:
    term = register(town)
    seat(town, term, "王一", Post.CHAIR)
    for wrong in (
        replace(TERM, elected_on=date(2024, 6, 1), valid_from=date(2024, 6, 1)),
        replace(TERM, seats=4),
    ):
        with pytest.raises(Refused):
            services.correct_term(actor=secretary(town), now=NOW, term_id=term, draft=wrong)
    right = replace(TERM, seats=7, filing_number="备2024-2")
    assert services.correct_term(actor=secretary(town), now=NOW, term_id=term, draft=right) == 2
    with records.acting(EVERYONE):
        event = record.history(stream=Body.objects.get(kind="owners_committee").stream)[-1]
    assert event.type == "people.term_corrected"
    assert event.data["changes"] == {"seats": [5, 7]}


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.COMMUNITY_CLERK, Role.COUNTY_COORDINATOR])
def test_who_does_not_keep_the_register_changes_nothing(town: City, role: Role) -> None:
    with pytest.raises(Refused) as refused:
        register(town, actor=replace(secretary(town), role=role))
    assert codes(refused) == {"role"}


def test_what_is_not_in_ones_place_looks_as_if_it_were_not_there(town: City) -> None:
    term = register(town)
    foreign = secretary(town, "340104001001")
    with pytest.raises(Refused) as refused:
        register(town, replace(TERM, kind=TermKind.RENEWAL), actor=foreign)
    assert codes(refused) == {"not_found"}
    with pytest.raises(Refused) as refused:
        services.file_term(actor=foreign, now=NOW, term_id=term, filed_on=TODAY)
    assert codes(refused) == {"not_found"}


def test_a_member_is_found_among_the_owners_by_name(town: City) -> None:
    header = ["小区", "楼栋", "单元", "房号", "姓名", "起始日期", "电话"]
    rows = [["翡翠花园", "1幢", "1单元", room, name, "2020-01-01", phone] for room, name, phone in (
        ("101", "王芳", "13800138000"), ("201", "李雷", "13800138001"), ("101", "李雷", "13800138002"))]  # fmt: skip
    importing.take_in(town.actor, NOW, importing.comma(header, *rows), "people.owners")
    term = register(town)
    seat(town, term, "王芳")
    with records.acting(EVERYONE):
        assert Person.objects.count() == 3
    with pytest.raises(Refused) as refused:
        seat(town, term, "李雷")
    assert codes(refused) == {"ambiguous"}
    services.take_seat(
        actor=secretary(town),
        now=NOW,
        term_id=term,
        who=Who("李雷", "13800138001"),
        post=Post.MEMBER,
        since=SINCE,
    )
    with records.acting(EVERYONE):
        assert Person.objects.count() == 3


def test_a_committee_follows_its_estate(town: City) -> None:
    term = register(town)
    seat(town, term, "王一", party=PartyMember.YES, basis=PartyBasis.SELF)
    to = town.id("340104001001")
    places.give_estate_to(actor=town.actor, now=NOW, estate_id=estate(), community_id=to, day=TODAY)
    for _ in range(2):
        reactions.follow(event={}, actor=EVERYONE, now=NOW)
    path = town.path_of("340104001001")
    with records.acting(EVERYONE):
        rows = [Body.objects.get(kind="owners_committee"), Term.objects.get(), Seat.objects.get()]
        assert {row.scope for row in rows} == {path}
        assert Body.objects.get(kind="owners_committee").place_id == to
    assert page(town, actor=secretary(town, "340104001001")).terms[0].seats


def test_seats_taken_in_one_go_are_judged_with_those_before_them(town: City) -> None:
    term = register(town)
    with records.acting(EVERYONE):
        persons = [
            services.create_person(actor=EVERYONE, now=NOW, scope=town.path, name=f"王{n}") for n in "一二三"
        ]
    takings = [services.Taking(person, Post.MEMBER, SINCE) for person in persons]
    takings[0] = replace(takings[0], post=Post.CHAIR, party=PartyMember.YES, basis=PartyBasis.SELF)
    twice = [*takings, services.Taking(persons[0], Post.MEMBER, SINCE)]
    with pytest.raises(Refused) as refused:
        services.take_seats(actor=secretary(town), now=NOW, term_id=term, takings=twice)
    assert refused.value.decision.reasons
    with records.acting(EVERYONE):
        assert not Seat.objects.exists()
    taken = services.take_seats(actor=secretary(town), now=NOW, term_id=term, takings=takings)
    with records.acting(EVERYONE):
        assert list(Seat.objects.order_by("id").values_list("pk", "number")) == [
            (number, place) for place, number in enumerate(taken, start=1)
        ]
        assert Term.objects.get(pk=term).tallies[-1][1:3] == [3, 1]
        stream = Body.objects.get(kind="owners_committee").stream
        told = [event.type for event in record.history(stream=stream)]
    assert told.count("people.seat_taken") == 3
