"""The seeded draw: repeatable by anybody, unbiased, and large enough by exact arithmetic."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.kernel.draw import chance_to_find, drawn, sample_size

ITEMS = [f"ballot {n}" for n in range(40)]


def test_the_draw_is_what_sha256sum_and_sort_give() -> None:
    tickets = sorted((hashlib.sha256(f"31 7 19\n{item}".encode()).hexdigest(), item) for item in ITEMS)
    assert drawn(ITEMS, 5, seed="31 7 19") == tuple(item for _, item in tickets[:5])
    assert drawn([*reversed(ITEMS), *ITEMS], 5, seed="31 7 19") == drawn(ITEMS, 5, seed="31 7 19")
    assert drawn(ITEMS, 9, seed="s")[:5] == drawn(ITEMS, 5, seed="s")
    assert drawn(ITEMS, 5, seed="s") != drawn(ITEMS, 5, seed="t")
    assert drawn(ITEMS, 99, seed="s") == drawn(ITEMS, 40, seed="s")


def test_every_item_is_drawn_equally_often() -> None:
    seeds = 4_000
    often = dict.fromkeys(ITEMS, 0)
    for seed in range(seeds):
        for item in drawn(ITEMS, 10, seed=str(seed)):
            often[item] += 1
    # 1,000 each; five standard deviations (27.4) either way.
    assert all(abs(count - seeds // 4) < 140 for count in often.values())


@given(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9))
def test_the_chance_is_that_of_counting_every_sample(population, bad, size) -> None:
    bad, size = min(bad, population), min(size, population)
    samples = list(combinations(range(population), size))
    hit = sum(any(one < bad for one in sample) for sample in samples)
    assert chance_to_find(population, bad, size) == Fraction(hit, len(samples))


@given(st.integers(1, 400), st.integers(1, 400), st.fractions(Fraction(1, 100), 1))
def test_the_sample_is_the_least_that_is_enough(population, bad, rate) -> None:
    bad = min(bad, population)
    size = sample_size(population, bad, rate)
    assert chance_to_find(population, bad, size) >= rate
    assert size == 1 or chance_to_find(population, bad, size - 1) < rate


def test_a_large_estate_is_no_matter_of_time() -> None:
    assert sample_size(20_000, 1, Fraction(19, 20)) == 19_000
    assert sample_size(20_000, 200, Fraction(19, 20)) == 296
    assert sample_size(20_000, 20_000, Fraction(1)) == 1


@pytest.mark.parametrize(
    ("population", "bad", "rate"), [(10, 0, Fraction(1, 2)), (10, 11, Fraction(1, 2)), (10, 1, Fraction(0))]
)
def test_what_cannot_be_found_is_refused(population, bad, rate) -> None:
    with pytest.raises(ValueError, match="No sample"):
        sample_size(population, bad, rate)
    with pytest.raises(ValueError, match="do not fit"):
        chance_to_find(3, 4, 1)
