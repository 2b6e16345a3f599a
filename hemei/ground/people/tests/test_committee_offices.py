"""The office of a committee's member: a seat opens it, it shows no neighbour, and it ends with the seat."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore

from hemei.ground.people import queries, services
from hemei.ground.people.models import Account, Appointment, Ownership, Person, Seat
from hemei.ground.people.queries import Post, SeatEnd, TermEnd
from hemei.ground.people.rules import seats
from hemei.ground.people.services import Who
from hemei.ground.people.tests.test_committees import (
    NOW,
    SINCE,
    TERM,
    TODAY,
    codes,
    estate,
    page,
    register,
    seat,
    secretary,
)
from hemei.ground.places import queries as places
from hemei.ground.places.tests.factories import HOUSE, City, add, build_town, draft
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests import importing
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from tests.grounds import standing

PHONE = "13800138000"


@standing
def town() -> City:
    town = build_town()
    add(town, draft(town, buildings=[HOUSE]), draft(town, "又一小区", buildings=[HOUSE]))
    return town


def chair(
    town: City, term: int, post: Post = Post.CHAIR, phone: str | None = PHONE, name: str = "王一"
) -> int:
    who = Who(name, phone)
    return services.take_seat(actor=secretary(town), now=NOW, term_id=term, who=who, post=post, since=SINCE)


def opened(town: City, seat_id: int) -> int:
    return services.open_office(actor=secretary(town), now=NOW, seat_id=seat_id)


def member(office: int) -> Actor:
    """Return who acts in an office, as a session makes it."""
    with records.acting(EVERYONE):
        row = Appointment.objects.get(pk=office)
    return Actor(Role.COMMITTEE_MEMBER, 1, row.person_id, row.body_id, row.pk)


def ends(office: int) -> date | None:
    return Appointment.objects.get(pk=office).valid_until


def test_a_member_signs_in_by_phone_and_acts_for_the_committee(town: City) -> None:
    office = opened(town, chair(town, register(town)))
    row = Appointment.objects.get(pk=office)
    assert (row.role, row.valid_from, row.valid_until) == ("committee_member", SINCE, TERM.valid_until)
    account = Account.objects.get(person_id=row.person_id)
    actor = services.begin_session(session=SessionStore(), account=account, now=NOW, agent="")
    assert (actor.role, actor.body_id) == (Role.COMMITTEE_MEMBER, row.body_id)
    with records.acting(EVERYONE):
        event = record.history(stream=f"people.body:{row.body_id}")[-1]
    assert (event.type, event.data["appointment"]) == ("people.office_opened", office)


def test_who_signs_in_with_the_phone_already_keeps_his_account(town: City) -> None:
    with records.acting(EVERYONE):
        other = services.create_person(actor=EVERYONE, now=NOW, scope=town.path, phone=PHONE)
        account = services.create_account(
            actor=EVERYONE, now=NOW, person_id=other, phone=PHONE, scope=town.path
        )
    office = opened(town, chair(town, register(town)))
    assert Appointment.objects.get(pk=office).person_id == other
    assert [row.pk for row in Account.objects.all()] == [account]


def test_he_sees_his_estate_and_his_fellows_and_no_neighbour(town: City) -> None:
    header = ["小区", "楼栋", "单元", "房号", "姓名", "起始日期", "电话"]
    rows = [["翡翠花园", "1幢", "1单元", room, name, "2020-01-01", phone] for room, name, phone in (
        ("101", "王芳", "13800138005"), ("201", "李雷", "13800138006"))]  # fmt: skip
    importing.take_in(town.actor, NOW, importing.comma(header, *rows), "people.owners")
    term = register(town)
    office = opened(town, chair(town, term, name="王一"))
    seat(town, term, "李雷")
    me = member(office)
    with records.acting(me):
        assert [row.name for row in places.estates(actor=me)] == ["翡翠花园"]
        listed = queries.committee_lines(queries.CommitteeFilter(TODAY), actor=me, now=NOW)
        assert [(line.estate, line.filled) for line in listed] == [("翡翠花园", 2)]
        shown = queries.committee_page(estate(), actor=me, on=TODAY, now=NOW)
        assert shown is not None
        fellows = shown.terms[0].seats
        assert [(one.post, one.person.name if one.person else "") for one in fellows] == [
            (Post.CHAIR, "王**"), (Post.MEMBER, "李**"),
        ]  # fmt: skip
        assert {one.party_id for one in fellows} == {None}
        assert not Ownership.objects.exists()
        assert set(Person.objects.values_list("pk", flat=True)) == {me.person_id}
        assert queries.residents_of([1], actor=me, now=NOW) == {}
        with pytest.raises(Refused) as refused:
            services.unmask(actor=me, now=NOW, vault_id=fellows[1].person.name_id or 0, reason="想知道是谁")  # type: ignore[union-attr]
    assert codes(refused) == {"role"}
    foreign = replace(me, body_id=me.body_id + 1 if me.body_id else None)
    with records.acting(foreign):
        assert queries.committee_lines(queries.CommitteeFilter(TODAY), actor=foreign, now=NOW) == []
        assert queries.committee_page(estate(), actor=foreign, on=TODAY, now=NOW) is None


def test_the_office_ends_with_the_seat_and_moves_with_the_post(town: City) -> None:
    term = register(town)
    number = chair(town, term)
    office = opened(town, number)
    day = date(2026, 10, 1)
    moved = services.change_post(actor=secretary(town), now=NOW, seat_id=number, post=Post.MEMBER, day=day)
    assert ends(office) == TERM.valid_until
    services.leave_seat(actor=EVERYONE, now=NOW, seat_id=moved, day=TODAY, reason=SeatEnd.RESIGNED)
    assert ends(office) == TODAY
    running = queries.appointments_on(TODAY, person_id=member(office).person_id)
    assert running == []
    assert page(town).terms[0].seats[0].office


def test_the_office_ends_with_the_term(town: City) -> None:
    term = register(town)
    office = opened(town, chair(town, term))
    shorter = replace(TERM, valid_until=date(2028, 5, 20))
    services.correct_term(actor=secretary(town), now=NOW, term_id=term, draft=shorter)
    assert ends(office) == date(2028, 5, 20)
    services.end_term(actor=secretary(town), now=NOW, term_id=term, day=TODAY, reason=TermEnd.RECALLED)
    assert ends(office) == TODAY


def test_a_reserve_no_phone_twice_and_another_place_are_refused(town: City) -> None:
    term = register(town)
    reserve = chair(town, term, Post.RESERVE)
    silent = chair(town, term, Post.CHAIR, None, "王二")
    for number, code in ((reserve, "reserve"), (silent, "no_phone")):
        with pytest.raises(Refused) as refused:
            opened(town, number)
        assert codes(refused) == {code}
    services.change_post(actor=secretary(town), now=NOW, seat_id=reserve, post=Post.MEMBER, day=TODAY)
    with records.acting(EVERYONE):
        risen = Seat.objects.get(post="member").pk
    opened(town, risen)
    with pytest.raises(Refused) as refused:
        opened(town, risen)
    assert codes(refused) == {"opened"}
    with pytest.raises(Refused) as refused:
        services.open_office(actor=secretary(town, "340104001001"), now=NOW, seat_id=silent)
    assert codes(refused) == {"not_found"}


@pytest.mark.parametrize(
    ("since", "end", "allowed"),
    [
        (TODAY, None, True),
        (TODAY + timedelta(days=1), None, False),
        (SINCE, TODAY + timedelta(days=1), True),
        (SINCE, TODAY, False),
    ],
)
def test_a_seat_opens_an_office_while_it_runs(since: date, end: date | None, *, allowed: bool) -> None:
    assert seats.may_open_office(Post.MEMBER, since, end, TODAY, opens=False).allowed is allowed
