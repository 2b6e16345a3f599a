"""Who sells between the check of candidates and the seat does not stay: the gate is asked again, the seat ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hemei.community.committees import services as life
from hemei.community.committees.models import Candidate
from hemei.community.committees.services import elections as services
from hemei.community.committees.tests.conftest import OWNERS, TODAY, Garden
from hemei.community.committees.tests.test_counted import DAY, HEARD, LATER, _term, counted
from hemei.community.committees.tests.test_filling import UNTIL, fill, sitting
from hemei.ground.people.models import Ownership, Seat
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.decision import Refused

SOLD = TODAY + timedelta(days=20)


def sell(garden: Garden, name: str, day: date = SOLD) -> None:
    with records.acting(EVERYONE):
        Ownership.objects.filter(person_id=garden.town.persons[name]).update(valid_until=day)


def looked_at(garden: Garden, name: str, after: int) -> tuple[date | None, str]:
    """Return when and why the seat of a member ended, as of the look so many days after the count."""
    life.watch(actor=EVERYONE, now=LATER + timedelta(days=after))
    with records.acting(EVERYONE):
        seat = Seat.objects.get(person_id=garden.town.persons[name])
    return seat.valid_until, seat.end_reason


def test_who_sold_before_his_seat_began_leaves_it_on_its_second_day(garden: Garden) -> None:
    election = garden.prepared()
    sell(garden, OWNERS[0])
    counted(garden, election, (9, 8, 7, 6, 5, 4, 3))
    assert OWNERS[0] in sitting(garden)
    assert looked_at(garden, OWNERS[0], 0) == (None, "")
    for after in (1, 30):
        assert looked_at(garden, OWNERS[0], after) == (DAY + timedelta(days=1), "automatic")


def test_so_does_who_came_by_a_by_election_into_a_term_that_was_typed_in(garden: Garden) -> None:
    _term(garden, UNTIL, held=4)
    election = fill(garden)
    for name in OWNERS[:2]:
        garden.accept(garden.register(election, name))
    sell(garden, OWNERS[1])
    counted(garden, election, (8, 9), passed={})
    assert looked_at(garden, OWNERS[1], 1) == (DAY + timedelta(days=1), "automatic")
    assert sitting(garden, DAY + timedelta(days=1)) == set(OWNERS[-4:])


def test_the_notice_names_who_is_no_owner_any_more(garden: Garden) -> None:
    election = garden.prepared()
    sell(garden, OWNERS[2], TODAY + timedelta(days=3))
    opens, last = TODAY + timedelta(days=24), TODAY + timedelta(days=38)
    values = {"election_id": election, "opens_on": opens, "last_on": last}
    with pytest.raises(Refused) as found:
        garden.do(garden.clerk, services.call_election, **values, now=HEARD)
    (reason,) = found.value.decision.reasons
    assert (reason.code, reason.values["name"]) == ("gate.owner", OWNERS[2])
    row = garden.candidates(election)[OWNERS[2]]
    with records.acting(EVERYONE):
        Candidate.objects.filter(pk=row.pk).update(by_objection=True)  # the street had let him in
    decision = garden.do(garden.clerk, services.check, candidate_id=row.pk, found={}, now=HEARD)
    assert not decision.allowed
    later = HEARD + timedelta(days=8)  # he may object to the refusal first
    garden.do(garden.clerk, services.call_election, **{**values, "opens_on": later.date() + timedelta(days=16)},
              now=later)  # fmt: skip
    assert garden.row(election).state == "called"
