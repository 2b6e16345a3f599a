"""Who may not assess whom: whoever works for the subject, worked for it not long ago, or is close to those who do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.periods import months_after
from hemei.oversight.assessment.rules.standards import AssessmentRules


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties an assessor to a body: work there until a day (excluded; None: still), or a relative there."""

    body: int
    until: date | None = None
    relative: bool = False


def may_assess(ties: Iterable[Tie], *, body: int, on: date, rules: AssessmentRules) -> Decision:
    """Whether somebody with these ties may assess a subject that this body answers for."""
    for tie in ties:
        if tie.body != body:
            continue
        if tie.relative:
            return _no(mark("评分员有近亲属在被评价单位任职"), {})
        if tie.until is None or tie.until > on:
            return _no(mark("评分员在被评价单位任职"), {})
        free = months_after(tie.until, rules.conflict.months)
        if on < free:
            return _no(
                mark("评分员于{until}离开被评价单位，{free}以前应当回避"),
                {"until": tie.until.isoformat(), "free": free.isoformat()},
            )
    return Decision.yes()


def _no(text: str, values: dict[str, str | int]) -> Decision:
    return Decision.no(Reason(text, values, mark("请换一名评分员"), "assessor", "conflict"))
