"""What the registers still lack stands in the work of who closes it, and agrees with the list it leads to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemei.coordination.cases import queries
from hemei.ground.people.rules.committee_words import PartyBasis, PartyMember
from hemei.ground.people.tests.test_committees import TERM, TODAY, register, seat, secretary
from hemei.ground.places.tests.factories import HOUSE, City, add, build_town, draft
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.figures import Verdict
from tests.grounds import standing

STREET = "340102001"


@standing
def town() -> City:
    town = build_town()
    add(town, draft(town, buildings=[HOUSE]))
    return town


def lacking(actor: Actor) -> dict[str, tuple[int, Verdict]]:
    with records.acting(actor):
        return {gap.figure: (gap.count, gap.verdict) for gap in queries.gaps(actor=actor, day=TODAY)}


def test_mechanisms_elections_and_members_nobody_can_tell_of_are_gaps(town: City) -> None:
    clerk = town.clerk(town.id(STREET), TODAY)
    term = register(town, replace(TERM, filed_on=None, filing_number=""))
    found = lacking(clerk)
    assert found["F3"] == (2, Verdict.NO)  # both communities of the street
    assert found["F4"] == (1, Verdict.NO)  # elected and not filed
    assert "F5" not in found  # what F4 does not count, F5 does not either
    assert {"F3", "F4"} & set(lacking(secretary(town))) == set()
    elsewhere = town.clerk(town.id("340104001"), TODAY)
    assert "F4" not in lacking(elsewhere)
    assert term


@pytest.mark.parametrize(
    ("party", "lacks"),
    [(None, True), (PartyMember.YES, False), (PartyMember.NO, False)],
)
def test_a_member_who_said_nothing_is_a_gap_and_one_outside_the_party_is_none(
    town: City,
    party: PartyMember | None,
    lacks: bool,  # noqa: FBT001 - a column of the table
) -> None:
    term = register(town)
    said = {} if party is None else {"party": party, "basis": PartyBasis.SELF}
    seat(town, term, "王一", **said)
    for actor in (town.clerk(town.id(STREET), TODAY), secretary(town)):
        assert ("F5" in lacking(actor)) is lacks


def test_what_is_no_clerks_to_close_is_nobodys_gap(town: City) -> None:
    assert lacking(Actor(role=Role.GRID_WORKER, places=town.actor.places)) == {}
