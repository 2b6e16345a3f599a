"""What persons enter where a machine was not sure: several agree without seeing each other, else one more decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from hemei.community.voting.rules.standards import PaperBallots
from hemei.kernel.decision import Decision, Reason, mark

Word = Literal["for", "against", "abstain", "spoiled"]
WORDS: tuple[Word, ...] = get_args(Word)


@dataclass(frozen=True, slots=True)
class Entered:
    """What a clerk entered for an item; entries stand in the order they came."""

    clerk: int
    word: Word


def settled(entries: Sequence[Entered], reading: PaperBallots) -> Word | None:
    """Return what is to stand; None while somebody still has to judge."""
    agreeing = reading.double_entry.agreeing
    first = entries[:agreeing]
    if len(first) < agreeing:
        return None
    if len({entry.word for entry in first}) == 1:
        return first[0].word
    return entries[agreeing].word if len(entries) > agreeing else None


def may_enter(clerk: int, entries: Sequence[Entered], reading: PaperBallots) -> Decision:
    """Whether this clerk may judge an item: nobody twice, and not once it is settled."""
    if any(entry.clerk == clerk for entry in entries):
        return Decision.no(
            Reason(
                mark("您已经判断过这一项"),
                remedy=mark("请由另一名工作人员判断"),
                field="choice",
                code="same_clerk",
            )
        )
    if settled(entries, reading) is not None:
        return Decision.no(Reason(mark("这一项已经判断完毕"), field="choice", code="settled"))
    return Decision.yes()
