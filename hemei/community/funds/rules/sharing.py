"""A bill, or what came to the common part, shared by building area, to the fen, nothing lost.

Each share is the exact one rounded down; the fen left over go to those with the largest remainder, of equal
remainders to the one with the larger area, then to the one with the lower number. So the order in which units are
named does not matter, and every share is less than a fen from the exact one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from hemei.community.funds.rules.standards import CommonShared
from hemei.community.funds.rules.words import Payer
from hemei.kernel.decision import Decision, Reason, Reference, mark
from hemei.kernel.money import apportioned


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
    return apportioned(bill_fen, {one.unit_id: one.area_dm2 for one in parts})


def may_share_out(common_fen: int, parts: Collection[Part], rule: CommonShared | None) -> Decision:
    """Whether the common part can be shared out: a document says how, there is something, and somebody to have it."""
    if rule is None:
        return _no(
            mark("当天的文件没有写明公共分账怎样分到各户。"), mark("请由市里发布本市的文件。"), "no_rule"
        )
    if common_fen <= 0:
        return _no(
            mark("公共分账里没有待分的钱。"),
            mark("划转或者结息以后再办理。"),
            "nothing",
            rule.warrant.reference,
        )
    if not parts:
        return _no(mark("没有可以分到的分户账。"), mark("请先建立分户账。"), "nobody")
    return Decision.yes(rule.warrant.reference)


def _no(text: str, remedy: str, code: str, *references: Reference) -> Decision:
    return Decision.no(Reason(text, {}, remedy, code=code), references=references)


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
