"""The seeded draw: a sample that nobody can steer and everybody can repeat, and how large it must be.

Each item gets the ticket SHA-256(seed, line feed, item); the smallest tickets are drawn. With `sha256sum` and `sort`
anybody can do it again. The seed is made in public after the list is fixed (dice, the numbers of a lottery), so that
whoever made the list could not know what would be drawn. All arithmetic is exact.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from fractions import Fraction
from math import comb


def ticket(seed: str, item: str) -> str:
    """Return the ticket of an item under a seed."""
    return hashlib.sha256(f"{seed}\n{item}".encode()).hexdigest()


def drawn(items: Iterable[str], size: int, *, seed: str) -> tuple[str, ...]:
    """Draw so many different items, in the order of their tickets; a larger draw begins with the smaller one."""
    return tuple(sorted(set(items), key=lambda item: (ticket(seed, item), item))[:size])


def chance_to_find(population: int, bad: int, size: int) -> Fraction:
    """Return the exact (hypergeometric) chance that a sample without replacement holds one of the bad items."""
    if not 0 <= bad <= population or not 0 <= size <= population:
        raise ValueError(f"{bad} bad items and a sample of {size} do not fit a population of {population}")
    if bad <= size:  # the two forms are equal; the smaller binomials are the faster ones
        missed = Fraction(comb(population - size, bad), comb(population, bad))
    else:
        missed = Fraction(comb(population - bad, size), comb(population, size))
    return 1 - missed


def sample_size(population: int, bad: int, rate: Fraction) -> int:
    """Return the least sample that finds one of so many bad items with at least this chance.

    Raises:
        ValueError: there is nothing bad to be found, or no chance short of certainty is asked for.
    """
    if not 1 <= bad <= population or not 0 < rate <= 1:
        raise ValueError(f"No sample of {population} finds one of {bad} bad items with a chance of {rate}")
    least, most = 1, population - bad + 1  # a sample that leaves fewer than `bad` items out cannot miss
    while least < most:
        middle = (least + most) // 2
        if chance_to_find(population, bad, middle) >= rate:
            most = middle
        else:
            least = middle + 1
    return least
