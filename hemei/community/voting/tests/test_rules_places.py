"""Candidates for few seats: the number of forged papers that changes who takes one, and the chance to find one."""

from __future__ import annotations

import random
from itertools import product

import pytest

from hemei.community.voting.rules.call_back import AskedBallot, Contender, called, forged_to_displace, to_call
from hemei.community.voting.tests.factories import trust

PAPER = 200


def contender(heads: int, paper: int = PAPER, *, passed: bool = True, area: int = 100) -> Contender:
    """A candidate of whom half of the paper agrees; each ballot has an area."""
    cast = [AskedBallot(area, number < paper // 2) for number in range(paper)]
    return Contender(heads, heads * area, passed, cast)


def margins(*heads: int, seats: int, reserves: int = 0, by="heads") -> list[int | None]:
    known = [contender(one) for one in heads]
    return [
        forged_to_displace(
            one, [other for other in known if other is not one], seats=seats, reserves=reserves, by=by
        )
        for one in known
    ]


@pytest.mark.parametrize(
    ("heads", "seats", "reserves", "expected"),
    [
        ((300, 299), 1, 0, [1, 1]),  # one false paper that moves both makes them equal
        ((300, 296), 1, 0, [2, 2]),
        ((300, 297), 1, 0, [2, 2]),
        ((300, 300), 1, 0, [1, 1]),  # the lot decides
        ((300, 200), 2, 0, [None, None]),  # everybody has a seat
        ((300, 280, 270), 1, 0, [10, 10, 15]),
        ((300, 280, 270), 1, 1, [10, 5, 5]),  # who stands by is a place too
        ((300, 290, 280), 2, 1, [10, 5, 5]),
    ],
)
def test_how_many_false_papers_change_who_takes_a_place(heads, seats, reserves, expected) -> None:
    assert margins(*heads, seats=seats, reserves=reserves) == expected


def test_of_who_did_not_pass_his_own_bar_decides() -> None:
    first, second = contender(300), contender(299, passed=False)
    assert forged_to_displace(first, [second], seats=1, reserves=0, by="heads") is None
    assert forged_to_displace(second, [first], seats=1, reserves=0, by="heads") is None


def test_where_area_ranks_the_largest_papers_move_first() -> None:
    first, second = contender(300, area=100), contender(290, area=100)
    second.paper.append(AskedBallot(900, agrees=False))  # type: ignore[attr-defined]
    for one, other in ((first, second), (second, first)):
        assert forged_to_displace(one, [other], seats=1, reserves=0, by="area") == 1


def test_what_too_little_paper_of_one_leaves_to_the_other() -> None:
    """Of 20 heads between them one has four papers: the other must have been lifted by sixteen."""
    first, second = contender(300, paper=8), contender(280)
    assert forged_to_displace(first, [second], seats=1, reserves=0, by="heads") is None
    assert forged_to_displace(second, [first], seats=1, reserves=0, by="heads") == 16


def test_no_fewer_false_papers_of_each_item_change_a_place() -> None:
    """Every way to forge the papers of two: where they change places, one item has its number of false ones."""
    for papers in product((True, False), repeat=6):
        for phoned in product(range(3), repeat=2):
            cast = papers[:3], papers[3:]
            known = [
                Contender(sum(own) + more, 0, True, [AskedBallot(1, agrees) for agrees in own])
                for own, more in zip(cast, phoned, strict=True)
            ]
            first, second = sorted(known, key=lambda one: -one.heads)
            needed = [
                forged_to_displace(one, [other], seats=1, reserves=0, by="heads")
                for one, other in ((first, second), (second, first))
            ]
            for truth in product((True, False), repeat=6):
                really = truth[:3], truth[3:]
                heads = {
                    id(one): sum(own) + more for one, own, more in zip(known, really, phoned, strict=True)
                }
                false = {
                    id(one): sum(said != was for said, was in zip(own, true, strict=True))
                    for one, own, true in zip(known, cast, really, strict=True)
                }
                if heads[id(first)] <= heads[id(second)] and any(false.values()):
                    enough = [
                        number is not None and false[id(one)] >= number
                        for one, number in zip((first, second), needed, strict=True)
                    ]
                    assert any(enough)


@pytest.mark.parametrize("runs", [400, pytest.param(20_000, marks=pytest.mark.prove)])
@pytest.mark.parametrize("apart", [1, 12, 40])
@pytest.mark.parametrize("split", [0.0, 0.5, 1.0])
def test_a_forged_place_is_found_at_the_promised_rate(runs: int, apart: int, split: float) -> None:
    """However the forger shares his false papers between the two items, one of the call-backs finds one of them."""
    known = [contender(300), contender(300 - apart)]
    numbers = [
        forged_to_displace(one, [other], seats=1, reserves=0, by="heads")
        for one, other in (known, reversed(known))
    ]
    sizes = [to_call(PAPER, number, trust()) for number in numbers]
    dice = random.Random(f"{apart} {split}")  # noqa: S311 - a simulation that repeats itself
    most = PAPER // 2
    first = min(most, round(apart * split))
    false = (first, apart - first)
    codes = [f"c{number}" for number in range(PAPER)]
    found = 0
    for run in range(runs):
        forged = [set(dice.sample(codes, number)) for number in false]
        drawn = [
            called(codes, size, seed=f"{run} {dice.random()}", root=f"{item}")
            for item, size in enumerate(sizes)
        ]
        found += any(some & set(one) for some, one in zip(forged, drawn, strict=True))
    rate = float(trust().call_back.detection.value)
    deviation = (rate * (1 - rate) / runs) ** 0.5
    assert found / runs > rate - 4 * deviation
