"""The residents' committee is told what owners and committee decide, and heard (property regulation, article 20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.kernel.decision import Decision, Reason, mark

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Told:
    """How far a decision's record is: what was advised and answered, on which days."""

    advised_on: date | None
    advised: bool
    answered_on: date | None


def may_advise(told: Told, text: str) -> Decision:
    """Whether the residents' committee may say something, or that it has nothing to say: once."""
    if told.advised_on is not None:
        return Decision.no(Reason(mark("已经提出过建议。"), {}, "", "", "advised"))
    if len(text.strip()) > LONGEST:
        return Decision.no(
            Reason(mark("请用不超过{most}个字写明。"), {"most": LONGEST}, "", "text", "too_long")
        )
    return Decision.yes()


def may_answer(told: Told, text: str) -> Decision:
    """Whether the committee may answer: advice that was given, once, and in words."""
    if not told.advised:
        return Decision.no(Reason(mark("居委会没有提出建议，不用答复。"), {}, "", "", "nothing_advised"))
    if told.answered_on is not None:
        return Decision.no(Reason(mark("已经答复。"), {}, "", "", "answered"))
    if not 0 < len(text.strip()) <= LONGEST:
        return Decision.no(Reason(mark("请写明怎样办理；不采纳的写明理由。"), {}, "", "text", "no_text"))
    return Decision.yes()
