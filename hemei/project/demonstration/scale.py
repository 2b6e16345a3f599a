"""How large a demonstration city is, and the dice it is thrown with."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

SEED = "hemei-demonstration-1"


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is made up. `communities` is how many residents' committees get a body, None for all."""

    estates: int
    units: int
    companies: int
    residents: int
    cases: int
    communities: int | None = None


FULL = Scale(estates=432, units=30_000, companies=88, residents=1_600, cases=6_000)
SMALL = Scale(estates=14, units=300, companies=4, residents=24, cases=420, communities=12)


def dice(*names: str) -> Random:
    """Return dice of their own for a purpose, so that more of one thing leaves all others as they were."""
    return Random("/".join((SEED, *names)))  # noqa: S311 - made-up data, no secret
