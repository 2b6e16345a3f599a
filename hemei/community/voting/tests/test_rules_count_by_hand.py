"""The count against one that is slow and plain: order, splitting and merging change nothing."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hemei.community.voting.rules.count import Sums, measure
from hemei.community.voting.rules.roll import CHOICES, DEVELOPER, Ballot, Unit, standing_ballots
from hemei.community.voting.rules.standards import MATTER_CODES
from hemei.community.voting.tests.factories import START, counted, counting

OWNER_SETS = st.sets(st.sampled_from(["a", "b", "c", "d", DEVELOPER]), min_size=1, max_size=3)
UNITS = st.lists(
    st.tuples(st.integers(1, 30_000), OWNER_SETS, st.booleans(), st.sampled_from(["1", "2"])),
    min_size=1,
    max_size=9,
)
CAST = st.lists(
    st.tuples(st.integers(0, 8), st.sampled_from(CHOICES), st.integers(0, 3), st.booleans()), max_size=14
)


def facts(units, votes) -> tuple[list[Unit], list[Ballot]]:
    roll = [
        Unit(f"u{n}", building, area, frozenset(owners), delivered)
        for n, (area, owners, delivered, building) in enumerate(units)
    ]
    cast = [
        Ballot(f"u{at % len(roll)}", choice, START + timedelta(seconds=second), line, valid=valid)
        for line, (at, choice, second, valid) in enumerate(votes, start=2)
    ]
    return roll, cast


def slowly(roll: list[Unit], cast: list[Ballot]) -> tuple[Sums, Sums, Sums]:
    """Count as somebody would with pencil and paper, unit by unit and owner set by owner set."""

    def set_of(one: Unit) -> tuple[str, ...]:
        return (DEVELOPER,) if not one.delivered else tuple(sorted(one.owners))

    choice = {}
    for ballot in sorted(cast, key=lambda one: (one.received_at, one.line)):
        if ballot.valid:
            choice[ballot.unit] = ballot.choice
    area = heads = part_area = part_heads = for_area = for_heads = 0
    for owners in sorted({set_of(one) for one in roll}):
        own = [one for one in roll if set_of(one) == owners]
        voted = [choice[one.code] for one in own if one.code in choice]
        heads += 1
        part_heads += len(voted) > 0
        for_heads += len(voted) > 0 and set(voted) == {"for"}
    for one in roll:
        area += one.area_dm2
        part_area += one.area_dm2 if one.code in choice else 0
        for_area += one.area_dm2 if choice.get(one.code) == "for" else 0
    return Sums(area, heads), Sums(part_area, part_heads), Sums(for_area, for_heads)


def all_sums(roll, cast):
    measured = measure(roll, cast, counting(), keep="last")
    return measured.total, measured.part, measured.agree


@given(UNITS, CAST, st.randoms())
def test_the_count_agrees_with_pencil_and_paper_in_any_order(units, votes, random) -> None:
    roll, cast = facts(units, votes)
    expected = slowly(roll, cast)
    assert all_sums(roll, cast) == expected
    random.shuffle(roll)
    random.shuffle(cast)
    assert all_sums(roll, cast) == expected


@given(UNITS, CAST, st.data())
def test_splitting_the_area_of_a_unit_changes_nothing(units, votes, data) -> None:
    roll, cast = facts(units, votes)
    at = data.draw(st.integers(0, len(roll) - 1))
    whole = roll[at]
    if whole.area_dm2 == 1:
        return
    piece = data.draw(st.integers(1, whole.area_dm2 - 1))
    split = [
        *roll[:at],
        Unit(whole.code, whole.building, piece, whole.owners, whole.delivered),
        Unit("piece", whole.building, whole.area_dm2 - piece, whole.owners, whole.delivered),
        *roll[at + 1 :],
    ]
    same = [
        Ballot("piece", one.choice, one.received_at, one.line, valid=one.valid)
        for one in cast
        if one.unit == whole.code
    ]
    assert all_sums(split, [*cast, *same]) == all_sums(roll, cast)


@given(UNITS, CAST)
def test_merging_two_units_of_one_choice_and_owner_changes_nothing(units, votes) -> None:
    roll, cast = facts(units, votes)
    standing, _ = standing_ballots(cast, keep="last")
    first = roll[0]
    twins = [
        one
        for one in roll[1:]
        if (one.owners, one.delivered) == (first.owners, first.delivered)
        and (one.code in standing) == (first.code in standing)
        and (one.code not in standing or standing[one.code].choice == standing[first.code].choice)
    ]
    if not twins:
        return
    gone = {one.code for one in twins}
    area = first.area_dm2 + sum(one.area_dm2 for one in twins)
    merged = [Unit(first.code, first.building, area, first.owners, first.delivered)]
    merged += [one for one in roll[1:] if one.code not in gone]
    assert all_sums(merged, [one for one in cast if one.unit not in gone]) == all_sums(roll, cast)


@given(UNITS, CAST, st.sampled_from(MATTER_CODES))
def test_another_agreeing_ballot_never_hurts(units, votes, code) -> None:
    roll, cast = facts(units, votes)
    before = counted(roll, cast, code)[1]
    standing, _ = standing_ballots(cast, keep="last")
    late = START + timedelta(days=1)
    full = [*cast, *(Ballot(one.code, "for", late, 99) for one in roll if one.code in standing)]
    after = counted(roll, full, code)[1]
    assert after.quorum == before.quorum
    assert after.passed or not before.passed
