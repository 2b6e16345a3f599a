"""A seat is free and a reserve waits: that he steps in is somebody's duty, on a clock, until it is done or moot."""

from __future__ import annotations

from datetime import date, timedelta

from hemei.community.committees import services
from hemei.community.committees.tests.living import NOW, TODAY, Life
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.models import Seat, Term
from hemei.ground.people.queries import Post, SeatEnd
from hemei.ground.people.tests.test_committees import estate
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries as duties

OWED = "翡翠花园业委会有席位空缺，登记候补第{}位递补"
NEXT = NOW + timedelta(days=1)


def leave(*seats: int) -> None:
    for seat in seats:
        people_services.leave_seat(actor=EVERYONE, now=NOW, seat_id=seat, day=TODAY, reason=SeatEnd.AUTOMATIC)


def owed(life: Life, words: str) -> list[tuple[str, date | None, str]]:
    """Return what the community was to do that says some words: its title, its last day and where it stands."""
    with records.acting(life.desk):
        rows = [one for one in duties.duty_list(actor=life.desk) if words in one.title]
    return [(one.title, one.due_at and shanghai_day(one.due_at), one.state) for one in rows]


def another_reserve(life: Life) -> int:
    with records.acting(EVERYONE):
        person = Seat.objects.get(pk=life.seats[4]).person_id
    leave(life.seats[4])
    return people_services.take_seats(
        actor=EVERYONE, now=NOW, term_id=life.term, takings=[people_services.Taking(person, Post.RESERVE, TODAY)]
    )[0]  # fmt: skip


def test_the_reserve_in_turn_is_owed_his_seat_within_fifteen_days_and_has_it(life: Life) -> None:
    assert services.watch(actor=EVERYONE, now=NOW) == 0
    leave(life.seats[2])
    assert [services.watch(actor=EVERYONE, now=at) for at in (NEXT, NEXT, NEXT + timedelta(days=1))] == [
        1,
        0,
        0,
    ]
    due = TODAY + timedelta(days=15)
    assert owed(life, "递补") == [(OWED.format(1), due, "open")]
    services.step_in(actor=life.community, now=NEXT, estate_id=estate(), seat_id=life.reserve)
    assert owed(life, "递补") == [(OWED.format(1), None, "accepted")]
    assert services.watch(actor=EVERYONE, now=NEXT) == 0


def test_each_turn_is_owed_anew_and_lapses_with_who_leaves_the_reserve(life: Life) -> None:
    second = another_reserve(life)
    services.watch(actor=EVERYONE, now=NEXT)
    leave(life.reserve)
    services.watch(actor=EVERYONE, now=NEXT)
    states = {title: state for title, _due, state in owed(life, "递补")}
    assert states == {OWED.format(1): "cancelled", OWED.format(2): "open"}
    services.step_in(actor=life.community, now=NEXT, estate_id=estate(), seat_id=second)
    assert {state for _title, _due, state in owed(life, "递补")} == {"cancelled", "accepted"}


def test_below_half_the_duty_to_elect_anew_names_the_reserve_who_may_step_in_first(life: Life) -> None:
    leave(*life.seats[1:4])
    services.watch(actor=EVERYONE, now=NEXT)
    titles = [title for title, _due, _state in owed(life, "递补")]
    elect = "指导翡翠花园业委会委员不足一半，召开业主大会临时会议重新选举（候补第1位可先递补）"
    assert sorted(titles) == sorted([elect, OWED.format(1)])


def test_below_half_once_more_the_election_is_owed_once_more(life: Life) -> None:
    leave(*life.seats[1:4])
    services.watch(actor=EVERYONE, now=NEXT)
    services.step_in(actor=life.community, now=NEXT, estate_id=estate(), seat_id=life.reserve)
    assert [state for *_, state in owed(life, "重新选举")] == ["accepted"]
    later = NEXT + timedelta(days=2)
    people_services.leave_seat(
        actor=EVERYONE, now=later, seat_id=life.seats[4], day=shanghai_day(later), reason=SeatEnd.AUTOMATIC
    )
    services.watch(actor=EVERYONE, now=later)
    assert sorted(state for *_, state in owed(life, "重新选举")) == ["accepted", "open"]


def test_what_is_owed_below_half_is_owed_once_though_the_day_it_fell_is_corrected(life: Life) -> None:
    leave(*life.seats[1:4])
    services.watch(actor=EVERYONE, now=NEXT)
    before = owed(life, "重新选举")
    with records.acting(EVERYONE):
        term = Term.objects.get(pk=life.term)
        term.tallies[-1][0] = (TODAY - timedelta(days=3)).isoformat()
        term.save(update_fields=["tallies"])
    later = NEXT + timedelta(days=1)
    with records.acting(EVERYONE):
        assert people.below_half_since(life.term, shanghai_day(later)) == TODAY - timedelta(days=3)
    services.watch(actor=EVERYONE, now=later)
    assert owed(life, "重新选举") == before
    assert [state for *_, state in before] == ["open"]
