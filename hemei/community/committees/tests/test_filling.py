"""Seats that are free are filled by the owners' vote, into the term that runs; nobody types a member in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hemei.community.committees import services as life
from hemei.community.committees.rules.election_words import ElectionKind
from hemei.community.committees.rules.filling import Free, may_fill
from hemei.community.committees.services import elections as services
from hemei.community.committees.services.elections import Plan
from hemei.community.committees.tests.conftest import NOW, OWNERS, Garden
from hemei.community.committees.tests.test_counted import DAY, LATER, _term, codes, counted
from hemei.community.committees.tests.test_election_rules import rules
from hemei.community.committees.tests.test_filed_twice import accept
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.models import Term
from hemei.ground.people.queries import Post, TermDraft, TermKind
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.decision import Refused
from hemei.leadership.duties import queries as duties

UNTIL = date(2027, 1, 10)
OWED = "选举花园业委会缺委员1人，没有候补委员，组织补选"


@pytest.mark.parametrize(
    ("wanted", "free", "code"),
    [
        (1, Free(5, 4), ""),
        (2, Free(7, 5), ""),
        (2, Free(5, 4), "vacancies"),
        (0, Free(5, 4), "vacancies"),
        (1, Free(5, 4, reserves=1), "no_vacancy"),
        (1, Free(5, 5), "no_vacancy"),
        (3, Free(5, 2, able=False), "below_half"),
        (1, Free(5, 4, runs=False), "no_term"),
    ],
)
def test_no_more_seats_are_filled_than_are_free(wanted: int, free: Free, code: str) -> None:
    law = rules()
    found = may_fill(wanted, free, warrant=law.by_election.warrant, vacancy=law.enough.warrant)
    assert [one.code for one in found.reasons] == ([code] if code else [])


def fill(garden: Garden, seats: int = 1) -> int:
    plan = Plan(ElectionKind.BY, seats, 0, 1)
    return int(garden.do(garden.clerk, services.begin_renewal, estate_id=garden.estate, plan=plan))


def stood(garden: Garden, heads: tuple[int, ...]) -> int:
    """Return a by-election of one seat of five in which the first owners stood and were counted."""
    _term(garden, UNTIL, held=4)
    election = fill(garden)
    for name in OWNERS[: len(heads)]:
        garden.accept(garden.register(election, name))
    counted(garden, election, heads, passed={})
    return election


def sitting(garden: Garden, on: date = DAY) -> set[str]:
    names = {number: name for name, number in garden.town.persons.items()}
    with records.acting(EVERYONE):
        term = people.term_facts(on, estate_id=garden.estate)
        assert term is not None
        return {names[one.person_id] for one in people.sitting_seats(term.id, on)}


def community_owes(garden: Garden) -> list[str]:
    with records.acting(garden.clerk):
        return [one.title for one in duties.duty_list(actor=garden.clerk) if one.ended_at is None]


def refused(garden: Garden, act: Any, **values: Any) -> set[str]:
    with pytest.raises(Refused) as found:
        garden.do(values.pop("who", garden.clerk), act, **values)
    return codes(found)


def test_one_free_seat_is_filled_by_the_vote_and_the_term_goes_on(garden: Garden) -> None:
    _term(garden, UNTIL, held=4)
    plan = {"estate_id": garden.estate, "plan": Plan(ElectionKind.BY, 2, 0, 1)}
    assert refused(garden, services.begin_renewal, **plan) == {"vacancies"}
    election = fill(garden)
    assert refused(garden, services.set_plan, election_id=election, seats=3, reserves=0, years=1) == {
        "vacancies"
    }
    with pytest.raises(Refused) as found:
        garden.register(election, OWNERS[-1])
    assert codes(found) == {"sits"}
    for name in OWNERS[:2]:
        garden.accept(garden.register(election, name))
    counted(garden, election, (8, 9), passed={})
    row = garden.row(election)
    assert (row.state, row.constitute_due_on, row.term_id) == ("elected", None, row.former_term_id)
    assert sitting(garden) == {*OWNERS[-4:], OWNERS[1]}
    with records.acting(EVERYONE):
        term = Term.objects.get()
    assert (term.ended_on, term.filing_number) == (None, "")
    garden.do(garden.clerk, services.submit_filing, election_id=election, now=LATER)
    accept(garden, election, street=garden.street, district=garden.district)
    assert garden.row(election).state == "done"


def test_where_nobody_passes_it_is_held_anew_and_the_others_go_on(garden: Garden) -> None:
    election = stood(garden, (3, 2))
    row = garden.row(election)
    assert (row.state, row.reason, row.again_due_on is not None) == ("failed", "nobody", True)
    assert sitting(garden) == set(OWNERS[-4:])
    assert fill(garden) > election


def test_what_is_annulled_of_it_ends_no_other_seat(garden: Garden) -> None:
    election = stood(garden, (9, 2))
    hit = [one.vote_id for one in garden.candidates(election).values() if one.vote_id]
    with records.acting(EVERYONE):
        services.annul(actor=SYSTEM, now=LATER, assembly_id=election, votes=hit)
    settle = {"who": garden.street, "election_id": election, "now": LATER + timedelta(days=2)}
    stands = services.Resolution.GOES_ON
    assert refused(garden, services.resolve_annulment, resolution=stands, **settle) == {"too_few"}
    who = settle.pop("who")
    garden.do(who, services.resolve_annulment, resolution=services.Resolution.TERM_ENDS, **settle)
    with records.acting(EVERYONE):
        assert Term.objects.get().ended_on is None
    assert sitting(garden, DAY + timedelta(days=3)) == set(OWNERS[-4:])


def test_a_free_seat_is_owed_a_by_election_until_one_begins(garden: Garden) -> None:
    _term(garden, UNTIL, held=4)
    with records.acting(EVERYONE):
        Term.objects.update(valid_until=date(2027, 12, 10))
    life.watch(actor=EVERYONE, now=NOW)
    assert OWED in community_owes(garden)
    fill(garden)
    assert OWED not in community_owes(garden)


def test_nobody_is_typed_into_a_term_that_was_elected_here(garden: Garden) -> None:
    election = garden.prepared(OWNERS[:8])
    with records.acting(EVERYONE):
        row = garden.row(election)
        row.seats, row.reserves = 7, 0
        row.save()
    counted(garden, election, (9, 8, 7, 6, 5, 4, 3, 3))
    term = garden.row(election).term_id
    typed = {
        "term_id": term, "who": people_services.Who(OWNERS[9], person_id=garden.town.persons[OWNERS[9]]),
        "post": Post.MEMBER, "since": DAY, "now": LATER,
    }  # fmt: skip
    with pytest.raises(Refused) as found, records.acting(garden.secretary):
        people_services.take_seat(actor=garden.secretary, **typed)
    assert codes(found) == {"elected_here"}
    with pytest.raises(Refused) as found, records.acting(garden.secretary):
        people_services.file_term(
            actor=garden.secretary, now=LATER, term_id=term or 0, filed_on=DAY, number="1号"
        )
    assert codes(found) == {"elected_here"}
    draft = TermDraft(TermKind.FIRST, 7, DAY, DAY, date(DAY.year + 2, DAY.month, DAY.day), 1)
    with pytest.raises(Refused) as found, records.acting(garden.secretary):
        people_services.correct_term(actor=garden.secretary, now=LATER, term_id=term or 0, draft=draft)
    assert codes(found) == {"elected_here"}


def new_duties(garden: Garden, days: int) -> int:
    """Return how many duties the look of so many days before the term's end sets."""
    at = NOW + (UNTIL - timedelta(days=days) - NOW.date())
    with records.acting(EVERYONE):
        return int(life.watch(actor=EVERYONE, now=at))


@pytest.mark.parametrize(("days", "new"), [(180, 3), (90, 3), (60, 4)])
def test_a_by_election_silences_no_warning_of_the_term_and_makes_way_for_its_end(
    garden: Garden, days: int, new: int
) -> None:
    _term(garden, UNTIL, held=4)
    fill(garden)
    assert new_duties(garden, days) == new
    with records.acting(EVERYONE):
        told = [one.title for one in duties.duty_list(actor=garden.street)]
    assert ("选举花园业委会正在补选，需要选举全部委员，终止补选" in told) == (days == 60)


def test_below_half_while_a_by_election_runs_all_seats_are_owed(garden: Garden) -> None:
    _term(garden, UNTIL, held=4)
    fill(garden)
    with records.acting(EVERYONE):
        term = people.term_facts(DAY, estate_id=garden.estate)
        assert term is not None
        for seat in people.sitting_seats(term.id, DAY)[:2]:
            people_services.leave_seat(
                actor=SYSTEM, now=NOW, seat_id=seat.id, day=NOW.date(), reason=people.SeatEnd.RESIGNED
            )
        life.watch(actor=EVERYONE, now=NOW + timedelta(days=1))
        told = [one.title for one in duties.duty_list(actor=garden.street)]
    assert "选举花园业委会正在补选，需要选举全部委员，终止补选" in told
    assert any("不足一半" in one for one in community_owes(garden))
