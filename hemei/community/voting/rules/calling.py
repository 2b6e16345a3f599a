"""What the voters say who are called back, and what follows from it for the result."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, get_args

from hemei.community.voting.rules.roll import CHOICES
from hemei.community.voting.rules.standards import PaperBallots
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.draw import chance_to_find

Said = Literal["for", "against", "abstain", "not_voted", "not_reached", "not_said"]
SAID: tuple[Said, ...] = get_args(Said)
Answer = Literal["confirmed", "denied", "not_reached"]
CallState = Literal["waiting", "confirmed", "denied", "unconfirmed"]
Verdict = Literal["running", "holds", "weaker", "call_all", "fails", "open"]
ENDED: frozenset[Verdict] = frozenset({"holds", "weaker", "fails", "open"})
"""Where nobody is to be called any more, as far as it stands."""
DOUBTED: frozenset[Verdict] = frozenset({"fails", "open"})
LATE = "late"
DOUBT_TEXTS: dict[str, str] = {
    "fails": mark("纸质票回访：被否认的票已足以改变结果，这一结果不可信"),
    "open": mark("纸质票回访：未核实的票可能改变结果，这一结果还不能认定"),
    LATE: mark("纸质票回访逾期没有做完，这一结果还没有核验"),
}
"""What is said of a result that its call-back does not support, or that was not called back in time."""


@dataclass(frozen=True, slots=True)
class Try:
    """A call, and what it came to."""

    day: date
    answer: Answer


@dataclass(frozen=True, slots=True)
class Calls:
    """How a call-back stands: paper ballots that count, how many forged would change the result, and the answers."""

    paper: int
    forged: int | None
    called: int
    confirmed: int
    denied: int
    unconfirmed: int

    @property
    def waiting(self) -> int:
        """Ballots whose voters are still to be called."""
        return self.called - self.confirmed - self.denied - self.unconfirmed


def answer_to(said: Said, entered: str) -> Answer:
    """Compare what a voter says with what was entered; the caller does not know it.

    A ballot that did not count as valid has no choice of its own; there any choice confirms that it was handed in.
    """
    if said in {"not_reached", "not_said"}:
        return "not_reached"
    if said in CHOICES and entered in {said, "spoiled"}:
        return "confirmed"
    return "denied"


def may_ask(caller: int, brought_in_by: Collection[int]) -> Decision:
    """Whether a person may ask the voter of a ballot: nobody checks what he brought in, judged or confirmed himself."""
    if caller not in brought_in_by:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("这张票是您录入的，不能由您回访"),
            remedy=mark("请没有经手这批票的人员回访"),
            field="said",
            code="own",
        )
    )


def state_of(tries: Sequence[Try], rules: PaperBallots) -> CallState:
    """Return how a ballot stands; a denial is never outweighed by another call."""
    answers = {one.answer for one in tries}
    if "denied" in answers:
        return "denied"
    if "confirmed" in answers:
        return "confirmed"
    return "unconfirmed" if len({one.day for one in tries}) >= rules.tries.days else "waiting"


def chance_of(calls: Calls) -> Fraction | None:
    """Return the chance with which those who answered would have found a forgery that changed the result."""
    if calls.forged is None:
        return None
    answered = calls.confirmed + calls.denied
    return chance_to_find(calls.paper, min(calls.forged, calls.paper), answered)


def verdict_on(calls: Calls, detection: Fraction, rules: PaperBallots) -> Verdict:
    """Return what follows. Where no forgery of paper could change the result, it holds whatever is said."""
    if calls.denied >= rules.denied.widens_from and calls.called < calls.paper:
        return "call_all"
    if calls.waiting:
        return "running"
    chance = chance_of(calls)
    if calls.forged is None or chance is None:
        return "holds"
    if calls.denied >= calls.forged:
        return "fails"
    if calls.denied and calls.denied + calls.unconfirmed >= calls.forged:
        return "open"
    return "holds" if calls.denied or not calls.unconfirmed or chance >= detection else "weaker"
