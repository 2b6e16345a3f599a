"""What is asked of whom whose ballots are called back, what they say, and what follows from it for the result.

Where somebody voted for an owner who is none himself, the owner is asked first whether he may: he did not vote, and
says so truthfully. Then whoever voted is asked how.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, get_args

from hemei.community.voting.rules.roll import CHOICES
from hemei.community.voting.rules.standards import PaperBallots
from hemei.community.voting.rules.voters import BY_PROXY, Capacity
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.draw import chance_to_find

Said = Literal[
    "given", "not_given", "for", "against", "abstain", "not_voted", "another", "not_reached", "not_said"
]
SAID: tuple[Said, ...] = get_args(Said)
Answer = Literal["confirmed", "denied", "not_reached", "given", "not_given"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)
DENIALS: frozenset[Answer] = frozenset({"denied", "not_given"})
"""Answers that no other call outweighs, nor a count anew."""
Question = Literal["right", "vote"]
"""Whether somebody may vote for an owner, and how he voted."""
FOR_ANOTHER = frozenset({BY_PROXY, Capacity.GUARDIAN.value, Capacity.DELEGATE.value})
"""As what somebody casts a ballot who is no owner: of them the owner is asked first."""
CallState = Literal["waiting", "confirmed", "denied", "unconfirmed"]
CALL_STATES: tuple[CallState, ...] = get_args(CallState)
Verdict = Literal["running", "holds", "weaker", "call_all", "fails", "open"]
ENDED: frozenset[Verdict] = frozenset({"holds", "weaker", "fails", "open"})
"""Where nobody is to be called any more, as far as it stands."""
DOUBTED: frozenset[Verdict] = frozenset({"fails", "open"})
LATE = "late"
DOUBT_TEXTS: dict[str, str] = {
    "fails": mark("选票回访：被否认的票已足以改变结果，这一结果不可信"),
    "open": mark("选票回访：未核实的票可能改变结果，这一结果还不能认定"),
    LATE: mark("选票回访逾期没有做完，这一结果还没有核验"),
}
"""What is said of a result that its call-back does not support, or that was not called back in time."""


@dataclass(frozen=True, slots=True)
class Try:
    """A call, and what it came to."""

    day: date
    answer: Answer


@dataclass(frozen=True, slots=True)
class Calls:
    """How a call-back stands: the ballots it draws from, how many forged would change the result, and the answers.

    `paper` has its name from when paper alone was called back.
    """

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


def question_of(cast_as: str, answers: Collection[Answer]) -> Question:
    """Return what is to be asked next of a ballot that was cast so: of whoever votes for an owner, first the owner."""
    return "right" if cast_as in FOR_ANOTHER and "given" not in answers else "vote"


def said_to(question: Question, cast_as: str) -> tuple[Said, ...]:
    """Return what may be said to a question. Of co-owners another may have voted than the one who answers."""
    if question == "right":
        return ("given", "not_given", "not_reached", "not_said")
    several: tuple[Said, ...] = ("another",) if cast_as in {Capacity.CHOSEN.value, ""} else ()
    return ("for", "against", "abstain", "not_voted", *several, "not_reached", "not_said")


def answer_to(said: Said, entered: str) -> Answer:
    """Compare what a voter says with what was entered; the caller does not know it.

    A ballot that did not count as valid has no choice of its own; there any choice confirms that it was handed in.
    """
    if said == "given" or said == "not_given":  # noqa: PLR1714 - a set would hide from the checker which words are left
        return said
    if said in {"not_reached", "not_said", "another"}:
        return "not_reached"
    if said in CHOICES and entered in {said, "spoiled"}:
        return "confirmed"
    return "denied"


def denied_by_owner(answer: Answer, cast_as: str) -> bool:
    """Whether the owner himself denies: another's right, or a ballot about which nobody but he is asked."""
    return answer == "not_given" or (answer == "denied" and cast_as not in FOR_ANOTHER)


def left_to_street(brought_in_by: Collection[int], staff: Collection[int]) -> bool:
    """Whether nobody who works at the residents' committee may ask about a ballot, since all had a hand in it."""
    return set(staff) <= set(brought_in_by)


def may_ask(caller: int, brought_in_by: Collection[int], *, staff: Collection[int] | None) -> Decision:
    """Whether a person may ask the voter of a ballot; of the street, with the `staff` of the residents' committee.

    Nobody checks what he cast for another, brought in, judged or confirmed himself, as one of two at a door too, nor
    what rests on a binding he made, a proxy he entered, his word on one that came with the paper or on who signed, or
    a letter whose code he took to print it. The street asks where nobody of the residents' committee may.
    """
    if caller not in brought_in_by:
        left = staff is None or left_to_street(brought_in_by, staff)
        return Decision.yes() if left else Decision.no(_COMMITTEES)
    return Decision.no(
        Reason(
            mark(
                "这张票是您投的、您录入或者一起上门收的，或者凭您登记的表决人、委托、您取走打印的确认函、您对随票委托书或者签名的核实投的，不能由您回访"
            ),
            remedy=mark("请没有经手的人员回访"),
            field="said",
            code="own",
        )
    )


_COMMITTEES = Reason(
    mark("这张票由居民委员会回访，那里还有没有经手的人员"),
    remedy=mark("居民委员会的人员都经手过的，才由街道回访"),
    field="said",
    code="committees",
)


def state_of(tries: Sequence[Try], rules: PaperBallots) -> CallState:
    """Return how a ballot stands; a denial is never outweighed by another call.

    Who voted for an owner is tried on as many days as the owner was, from the owner's yes on.
    """
    answers = [one.answer for one in tries]
    if DENIALS & set(answers):
        return "denied"
    if "confirmed" in answers:
        return "confirmed"
    since = answers.index("given") + 1 if "given" in answers else 0
    return "unconfirmed" if len({one.day for one in tries[since:]}) >= rules.tries.days else "waiting"


def chance_of(calls: Calls) -> Fraction | None:
    """Return the chance with which those who answered would have found a forgery that changed the result."""
    if calls.forged is None:
        return None
    answered = calls.confirmed + calls.denied
    return chance_to_find(calls.paper, min(calls.forged, calls.paper), answered)


def verdict_on(calls: Calls, detection: Fraction, rules: PaperBallots) -> Verdict:
    """Return what follows. Where no forgery of these ballots could change the result, it holds whatever is said."""
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
