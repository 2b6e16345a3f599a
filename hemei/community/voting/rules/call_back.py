"""The call-back: which ballots are called back, how many forged ones would change the result, how many to ask.

Called back is what rests on the word of one clerk: paper, what he took at the desk, and, by whatever door it came, what
was cast by a written proxy that he entered, by whom he alone bound, or by the code of a letter that he printed. Where
candidates compete for seats, the result is also who takes them: one forged ballot can move two candidates.

The voter of each drawn ballot is asked for his choice. Whoever cannot be reached is not replaced: the ballot stays
unconfirmed. What is found is the forgery that changed the result; fewer forged ballots may pass unseen and change
nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, zip_longest
from typing import Literal, get_args

from hemei.community.voting.rules.count import Comparison, Measure, Outcome
from hemei.community.voting.rules.standards import CallBack, VoteTrust
from hemei.community.voting.rules.voters import BindingKind
from hemei.kernel.decision import mark
from hemei.kernel.draw import drawn, sample_size

Why = Literal["paper", "desk", "bound", "proxy", "door", "letter"]
WHYS: tuple[Why, ...] = get_args(Why)
"""Why a ballot is called back: its channel, else that a clerk bound its voter, entered its proxy, or knew its code.

Apart from those by phone, for the words of files published before, are guardians and delegates at a door.
"""
POOL_TEXTS: dict[str, str] = {
    "paper": mark("回访抽票的范围：纸质票{count}张。"),
    "desk": mark("回访抽票的范围：窗口票{count}张。"),
    "bound": mark("回访抽票的范围：凭工作人员登记的表决人投的手机票{count}张。"),
    "proxy": mark("回访抽票的范围：不是纸质票、窗口票的，凭书面委托投的票{count}张。"),
    "door": mark("回访抽票的范围：监护人、单位代表在门口投的票{count}张。"),
    "letter": mark("回访抽票的范围：凭送到门上的确认函投的手机票{count}张。"),
}
"""What is said of the ballots from which is drawn, in results and in the public file."""


@dataclass(frozen=True, slots=True)
class CastBy:
    """How a ballot came: by which channel, by a written proxy or not, by which kind of binding, if any.

    `himself` says that who is bound is the sole owner.
    """

    channel: str
    proxy: bool = False
    kind: str = ""
    himself: bool = False


def called_back_as(cast: CastBy, rule: CallBack) -> Why | None:
    """Return why a ballot is called back; None where it does not rest on the word of one clerk.

    Whom he saw at the desk he alone saw; and who votes by an extract of the register as guardian, delegate, chosen
    co-owner or under another record than the owner's does so by the clerk's word. A letter's code is read by who takes
    the letters to print them: that it reached the door is his word too. The owner himself stands in the register. That
    a second clerk saw the same paper asks no owner, nor do two at a door who saw a guardian or delegate: he rests on
    the binding by which he is one.
    """
    for channel in rule.channels:
        if cast.channel == channel:
            return channel
    if cast.proxy:
        return "proxy" if "proxy" in rule.rests_on else None
    if cast.kind == BindingKind.LETTER:
        return "letter" if "letter" in rule.rests_on and not cast.himself else None
    by_word = cast.kind == BindingKind.DESK or (cast.kind == BindingKind.REGISTER and not cast.himself)
    if not by_word or "one_clerk" not in rule.rests_on:
        return None
    return "door" if cast.channel == "doorstep" else "bound"


@dataclass(frozen=True, slots=True)
class AskedBallot:
    """The area of a ballot that counts and is called back, and whether it agrees."""

    area_dm2: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class Contender:
    """A candidate who competes for places, as counted, with the ballots of his item that are called back."""

    heads: int
    area_dm2: int
    passed: bool
    paper: Sequence[AskedBallot]

    def ranks(self, by: Measure) -> int:
        """Return what he is ranked by."""
        return self.heads if by == "heads" else self.area_dm2

    def moved_by(self, by: Measure, *, agreeing: bool) -> list[int]:
        """Return what false ballots move his rank by, most first: those that agree lift him, the others lower him."""
        return _sizes((one.area_dm2 for one in self.paper if one.agrees is agreeing), by)


def forged_to_change(outcome: Outcome, paper: Collection[AskedBallot]) -> int | None:
    """Return a number of these ballots below which no forgery can have changed the result; None where none can.

    One ballot moves one head at most and its own area, so each comparison of the result gives a least number: the heads
    it would take, or the largest areas it would take. Of a result that passed, one comparison has to turn; of one that
    failed for want of agreement, all that fail. Where too few took part, ballots are missing that nobody can call back;
    those who cast them find that by their receipts.
    """
    if outcome.passed:
        turning = [_to_turn(test, paper) for test in outcome.tests]
        return min((number for number in turning if number is not None), default=None)
    if not outcome.quorum:
        return None
    needed = [_to_reach(test, paper) for test in outcome.tests if not test.holds]
    known = [number for number in needed if number is not None]
    return max(known) if len(known) == len(needed) else None


def _to_turn(test: Comparison, paper: Collection[AskedBallot]) -> int | None:
    """How many ballots must be false before this comparison no longer holds."""
    false = [one.area_dm2 for one in paper if one.agrees or test.stage == "take_part"]
    return _count(false, test, test.part - test.bar.least(test.whole) + 1)


def _to_reach(test: Comparison, paper: Collection[AskedBallot]) -> int | None:
    """How many ballots must be false before this comparison would have held."""
    return _count([one.area_dm2 for one in paper if not one.agrees], test, test.short)


def _count(areas: Iterable[int], test: Comparison, needed: int) -> int | None:
    """How many of these ballots move the needed heads or area, the largest first; None where all of them do not."""
    return _reach(_sizes(areas, test.of), needed)


def _sizes(areas: Iterable[int], of: Measure) -> list[int]:
    return sorted(areas, reverse=True) if of == "area" else [1 for _ in areas]


def _reach(moves: Iterable[int], needed: int) -> int | None:
    return next((number for number, moved in enumerate(accumulate(moves), start=1) if moved >= needed), None)


def forged_to_displace(
    mine: Contender, others: Iterable[Contender], *, seats: int, reserves: int, by: Measure
) -> int | None:
    """Return a number of false ballots of his item below which no forgery can have changed places; None where none can.

    Two who passed, one with a seat or reserve place and one without it, change places as soon as what separates them is
    moved; what is equal is decided by area or lot, so it need only be made equal. Both items may have been forged: of
    one of the two at least this many are false then, so that the call-back of that one finds a false ballot.
    """
    if not mine.passed:
        return None
    ranked = sorted([mine, *(one for one in others if one.passed)], key=lambda one: -one.ranks(by))
    place = next(at for at, one in enumerate(ranked) if one is mine)
    numbers = []
    for edge in (seats, seats + reserves):
        for at, other in enumerate(ranked):
            if (at < edge) is not (place < edge):
                numbers.append(_to_swap(mine, other, by=by, inside=place < edge))
    return min((number for number in numbers if number is not None), default=None)


def _to_swap(mine: Contender, other: Contender, *, by: Measure, inside: bool) -> int | None:
    """How many false ballots of each of two items make them equal; None where his own are not so many.

    Of two who are equal already area or lot said who stands inside: any false ballot of his may have made them so.
    """
    if mine.ranks(by) == other.ranks(by):
        return 1 if mine.paper else None
    own, their = mine.moved_by(by, agreeing=inside), other.moved_by(by, agreeing=not inside)
    needed = abs(mine.ranks(by) - other.ranks(by))
    both = [sum(pair) for pair in zip_longest(own, their, fillvalue=0)]
    number = _reach(both, needed)
    return number if number is not None and number <= len(own) else None


def to_call(paper: int, forged: int | None, trust: VoteTrust) -> int:
    """Return how many of the ballots that may be drawn are."""
    least = min(trust.call_back.least, paper)
    if forged is None:
        return least
    return max(least, sample_size(paper, forged, trust.call_back.detection.value))


def called(codes: Iterable[str], number: int, *, seed: str, root: str) -> tuple[str, ...]:
    """Draw ballot codes by a public seed, bound to the published root so that a seed serves one vote only."""
    return drawn(codes, number, seed=f"{seed}\n{root}")
