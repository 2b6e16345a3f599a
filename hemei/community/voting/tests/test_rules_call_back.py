"""The call-back: the number of forged ballots that change a result, and the promised chance to find one of them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.community.voting.rules.call_back import (
    AskedBallot,
    CastBy,
    called,
    called_back_as,
    forged_to_change,
    to_call,
)
from hemei.community.voting.rules.roll import CHOICES, Ballot, Unit, standing_ballots
from hemei.community.voting.rules.standards import MATTER_CODES, CallBack, VoteTrust
from hemei.community.voting.tests.factories import START, ballots, counted, shipped, trust, unit
from hemei.kernel.draw import chance_to_find

SINCE = date(2026, 11, 28)
"""The first day from which what rests on the word of one clerk is drawn, by whatever door it came."""


def margin(roll, cast, code="hire_company", came=None):
    """The outcome, the ballots that count and are called back, and how many of them must be forged.

    `came` says of a unit how its ballot came, where its channel does not say it all.
    """
    _, outcome = counted(roll, cast, code)
    standing, _ = standing_ballots(cast, keep="last")
    areas, rule = {one.code: one.area_dm2 for one in roll}, called_back()
    asked = [
        AskedBallot(areas[unit], ballot.choice == "for")
        for unit, ballot in standing.items()
        if called_back_as((came or {}).get(unit, CastBy(ballot.channel)), rule)
    ]
    return outcome, asked, forged_to_change(outcome, asked)


def called_back(on: date = SINCE) -> CallBack:
    return shipped().find("vote-trust", VoteTrust, on=on).call_back


@pytest.mark.parametrize(
    ("cast", "why"),
    [
        (CastBy("paper"), "paper"),
        (CastBy("paper", proxy=True), "paper"),
        (CastBy("desk"), "desk"),
        (CastBy("doorstep"), None),  # two were there
        (CastBy("doorstep", kind="desk"), "door"),  # a guardian or delegate rests on what one clerk entered
        (CastBy("doorstep", proxy=True), "proxy"),  # but one clerk entered the proxy
        (CastBy("phone", proxy=True), "proxy"),
        (CastBy("phone", kind="desk", himself=True), "bound"),  # whom the clerk saw, he alone saw
        (CastBy("phone", kind="desk"), "bound"),
        (CastBy("phone", kind="register"), "bound"),  # a guardian, a delegate, who was chosen
        (CastBy("phone", kind="register", himself=True), None),
        (CastBy("phone", kind="letter"), "letter"),  # who printed it knew the code
        (CastBy("phone", kind="letter", himself=True), None),
    ],
)
def test_what_rests_on_the_word_of_one_clerk_is_called_back(cast: CastBy, why: str | None) -> None:
    assert called_back_as(cast, called_back()) == why
    before = called_back(date(2026, 11, 27))
    assert called_back_as(cast, before) == (why if why == "paper" else None)


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


def simulated(cast: list[Ballot], dice: random.Random, came=None) -> None:
    """A forger turns as few ballots as he must, wherever he likes; a seed made afterwards finds one of them.

    All of `cast` is forgeable but what was cast by phone and is not called back.
    """
    roll = [unit(f"{n}", 80 + n % 40, f"o{n}") for n in range(240)]
    outcome, paper, needed = margin(roll, cast, came=came)
    pool = [
        one for one in cast if called_back_as((came or {}).get(one.unit, CastBy(one.channel)), called_back())
    ]
    assert outcome.passed
    assert needed is not None
    size = to_call(len(paper), needed, trust())
    rate = trust().call_back.detection.value
    exact = chance_to_find(len(paper), needed, size)
    assert exact >= rate
    forged = set(dice.sample([one.unit for one in pool if one.choice == "for"], needed))
    runs = 1_500
    hits = sum(
        bool(forged & set(called((one.unit for one in pool), size, seed=f"{dice.random()}", root="00")))
        for _ in range(runs)
    )
    deviation = float(exact * (1 - exact) / runs) ** 0.5
    assert abs(hits / runs - float(exact)) < 5 * deviation + 1 / runs
    assert hits / runs > float(rate) - 5 * deviation


@pytest.mark.parametrize("agreeing", [125, 110, 104])
def test_forged_paper_is_found_at_the_promised_rate(agreeing) -> None:
    dice = random.Random(agreeing)  # noqa: S311 - a simulation that repeats itself
    simulated(on_paper({f"{n}": "for" if n < agreeing else "against" for n in range(200)}), dice)


BOUND = [CastBy("phone", kind="desk", himself=True), CastBy("phone", kind="register")]


@pytest.mark.parametrize("agreeing", [110, 104])
@pytest.mark.parametrize("strange", [BOUND, [CastBy("phone", kind="letter")]])
def test_phone_ballots_of_strangers_are_found_at_the_promised_rate(agreeing, strange) -> None:
    """A clerk binds strangers as owners or guardians, or gives them the codes of letters; others are not drawn."""
    dice = random.Random(agreeing)  # noqa: S311 - a simulation that repeats itself
    cast = [
        replace(one, channel="phone")
        for one in ballots({f"{n}": "for" if n < agreeing else "against" for n in range(200)})
    ]
    came = {f"{n}": CastBy("phone", kind="register", himself=True) for n in range(200)}
    came |= {f"{n}": strange[n % len(strange)] for n in range(0, 200, 3)}
    assert margin([unit(f"{n}", 80 + n % 40, f"o{n}") for n in range(240)], cast)[1:] == ([], None)
    simulated(cast, dice, came)


def test_a_seed_serves_one_vote_only() -> None:
    codes = [f"c{n}" for n in range(30)]
    assert called(codes, 5, seed="1 2 3", root="aa") != called(codes, 5, seed="1 2 3", root="bb")
    assert called(reversed(codes), 5, seed="1 2 3", root="aa") == called(codes, 5, seed="1 2 3", root="aa")
