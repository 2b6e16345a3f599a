"""Who may vote for a unit, what may stand on a sheet, and which role does what around a vote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from hemei.community.voting.rules import casting, voters
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.casting import Item
from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.community.voting.rules.voters import Binding, BindingKind, Capacity
from hemei.community.voting.tests.factories import START, TODAY, shipped
from hemei.kernel.actor import Actor, PlaceRange, Role

PROOF = shipped().find("voter-proof", VoterProof, on=TODAY)
ITEMS = (Item(1, 1), Item(2, 2, "g", 2), Item(3, 3, "g", 2), Item(4, 4, "g", 2))
OF_CLERKS = {Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY}
MAY = {
    Act.CAST: OF_CLERKS | {Role.SYSTEM},
    Act.VISIT: OF_CLERKS | {Role.GRID_WORKER},
    Act.SEE_UNCAST: OF_CLERKS | {Role.GRID_WORKER},
    Act.BIND: OF_CLERKS | {Role.SYSTEM},
    Act.SETTLE_OBJECTION: OF_CLERKS | {Role.STREET_CLERK, Role.COUNTY_COORDINATOR},
    Act.CONFIRM_VOTER: OF_CLERKS | {Role.STREET_CLERK, Role.COUNTY_COORDINATOR},
}


@pytest.mark.parametrize("act", MAY)
@pytest.mark.parametrize("role", Role)
def test_each_role_does_around_a_vote_what_the_table_says(act, role) -> None:
    here, elsewhere = (Actor(role=role, places=(PlaceRange(path),)) for path in ("1.2.", "1.3."))
    assert may(here, act, "1.2.9.").allowed == (role in MAY[act])
    assert not may(elsewhere, act, "1.2.9.").allowed


def bound(**more) -> Binding:
    base = Binding(BindingKind.DESK, Capacity.OWNER, 7, date(2026, 1, 1), date(2027, 1, 1))
    return replace(base, **more)


def why(decision) -> str:
    return decision.reasons[0].code if decision.reasons else ""


@pytest.mark.parametrize(
    ("binding", "owners", "day", "code"),
    [
        (bound(), {7}, date(2026, 1, 1), ""),
        (bound(), {7}, date(2026, 12, 31), ""),
        (bound(), {7}, date(2027, 1, 1), "expired"),
        (bound(), {7}, date(2025, 12, 31), "expired"),
        (bound(objected=True), {7}, TODAY, "objected"),
        (bound(), {8}, TODAY, "not_owner"),  # the unit was sold before this roll
        (bound(), {7, 8}, TODAY, "co_owners"),
        (bound(capacity=Capacity.CHOSEN), {7, 8}, TODAY, ""),
        (bound(capacity=Capacity.GUARDIAN), {7}, TODAY, ""),
        (bound(capacity=Capacity.GUARDIAN), {8}, TODAY, "not_owner"),
        (bound(), set(), TODAY, "developers"),
        (bound(capacity=Capacity.DELEGATE, owner_id=None), set(), TODAY, ""),
        (bound(capacity=Capacity.DELEGATE, owner_id=None), {7}, TODAY, "not_owner"),
        (None, {7}, TODAY, "no_binding"),
    ],
)
def test_a_binding_lets_its_person_vote_or_says_why_not(binding, owners, day, code) -> None:
    assert why(voters.may_vote_by(binding, owners, day, PROOF)) == code


@pytest.mark.parametrize(("held", "allowed"), [(0, True), (2, True), (3, False), (9, False)])
def test_a_proxy_for_too_many(held, allowed) -> None:
    assert voters.may_be_proxy(held, PROOF).allowed is allowed
    none = replace(PROOF, proxy=replace(PROOF.proxy, allowed=False))
    assert why(voters.may_be_proxy(held, none)) == "no_proxy"


def test_a_code_counts_for_a_quarter_of_an_hour_and_not_before_it_was_given() -> None:
    for seconds, fresh in [(0, True), (900, True), (901, False), (-1, False)]:
        assert PROOF.step_up.counts(START, START + timedelta(seconds=seconds)) is fresh
    assert not PROOF.step_up.counts(None, START)


@pytest.mark.parametrize(
    ("visitors", "enough"), [((1, 2), True), ((1, 1), False), ((1,), False), ((), False)]
)
def test_two_different_persons_come_to_a_door(visitors, enough) -> None:
    assert voters.enough_visitors(visitors, PROOF).allowed is enough


@pytest.mark.parametrize(
    ("choices", "complete", "full"),
    [
        ({1: "for", 2: "for", 3: "for", 4: "against"}, True, False),
        ({1: "for", 2: "for", 3: "for", 4: "for"}, True, True),
        ({1: "for", 2: "for", 3: "for"}, False, False),
        ({1: "abstain", 2: "abstain", 3: "abstain", 4: "abstain"}, True, False),
        ({}, False, False),
    ],
)
def test_a_sheet_has_a_choice_for_each_item_and_no_more_marks_than_seats(choices, complete, full) -> None:
    assert casting.is_complete(ITEMS, choices).allowed is complete
    assert casting.no_more_than_seats(ITEMS, choices).allowed is not full
    spoiled = casting.spoiled_by_marks(ITEMS, choices, PROOF)
    assert spoiled == (frozenset({2, 3, 4}) if full else frozenset())
    whole = replace(PROOF, too_many_marks=replace(PROOF.too_many_marks, spoils="sheet"))
    assert casting.spoiled_by_marks(ITEMS, choices, whole) == (
        frozenset({1, 2, 3, 4}) if full else frozenset()
    )


def test_nothing_outside_the_agenda() -> None:
    assert casting.fits_agenda(ITEMS, {1, 4}).allowed
    assert why(casting.fits_agenda(ITEMS, {1, 5})) == "not_on_the_agenda"


def test_of_two_ballots_the_rule_says_which_stands() -> None:
    second = timedelta(microseconds=1)
    for at, last, first in [
        (START + second, True, False),
        (START, True, False),  # at the same instant the one entered later is the later one
        (START - second, False, True),
    ]:
        assert casting.takes_its_place(at, START, "last") is last
        assert casting.takes_its_place(at, START, "first") is first
    assert not casting.takes_its_place(START, START, "refuse").allowed


def test_a_batch_names_its_faulty_sheets() -> None:
    reason = casting.fits_agenda(ITEMS, {5}).reasons[0]
    told = casting.named([(place, reason) for place in range(1, 24)]).reasons
    assert [one.values.get("place") for one in told[:2]] == [1, 2]
    assert (len(told), told[-1].values) == (21, {"count": 3})


def test_an_extract_is_fresh_for_ninety_days() -> None:
    for days, fresh in [(0, True), (90, True), (91, False), (-1, False)]:
        assert voters.extract_is_fresh(TODAY - timedelta(days=days), TODAY, PROOF).allowed is fresh
    assert datetime.combine(voters.code_until(TODAY, PROOF), datetime.min.time()).date() - TODAY == timedelta(
        30
    )
