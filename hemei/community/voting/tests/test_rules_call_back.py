"""The call-back: the number of forged ballots that change a result, and the promised chance to find one of them."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.community.voting.rules.call_back import called, forged_to_change, paper_ballots, to_call
from hemei.community.voting.rules.roll import CHOICES, Ballot, Unit, standing_ballots
from hemei.community.voting.rules.standards import MATTER_CODES
from hemei.community.voting.tests.factories import START, ballots, counted, trust, unit
from hemei.kernel.draw import chance_to_find


def margin(roll, cast, code="hire_company"):
    """The outcome, the paper ballots that count, and how many of them must be forged."""
    _, outcome = counted(roll, cast, code)
    standing, _ = standing_ballots(cast, keep="last")
    paper = paper_ballots(standing, {one.code: one.area_dm2 for one in roll}, {"paper"})
    return outcome, paper, forged_to_change(outcome, paper)


def on_paper(choices) -> list[Ballot]:
    return [replace(one, channel="paper") for one in ballots(choices)]


@pytest.mark.parametrize(
    ("agreeing", "passed", "forged"),
    [(100, True, 34), (90, True, 24), (67, True, 1), (66, False, 1), (50, False, 17), (0, False, 67)],
)
def test_how_many_forged_ballots_change_the_result(agreeing, passed, forged) -> None:
    """132 of 150 vote: more than 66 must agree, and 100 must take part, so 33 forged ballots turn that first."""
    roll = [unit(f"{n}", 100, f"o{n}") for n in range(150)]
    cast = on_paper({f"{n}": "for" if n < agreeing else "against" for n in range(132)})
    outcome, _, needed = margin(roll, cast)
    assert (outcome.passed, needed) == (passed, min(forged, 33) if passed else forged)


def test_the_largest_areas_turn_a_result_first() -> None:
    roll = [unit(f"{n}", 100 if n else 3_000, f"o{n}") for n in range(31)]
    cast = on_paper({f"{n}": "for" for n in range(31)})
    assert margin(roll, cast)[2] == 1  # half of the area is one unit
    phoned = [replace(one, channel="phone") if one.unit == "0" else one for one in cast]
    assert margin(roll, phoned)[2] == 11  # 31 of 31 heads: 20 are two thirds of 30, 21 of 31


def test_what_paper_cannot_change_needs_only_the_least_sample() -> None:
    roll = [unit(f"{n}", 100, f"o{n}") for n in range(30)]
    cast = ballots({f"{n}": "for" for n in range(30)})
    few = [replace(one, channel="paper") if one.line < 5 else one for one in cast]
    outcome, paper, needed = margin(roll, few)
    assert (outcome.passed, len(paper), needed) == (True, 3, None)
    assert to_call(len(paper), needed, trust()) == 3
    nobody_came = margin(roll, on_paper({"1": "for"}))
    assert (nobody_came[0].quorum, nobody_came[2]) == (False, None)


def test_one_forged_ballot_turns_what_all_must_consent_to() -> None:
    roll = [unit(f"{n}", 100, f"o{n}") for n in range(40)]
    _, paper, needed = margin(roll, on_paper({f"{n}": "for" for n in range(40)}), "dwelling_to_business")
    assert (needed, to_call(len(paper), needed, trust())) == (1, 38)


SMALL_ROLLS = st.lists(st.tuples(st.integers(1, 300), st.sampled_from("abcd")), min_size=1, max_size=5)


@given(
    SMALL_ROLLS,
    st.lists(st.sampled_from((*CHOICES, None)), min_size=5, max_size=5),
    st.sets(st.integers(0, 4)),
    st.sampled_from(MATTER_CODES),
)
def test_no_smaller_forgery_changes_a_result(units, choices, papers, code) -> None:
    """Every truth that could lie behind the paper ballots, by brute force: another choice, or no ballot at all."""
    roll = [Unit(f"{n}", "1", area, frozenset({owner})) for n, (area, owner) in enumerate(units)]
    cast = [
        Ballot(one.code, choice, START, n, "paper" if n in papers else "phone")
        for n, (one, choice) in enumerate(zip(roll, choices, strict=False))
        if choice is not None
    ]
    outcome, paper, needed = margin(roll, cast, code)
    on_paper = [one for one in cast if one.channel == "paper"][:4]
    phoned = [one for one in cast if one not in on_paper]
    assert needed is None or needed <= len(paper)
    for truth in product((*CHOICES, None), repeat=len(on_paper)):
        really = [replace(one, choice=choice) for one, choice in zip(on_paper, truth, strict=True) if choice]
        forged = sum(one.choice != choice for one, choice in zip(on_paper, truth, strict=True))
        if counted(roll, [*phoned, *really], code)[1].passed != outcome.passed:
            assert needed is not None
            assert forged >= needed


@pytest.mark.parametrize("agreeing", [125, 110, 104])
def test_forged_paper_is_found_at_the_promised_rate(agreeing) -> None:
    """A forger turns as few ballots as he must, wherever he likes; a seed made afterwards finds one of them."""
    roll = [unit(f"{n}", 80 + n % 40, f"o{n}") for n in range(240)]
    dice = random.Random(agreeing)  # noqa: S311 - a simulation that repeats itself
    cast = on_paper({f"{n}": "for" if n < agreeing else "against" for n in range(200)})
    outcome, paper, needed = margin(roll, cast)
    assert outcome.passed
    assert needed is not None
    size = to_call(len(paper), needed, trust())
    rate = trust().call_back.detection.value
    exact = chance_to_find(len(paper), needed, size)
    assert exact >= rate
    forged = set(dice.sample([one.unit for one in cast if one.choice == "for"], needed))
    runs = 1_500
    hits = sum(
        bool(forged & set(called((one.unit for one in cast), size, seed=f"{dice.random()}", root="00")))
        for _ in range(runs)
    )
    deviation = float(exact * (1 - exact) / runs) ** 0.5
    assert abs(hits / runs - float(exact)) < 5 * deviation + 1 / runs
    assert hits / runs > float(rate) - 5 * deviation


def test_a_seed_serves_one_vote_only() -> None:
    codes = [f"c{n}" for n in range(30)]
    assert called(codes, 5, seed="1 2 3", root="aa") != called(codes, 5, seed="1 2 3", root="bb")
    assert called(reversed(codes), 5, seed="1 2 3", root="aa") == called(codes, 5, seed="1 2 3", root="aa")
