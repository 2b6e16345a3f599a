"""An order whose agreement the owners' vote carries no more: whether it still demands what is demanded now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hemei.community.purses.rules.agreeing import Demands
from hemei.community.purses.rules.words import Paper
from hemei.kernel.decision import Decision, Reason, mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What an order was prepared with: how many of each side, which papers, and on what it rests."""

    committee: int
    community: int
    papers: Collection[Paper]
    resolution: bool
    """Whether it rests on a resolution."""
    words: bool = False
    """Whether it rests on words alone."""


def still_agreed(number: str, prepared: Prepared, now: Demands) -> Decision:
    """Whether an order demands what it would if it were prepared now; what was laxer, or asks others, is made anew.

    Else a payment goes out by fewer hands than hold, or waits for the word of somebody who only reads.
    """
    lacks = (
        prepared.committee < now.committee
        or (now.resolution and not prepared.resolution)
        or not set(now.papers) <= set(prepared.papers)
        or (prepared.words and not now.plain)
    )
    if not lacks and prepared.community == now.community:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("付款单{number}是按业主大会通过的账户协议填写的，那次决议已不成立，现在的要求不一样（{tier}）。"),
            {"number": number, "tier": now.tier}, mark("请撤回付款单，按现在的要求重新填写。"), "", "agreement_fell",
        ),
        references=now.references,
    )  # fmt: skip
