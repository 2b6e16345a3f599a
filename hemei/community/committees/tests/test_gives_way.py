"""A recount elects somebody whose seat was filled meanwhile: he sits, who came later gives way, by two hands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.committees import queries, services
from hemei.community.committees.models import Contest, Election
from hemei.community.committees.pages.life import contests as pages
from hemei.community.committees.rules.contests import Later, giving_way, may_confirm
from hemei.community.committees.rules.election_words import ElectionKind
from hemei.community.committees.services import elections
from hemei.community.committees.services.elections import Tallied
from hemei.community.committees.tests.conftest import OWNERS, Garden
from hemei.community.committees.tests.test_contested import AFTER, WHY, Recount, recount, sitting
from hemei.community.committees.tests.test_counted import DAY, LATER, codes, counted
from hemei.community.committees.tests.test_election_pages import HOME, STREET
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.leadership.duties import queries as duties

__all__ = ["recount"]
LEFT = OWNERS[1]
FILLED = OWNERS[6]
WON = OWNERS[5]


def test_who_came_last_gives_way_first() -> None:
    later = [Later(4, date(2026, 3, 1)), Later(5, date(2026, 5, 1)), Later(6, date(2026, 5, 1))]
    assert [giving_way(later, over) for over in (-1, 0, 1, 2)] == [[], [], [6], [6, 5]]


@pytest.mark.parametrize(
    ("decided_by", "by", "same", "code"),
    [(None, 2, True, "settled"), (1, 1, True, "two_hands"), (1, None, True, "two_hands"), (1, 2, False, "changed"),
     (1, 2, True, "")],
)  # fmt: skip
def test_another_person_confirms_who_gives_way(
    decided_by: int | None, by: int | None, *, same: bool, code: str
) -> None:
    found = may_confirm(decided_by=decided_by, by=by, same=same)
    assert [one.code for one in found.reasons] == ([code] if code else [])


@pytest.fixture
def election(garden: Garden, recount: Recount) -> int:
    """A member resigned, a later one fills his seat, and a recount elects another than him who resigned."""
    election = garden.prepared()
    counted(garden, election, (9, 8, 7, 6, 5, 4, 3))
    left, came = (LATER + timedelta(days=days) for days in (1, 2))
    with records.acting(EVERYONE):
        term = garden.row(election).term_id or 0
        [seat] = [
            one for one in people.sitting_seats(term, DAY) if one.person_id == garden.town.persons[LEFT]
        ]
        people_services.leave_seat(
            actor=SYSTEM, now=left, seat_id=seat.id, day=left.date(), reason=people.SeatEnd.RESIGNED
        )
        taking = people_services.Taking(garden.town.persons[FILLED], people.Post.MEMBER, came.date())
        people_services.take_seats(actor=SYSTEM, now=came, term_id=term, takings=[taking])
    assert sitting(garden, election) == {OWNERS[0], *OWNERS[2:5], FILLED}
    recount(election, (9, 3, 7, 6, 5, 4, 3))
    return election


def contest() -> Contest:
    with records.acting(EVERYONE):
        return Contest.objects.get()


def second(garden: Garden) -> Actor:
    return replace(garden.street, person_id=1_000_902)


def decide(garden: Garden) -> bool:
    done = services.settle_contest(
        actor=garden.street, now=AFTER, contest_id=contest().pk, choice="followed", reason=WHY
    )
    return bool(done)


def confirm(actor: Actor, *, confirmed: bool = True) -> None:
    services.confirm_contest(actor=actor, now=AFTER, contest_id=contest().pk, confirmed=confirmed)


def refusal(act: Callable[[], object]) -> set[str]:
    with pytest.raises(Refused) as refused:
        act()
    return codes(refused)


def test_who_is_truly_elected_sits_and_who_came_later_waits_in_reserve_by_two_hands(
    garden: Garden, election: int
) -> None:
    before = sitting(garden, election)
    assert not decide(garden)
    assert sitting(garden, election) == before
    assert refusal(lambda: decide(garden)) == {"waits"}
    assert refusal(lambda: confirm(garden.street)) == {"two_hands"}
    with records.acting(second(garden)):
        listed = list(queries.contests_to_confirm(actor=second(garden)))
    assert [row[0] for row in listed] == [contest().pk]
    confirm(second(garden))
    assert sitting(garden, election) == {OWNERS[0], *OWNERS[2:5], WON}
    with records.acting(EVERYONE):
        seats = people.sitting_seats(garden.row(election).term_id or 0, AFTER.date())
    assert [one.person_id for one in seats if one.reserve] == [garden.town.persons[FILLED]]
    assert refusal(lambda: confirm(second(garden))) == {"settled"}


def test_what_the_second_person_sends_back_changes_nothing(garden: Garden, election: int) -> None:
    before = sitting(garden, election)
    decide(garden)
    confirm(second(garden), confirmed=False)
    assert sitting(garden, election) == before
    row = contest()
    assert (row.decided_by, row.gives_way, row.reason_id, row.settled) == (None, [], None, "")
    assert not decide(garden)


def test_another_count_meanwhile_lets_the_decision_fall(
    garden: Garden, election: int, recount: Recount
) -> None:
    decide(garden)
    recount(election, (3, 9, 7, 6, 5, 4, 3))
    assert (contest().decided_by, contest().settled) == (None, "")


@pytest.mark.parametrize("how", ["agrees", "annulled"])
def test_who_was_told_to_give_way_is_told_that_he_stays_where_the_contest_falls_away(
    garden: Garden, election: int, recount: Recount, how: str
) -> None:
    decide(garden)
    if how == "agrees":
        recount(election, (9, 8, 7, 6, 5, 4, 3))
    else:
        with records.acting(EVERYONE):
            Election.objects.filter(pk=election).update(state="annulled")
        services.end_contests(actor=SYSTEM, now=AFTER, assembly_id=contest().assembly_id, votes=[1])
    row = contest()
    assert (row.settled, row.decided_by, row.gives_way, row.reason_id) == (how, None, [], None)
    with records.acting(EVERYONE):
        back, settled = record.history(stream=row.stream)[-2:]
    assert (back.type, back.data["members"]) == (
        "committees.contest_sent_back",
        [garden.town.persons[FILLED]],
    )
    assert (settled.type, settled.data["members"]) == ("committees.contest_settled", [])


def test_no_single_hand_lets_anybody_give_way_whoever_writes_it(garden: Garden, election: int) -> None:
    decide(garden)
    for hands in ({}, {"confirmed_by": contest().decided_by}):
        with pytest.raises(IntegrityError), transaction.atomic(), records.acting(EVERYONE):
            Contest.objects.update(settled="followed", settled_on=AFTER.date(), **hands)


def test_the_page_names_who_gives_way_and_asks_another_person(
    garden: Garden, election: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "utc_now", lambda: AFTER)
    street = garden.browser(Role.STREET_CLERK, "明光路街道办", STREET)
    home, form = f"/elections/{election}", f"/committee-life/contests/{contest().pk}"
    decide(garden)
    said = street.get(home).content.decode()
    assert f"{FILLED}让出席位，等街道的另一人核对" in said
    assert form in said
    asked = street.get(form).content.decode()
    assert WHY in asked
    assert FILLED in asked
    assert "转为候补委员" in asked
    with monkeypatch.context() as city:
        city.setattr(queries, "who_gives_way_waits", lambda _day: False)
        ended = street.get(form).content.decode()
    assert ("任职从今天起终止" in ended, "候补" in ended) == (True, False)
    assert street.post(form, {"confirmed": "yes"}).headers["Location"] == home
    assert sitting(garden, election) == {OWNERS[0], *OWNERS[2:5], WON}
    assert f"后来就任的{FILLED}让出席位，经两人核对" in street.get(home).content.decode()


def test_the_first_person_is_told_that_another_has_to_confirm(
    garden: Garden, election: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "utc_now", lambda: AFTER)
    street = garden.browser(Role.STREET_CLERK, "明光路街道办", STREET)
    form = f"/committee-life/contests/{contest().pk}"
    answer = street.post(form, {"settled": "followed", "reason": WHY}, follow=True).content.decode()
    assert "请街道的另一人核对；核对以前不变" in answer
    refused = street.post(form, {"confirmed": "yes"})
    assert (refused.status_code, "作出决定的人不能自己核对" in refused.content.decode()) == (422, True)
    assert street.post(form, {"confirmed": "no"}).status_code == 302


def test_who_gives_way_reads_the_decision_its_reason_and_how_to_object(
    garden: Garden, election: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(garden)
    member = garden.town.persons[FILLED]
    with records.acting(EVERYONE):
        [told] = [one for one in record.history(stream=contest().stream) if one.type.endswith("decided")]
    assert (told.data["election"], told.data["members"]) == (election, [member])
    home = garden.become(garden.town.account(FILLED, HOME))
    page = home.get(f"/elections/mine/{election}").content.decode()
    assert f"{FILLED}让出席位，等街道的另一人核对" in page
    assert WHY in page
    assert "可以依法申请行政复议或者提起诉讼" in page
    confirm(second(garden))
    with records.acting(EVERYONE):
        last = record.history(stream=contest().stream)[-1]
    assert (last.type, last.data["members"]) == ("committees.contest_settled", [member])
    assert "经两人核对" in home.get(f"/elections/mine/{election}").content.decode()


@pytest.fixture
def again(garden: Garden) -> Callable[..., int]:
    """Let two members leave; a by-election then elects the first of the named, the others wait in reserve by it."""

    def filled(*names: str) -> int:
        election = garden.prepared()
        counted(garden, election, (9, 8, 7, 6, 5, 2, 1))
        left = LATER + timedelta(days=1)
        for name in (LEFT, OWNERS[2]):  # the seat of the second stays free
            leaves(garden, election, name)
        with records.acting(EVERYONE):
            Election.objects.filter(pk=election).update(state="done")
        plan = elections.Plan(ElectionKind.BY, 1, len(names) - 1, 1)
        later = left + timedelta(days=1)
        by = garden.do(garden.clerk, elections.begin_renewal, estate_id=garden.estate, plan=plan, now=later)
        for name in names:
            garden.accept(garden.register(by, name))
        with records.acting(EVERYONE):
            Election.objects.filter(pk=by).update(assembly_id=by, state="called")
            tallied = [
                Tallied(garden.town.persons[name], 1 + place, passed=True, heads=9 - place, area_dm2=90_000)
                for place, name in enumerate(names)
            ]
            elections.decide(
                actor=SYSTEM, now=later, judged=elections.Judged(by, later.date(), "seed", tallied, {})
            )
        assert sitting(garden, election) == {OWNERS[0], *OWNERS[3:5], names[0]}
        return election

    return filled


def seat_of(garden: Garden, election: int, name: str) -> people.SittingSeat:
    with records.acting(EVERYONE):
        seats = people.sitting_seats(garden.row(election).term_id or 0, AFTER.date())
    return next(one for one in seats if one.person_id == garden.town.persons[name])


def leaves(garden: Garden, election: int, name: str, days: int = 1) -> None:
    at, seat = LATER + timedelta(days=days), seat_of(garden, election, name)
    with records.acting(EVERYONE):
        people_services.leave_seat(
            actor=SYSTEM, now=at, seat_id=seat.id, day=at.date(), reason=people.SeatEnd.RESIGNED
        )


def test_a_loser_who_came_back_by_a_by_election_keeps_that_seat(
    garden: Garden, recount: Recount, again: Callable[..., int]
) -> None:
    election = again(LEFT)
    recount(election, (9, 3, 7, 6, 5, 4, 3))
    assert decide(garden)  # nobody gives way
    assert sitting(garden, election) == {OWNERS[0], *OWNERS[3:5], LEFT, WON}


def test_a_loser_who_came_back_in_reserve_and_moved_up_keeps_that_seat(
    garden: Garden, recount: Recount, again: Callable[..., int]
) -> None:
    election = again(FILLED, LEFT)
    leaves(garden, election, FILLED, 3)
    at, seat = LATER + timedelta(days=3), seat_of(garden, election, LEFT)
    with records.acting(EVERYONE):
        people_services.change_post(
            actor=SYSTEM, now=at, seat_id=seat.id, post=people.Post.MEMBER, day=at.date()
        )
    recount(election, (9, 3, 7, 6, 5, 4, 3))
    assert decide(garden)
    assert sitting(garden, election) == {OWNERS[0], *OWNERS[3:5], LEFT, WON}


def test_who_waits_in_reserve_by_a_by_election_moves_up_where_the_recount_elects_him(
    garden: Garden, recount: Recount, again: Callable[..., int]
) -> None:
    election = again(FILLED, WON)
    assert seat_of(garden, election, WON).reserve
    recount(election, (9, 3, 7, 6, 5, 4, 3))
    assert decide(garden)
    assert sitting(garden, election) == {OWNERS[0], *OWNERS[3:5], FILLED, WON}


def test_a_by_election_is_owed_no_more_once_a_recount_fills_the_seat(
    garden: Garden, recount: Recount
) -> None:
    election = garden.prepared()
    counted(garden, election, (9, 8, 7, 6, 5, 4, 3))
    leaves(garden, election, OWNERS[4])
    with records.acting(EVERYONE):
        Election.objects.filter(pk=election).update(state="done")
    services.watch(actor=EVERYONE, now=LATER + timedelta(days=2))
    assert by_elections(garden) == ["open"]
    recount(election, (9, 8, 7, 6, 3, 5, 4))
    decide(garden)
    assert sitting(garden, election) == {*OWNERS[:4], WON}
    assert by_elections(garden) == ["cancelled"]
    leaves(garden, election, WON, days=5)
    services.watch(actor=EVERYONE, now=LATER + timedelta(days=6))
    assert sorted(by_elections(garden)) == ["cancelled", "open"]  # the next free seat is owed anew


def by_elections(garden: Garden) -> list[str]:
    with records.acting(garden.clerk):
        return [one.state for one in duties.duty_list(actor=garden.clerk) if "组织补选" in one.title]
