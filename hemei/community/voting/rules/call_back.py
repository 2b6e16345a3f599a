"""The call-back of paper ballots: how many forged ones would change the result, how many to ask so as to find one.

The voter of each drawn paper ballot is asked for his choice. Whoever cannot be reached is not replaced: the ballot
stays unconfirmed. What is found is the forgery that changed the result; fewer forged ballots may pass unseen and change
nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from hemei.community.voting.rules.count import Comparison, Outcome
from hemei.community.voting.rules.roll import Ballot
from hemei.community.voting.rules.standards import VoteTrust
from hemei.kernel.draw import drawn, sample_size


@dataclass(frozen=True, slots=True)
class PaperBallot:
    """The area of a paper ballot that counts, and whether it agrees."""

    area_dm2: int
    agrees: bool


def paper_ballots(
    standing: Mapping[str, Ballot], areas: Mapping[str, int], channels: Collection[str]
) -> tuple[PaperBallot, ...]:
    """Return the counted ballots that came by these channels."""
    return tuple(
        PaperBallot(areas[unit], ballot.choice == "for")
        for unit, ballot in standing.items()
        if ballot.channel in channels
    )


def forged_to_change(outcome: Outcome, paper: Collection[PaperBallot]) -> int | None:
    """Return a number of paper ballots below which no forgery can have changed the result; None where none can.

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


def _to_turn(test: Comparison, paper: Collection[PaperBallot]) -> int | None:
    """How many ballots must be false before this comparison no longer holds."""
    false = [one.area_dm2 for one in paper if one.agrees or test.stage == "take_part"]
    return _count(false, test, test.part - test.bar.least(test.whole) + 1)


def _to_reach(test: Comparison, paper: Collection[PaperBallot]) -> int | None:
    """How many ballots must be false before this comparison would have held."""
    return _count([one.area_dm2 for one in paper if not one.agrees], test, test.short)


def _count(areas: Iterable[int], test: Comparison, needed: int) -> int | None:
    """How many of these ballots move the needed heads or area, the largest first; None where all of them do not."""
    sizes = sorted(areas, reverse=True) if test.of == "area" else [1 for _ in areas]
    return next((number for number, moved in enumerate(accumulate(sizes), start=1) if moved >= needed), None)


def to_call(paper: int, forged: int | None, trust: VoteTrust) -> int:
    """Return how many of the paper ballots are called back."""
    least = min(trust.call_back.least, paper)
    if forged is None:
        return least
    return max(least, sample_size(paper, forged, trust.call_back.detection.value))


def called(codes: Iterable[str], number: int, *, seed: str, root: str) -> tuple[str, ...]:
    """Draw ballot codes by a public seed, bound to the published root so that a seed serves one vote only."""
    return drawn(codes, number, seed=f"{seed}\n{root}")
