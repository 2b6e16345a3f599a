"""Whether a mechanism works (机制有效运作), from what is recorded and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hemei.community.deliberation.rules.standards import Works
from hemei.kernel.decision import Reason, mark
from hemei.kernel.figures import Verdict


@dataclass(frozen=True, slots=True)
class Record:
    """What a community's records of the months come to.

    `meetings` were held with every side, `done` of the `due` tasks were done in time, `satisfied` of the `rated`.
    """

    meetings: int = 0
    done: int = 0
    due: int = 0
    satisfied: int = 0
    rated: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three tests: what it says, its numbers, and whether they reach."""

    name: str
    verdict: Verdict
    part: int
    whole: int
    wanted: str


def parts_of(record: Record, rules: Works) -> tuple[Part, Part, Part]:
    """Return the three tests. Shares include their bound; where nothing is recorded nothing is proven."""
    return (
        Part(
            mark("三位一体会议次数"),
            Verdict.NOT_PROVABLE
            if record == Record()
            else _verdict(reached=record.meetings >= rules.meetings),
            record.meetings,
            rules.meetings,
            str(rules.meetings),
        ),
        Part(
            mark("议定事项按时完成率"),
            _share(record.done, record.due, 1, rules.done.value),
            record.done,
            record.due,
            _percent(rules.done.value),
        ),
        Part(
            mark("居民满意率"),
            _share(record.satisfied, record.rated, rules.least_ratings, rules.satisfied.value),
            record.satisfied,
            record.rated,
            _percent(rules.satisfied.value),
        ),
    )


def verdict_of(record: Record, rules: Works) -> Verdict:
    """Return the one answer: a test that fails decides; else one that cannot be proven."""
    verdicts = {part.verdict for part in parts_of(record, rules)}
    if Verdict.NO in verdicts:
        return Verdict.NO
    return Verdict.NOT_PROVABLE if Verdict.NOT_PROVABLE in verdicts else Verdict.YES


def reason_of(record: Record, rules: Works) -> Reason:
    """Return the numbers behind the answer."""
    return Reason(
        mark(
            "{months}个月内开会{meetings}次，议定事项{due}项中按时完成{done}项，{rated}人评价中{satisfied}人满意。"
        ),
        {
            "months": rules.months,
            "meetings": record.meetings,
            "due": record.due,
            "done": record.done,
            "rated": record.rated,
            "satisfied": record.satisfied,
        },
    )


def _verdict(*, reached: bool) -> Verdict:
    return Verdict.YES if reached else Verdict.NO


def _share(part: int, whole: int, least: int, wanted: Fraction) -> Verdict:
    if whole < least:
        return Verdict.NOT_PROVABLE
    return _verdict(reached=part * wanted.denominator >= wanted.numerator * whole)


def _percent(share: Fraction) -> str:
    return f"{share * 100}%"
