"""A bill shared by building area, to the fen, nothing lost.

Each share is the exact one rounded down; the fen left over go to those with the largest remainder, of equal
remainders to the one with the larger area, then to the one with the lower number. So the order in which units are
named does not matter, and every share is less than a fen from the exact one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hemei.community.funds.rules.words import Payer


@dataclass(frozen=True, slots=True)
class Part:
    """A unit that shares the cost: its number, its area, what its account holds, whether its developer still has it."""

    unit_id: int
    area_dm2: int
    balance_fen: int = 0
    unsold: bool = False


@dataclass(frozen=True, slots=True)
class Charge:
    """What a unit bears: from its account, and the gap that its owner or the developer pays."""

    unit_id: int
    area_dm2: int
    share_fen: int
    from_fen: int
    gap_fen: int
    payer: Payer


def shares_of(bill_fen: int, parts: Iterable[Part]) -> dict[int, int]:
    """Share a bill over units by area and return fen by unit; the sum is the bill."""
    given = {one.unit_id: one.area_dm2 for one in parts}
    total = sum(given.values())
    if bill_fen < 0 or total <= 0 or min(given.values()) < 0:
        raise ValueError(f"{bill_fen} fen cannot be shared over {len(given)} units of {total} dm2 in all.")
    found = {unit: bill_fen * area // total for unit, area in given.items()}
    left = bill_fen - sum(found.values())

    def turn(unit: int) -> tuple[int, int, int]:
        return (-(bill_fen * given[unit] % total), -given[unit], unit)

    for unit in sorted(given, key=turn)[:left]:
        found[unit] += 1
    return found


def charges_of(bill_fen: int, parts: Iterable[Part]) -> list[Charge]:
    """Share a bill and say from where each share comes, by the number of the unit.

    The account of an unsold unit is not touched: its developer pays. Where an account holds too little, its owner
    pays the rest.
    """
    known = {one.unit_id: one for one in parts}
    found = shares_of(bill_fen, known.values())
    charges = []
    for unit in sorted(found):
        one, share = known[unit], found[unit]
        payer = Payer.DEVELOPER if one.unsold else Payer.OWNER
        taken = taken_of(share, one.balance_fen, payer)
        charges.append(Charge(unit, one.area_dm2, share, taken, share - taken, payer))
    return charges


def taken_of(share_fen: int, balance_fen: int, payer: Payer) -> int:
    """Return how much of a share comes from the account of its unit."""
    return 0 if payer is Payer.DEVELOPER else min(share_fen, max(balance_fen, 0))
