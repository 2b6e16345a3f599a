"""Who was elected for a term that is still to begin may resign before its first day: he never held the seat."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.committees import queries, services
from hemei.community.committees.models import Election, Handover
from hemei.community.committees.pages.elections import mine
from hemei.community.committees.reactions import on_seat_left
from hemei.community.committees.rules.election_words import ElectionKind
from hemei.community.committees.tests.conftest import HOME, OWNERS, Garden
from hemei.community.committees.tests.test_counted import LATER, _term, begin, codes, counted
from hemei.community.committees.tests.test_filling import UNTIL
from hemei.ground.people import queries as people
from hemei.ground.people.models import Seat, Term
from hemei.ground.people.rules.seats import may_leave
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.leadership.duties import queries as duties

NEXT = LATER + timedelta(days=1)


def test_only_who_resigns_leaves_a_seat_that_has_not_begun() -> None:
    first, today = date(2027, 1, 10), date(2026, 12, 1)
    assert may_leave(first, None, first, today, resigned=True).allowed
    assert not may_leave(first, None, first, today).allowed
    assert not may_leave(first, None, today, today, resigned=True).allowed
    assert not may_leave(today, None, today, today, resigned=True).allowed  # it has begun: from tomorrow on
    assert not may_leave(first, first, first, today, resigned=True).allowed  # once


@pytest.fixture
def elected(garden: Garden) -> int:
    """A renewal is counted before the old term ends; the new one begins then."""
    return renewed(garden)


def renewed(garden: Garden, reserves: int = 0) -> int:
    _term(garden, UNTIL)
    election = begin(garden, ElectionKind.RENEWAL)
    for name in OWNERS[:6]:
        garden.accept(garden.register(election, name))
    with records.acting(EVERYONE):
        Election.objects.filter(pk=election).update(reserves=reserves)
    counted(garden, election, (9, 8, 7, 6, 5, 4), passed={})
    return election


def owner(garden: Garden, name: str) -> Actor:
    return Actor(Role.RESIDENT, account_id=1, person_id=garden.town.persons[name])


def decline(garden: Garden, name: str, now: datetime = NEXT) -> None:
    who = owner(garden, name)
    with records.acting(who):
        services.decline(actor=who, now=now, estate_id=garden.estate)


def members(garden: Garden, election: int, on: date = UNTIL, *, coming: bool = False) -> set[str]:
    names = {number: name for name, number in garden.town.persons.items()}
    with records.acting(EVERYONE):
        seats = people.sitting_seats(garden.row(election).term_id or 0, on, coming=coming)
    return {names[one.person_id] for one in seats if not one.reserve}


def refusal(garden: Garden, name: str, now: datetime = NEXT) -> set[str]:
    with pytest.raises(Refused) as told:
        decline(garden, name, now)
    return codes(told)


def test_who_was_elected_resigns_before_his_first_day(garden: Garden, elected: int) -> None:
    assert members(garden, elected) == set(OWNERS[:5])
    assert refusal(garden, OWNERS[5]) == {"no_seat"}  # who was not elected
    decline(garden, OWNERS[1])
    left = {OWNERS[0], *OWNERS[2:5]}
    assert members(garden, elected) == members(garden, elected, NEXT.date(), coming=True) == left
    assert refusal(garden, OWNERS[1]) == {"no_seat"}
    with records.acting(EVERYONE):
        seat = Seat.objects.get(term=garden.row(elected).term_id, person_id=garden.town.persons[OWNERS[1]])
        assert (seat.valid_from, seat.valid_until, seat.end_reason) == (UNTIL, UNTIL, "resigned")
        term = people.term_by_id(seat.term_id)
        assert term is not None
        told = [one.type for one in record.history(stream=f"people.body:{term.body_id}")]
        assert people.left_persons(term.id) == {garden.town.persons[OWNERS[1]]}
    assert told.count("committees.member_resigned") == 1


def test_from_its_first_day_on_a_reserve_or_a_by_election_is_owed_and_no_handover(
    garden: Garden, elected: int
) -> None:
    decline(garden, OWNERS[1])
    with records.acting(EVERYONE):
        seat = Seat.objects.get(term=garden.row(elected).term_id, end_reason="resigned")
    event = {"payload": {"data": {"seat": seat.pk, "day": UNTIL.isoformat()}}, "stream": seat.stream}
    on_seat_left(event=event, actor=EVERYONE, now=NEXT)
    with records.acting(EVERYONE):
        assert not Handover.objects.exists()
        Election.objects.filter(pk=elected).update(state="done")
    services.watch(actor=EVERYONE, now=NEXT)
    assert not owed(garden)
    begun = datetime.combine(UNTIL, NEXT.timetz()) + timedelta(days=1)
    services.watch(actor=EVERYONE, now=begun)
    assert len(owed(garden)) == 1
    assert refusal(garden, OWNERS[0], begun) == {"no_seat"}  # whose seat runs resigns it as a member


def owed(garden: Garden) -> list[str]:
    with records.acting(garden.clerk):
        return [one.title for one in duties.duty_list(actor=garden.clerk) if "组织补选" in one.title]


def test_he_does_so_on_the_page_of_his_election(
    garden: Garden, elected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mine, "utc_now", lambda: NEXT)
    home = garden.become(garden.town.account(OWNERS[1], HOME))
    address = f"/elections/mine/{elected}"
    page = home.get(address).content.decode()
    assert f"您的席位从{UNTIL}开始" in page
    assert "不就任，辞去这个席位" in page
    assert home.post(f"{address}/decline").headers["Location"] == address
    page = home.get(address).content.decode()
    assert "已登记辞职，您不就任" in page
    assert "不就任，辞去这个席位" not in page
    refused = home.post(f"{address}/decline")
    assert (refused.status_code, "没有还没开始的席位" in refused.content.decode()) == (422, True)
    assert OWNERS[1] not in members(garden, elected)


def test_a_reserve_reads_words_of_his_place(garden: Garden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mine, "utc_now", lambda: NEXT)
    elected = renewed(garden, reserves=1)
    with records.acting(EVERYONE):
        seats = people.sitting_seats(garden.row(elected).term_id or 0, UNTIL, coming=True)
    names = {number: name for name, number in garden.town.persons.items()}
    reserve = next(names[one.person_id] for one in seats if one.reserve)
    home = garden.become(garden.town.account(reserve, HOME))
    address = f"/elections/mine/{elected}"
    page = home.get(address).content.decode()
    assert all(words in page for words in (f"您从{UNTIL}起是候补委员", "不做候补委员", "由其他候补依次递补"))
    assert not any(words in page for words in ("不就任", "席位从", "确认辞职", "补选。"))
    home.post(f"{address}/decline")
    page = home.get(address).content.decode()
    assert "已登记，您不做候补委员" in page
    assert "确认退出候补" not in page


def test_the_database_lets_a_seat_be_never_held_for_no_other_reason(garden: Garden, elected: int) -> None:
    with records.acting(EVERYONE):
        term = Term.objects.get(pk=garden.row(elected).term_id)
        for reason in ("recalled", "automatic", "annulled", "post_changed"):
            with pytest.raises(IntegrityError, match="people_seat_period"), transaction.atomic():
                Seat.objects.filter(term=term).update(valid_until=term.valid_from, end_reason=reason)
        assert queries.coming_seat(
            garden.estate, actor=replace(owner(garden, OWNERS[0]), person_id=None), now=NEXT
        ) is None  # fmt: skip
