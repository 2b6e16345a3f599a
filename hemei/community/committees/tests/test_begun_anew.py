"""When an election may be begun early, and that one that came to nothing is begun anew."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hemei.community.committees.models import Election
from hemei.community.committees.rules.early import Last, may_elect_early
from hemei.community.committees.rules.electing import Plan
from hemei.community.committees.rules.election_words import ElectionKind, ElectionState
from hemei.community.committees.services import elections as services
from hemei.community.committees.tests.conftest import NOW, OWNERS, TODAY, Garden, owed
from hemei.community.committees.tests.test_counted import LATER, _term, begin, codes, counted
from hemei.community.committees.tests.test_election_rules import rules
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.decision import Refused

AGAIN = "重新组织选举"
UNTIL = date(2027, 1, 10)
EARLY, RENEWAL, FAILED = ElectionKind.EARLY, ElectionKind.RENEWAL, ElectionState.FAILED


@pytest.mark.parametrize(
    ("asked", "below", "last", "allowed"),
    [
        (True, False, None, True),
        (False, True, None, True),
        (False, False, None, False),
        (False, False, Last(EARLY, FAILED, term_over=False), True),
        (False, False, Last(EARLY, ElectionState.ANNULLED, term_over=False), True),
        (False, False, Last(RENEWAL, FAILED, term_over=True), True),
        (
            False,
            False,
            Last(RENEWAL, FAILED, term_over=False),
            False,
        ),  # the term that runs is nobody's to end
        (False, False, Last(EARLY, ElectionState.STOPPED, term_over=False), False),
        (False, False, Last(EARLY, ElectionState.DONE, term_over=False), False),
    ],
)
def test_a_term_ends_early_only_on_a_ground(
    *, asked: bool, below: bool, last: Last | None, allowed: bool
) -> None:
    warrant = rules().first_meeting.warrant
    found = may_elect_early(asked=asked, below_half=below, last=last, vacancy=warrant)
    assert found.allowed is allowed
    assert found.references


def test_a_clerk_ends_no_term_of_a_committee_that_sits(garden: Garden) -> None:
    _term(garden, UNTIL, held=5)
    with pytest.raises(Refused) as refused:
        begin(garden, EARLY)
    assert codes(refused) == {"no_ground"}
    assert "第四十六条" in str(refused.value)
    with records.acting(EVERYONE):
        assert not Election.objects.exists()
        term = people.term_facts(TODAY, estate_id=garden.estate)
        assert term is not None
        for seat in people.sitting_seats(term.id, TODAY)[:3]:
            people_services.leave_seat(
                actor=SYSTEM, now=NOW, seat_id=seat.id, day=TODAY, reason=people.SeatEnd.RESIGNED
            )
    assert garden.row(begin(garden, EARLY)).kind == EARLY


def test_a_renewal_that_failed_or_was_stopped_is_chased_until_it_is_begun_anew(garden: Garden) -> None:
    _term(garden, UNTIL)
    election = begin(garden, RENEWAL)
    for name in OWNERS[:6]:
        garden.accept(garden.register(election, name))
    counted(garden, election, (9, 3, 3, 3, 3, 3), passed={})
    row = garden.row(election)
    assert (row.state, row.again_due_on) == (FAILED, LATER.date() + timedelta(days=60))
    assert owed(garden.clerk) == {AGAIN: row.again_due_on}
    plan = Plan(RENEWAL, 5, 0, 3)
    values = {"estate_id": garden.estate, "plan": plan, "now": LATER}
    second = garden.do(garden.clerk, services.begin_renewal, **values)
    assert garden.row(election).again_due_on is None
    assert AGAIN not in owed(garden.clerk)
    garden.do(garden.street, services.stop_election, election_id=second, reason="候选人资料有误", now=LATER)
    assert list(owed(garden.clerk)) == [AGAIN]
    garden.do(garden.clerk, services.begin_renewal, **values)
    assert AGAIN not in owed(garden.clerk)


def test_a_first_assembly_that_was_stopped_is_asked_for_anew_by_owners(garden: Garden) -> None:
    election = garden.apply()
    garden.do(garden.street, services.stop_election, election_id=election, reason="不符合条件的申请")
    assert garden.row(election).again_due_on is None
    assert owed(garden.clerk) == {}
