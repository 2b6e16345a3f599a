"""Whether two assessors see the same: Krippendorff's alpha over the items of visits that were made twice.

The statistic is NLTK's (Apache-2.0); it is loaded only when asked for, by the worker, for it brings much along.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from hemei.kernel.decision import mark
from hemei.oversight.assessment.rules.standards import AssessmentRules

Level = Literal["reliable", "tentative", "unreliable", "unknown"]
LEVEL_TEXTS: dict[Level, str] = {
    "reliable": mark("一致，评分可靠"),
    "tentative": mark("基本一致，只作初步结论"),
    "unreliable": mark("不一致，评分不可用"),
    "unknown": mark("复查太少，还不能判断"),
}
FINENESS = 1_000_000


@dataclass(frozen=True, slots=True)
class Rating:
    """A mark that somebody gave to an item of a subject."""

    assessor: str
    item: str
    value: Fraction


def alpha_of(ratings: Sequence[Rating]) -> Fraction | None:
    """Return alpha on the interval scale in millionths; None where fewer than two marks differ or meet.

    1 is full agreement, 0 what chance would give, below is worse than chance.
    """
    from nltk.metrics.agreement import AnnotationTask  # noqa: PLC0415 - half a second and 60 MB, for the worker only
    from nltk.metrics.distance import interval_distance  # noqa: PLC0415

    times = Counter(one.item for one in ratings)
    kept = [one for one in ratings if times[one.item] > 1]
    if len({one.value for one in kept}) < 2:  # noqa: PLR2004 - all marks alike: nothing to agree about
        return None
    task = AnnotationTask(
        data=[(one.assessor, one.item, float(one.value)) for one in kept], distance=interval_distance
    )
    return Fraction(round(task.alpha() * FINENESS), FINENESS)


def level_of(alpha: Fraction | None, rules: AssessmentRules) -> Level:
    """Return what an agreement is good for."""
    if alpha is None:
        return "unknown"
    if alpha >= rules.agreement.reliable.value:
        return "reliable"
    return "tentative" if alpha >= rules.agreement.tentative.value else "unreliable"
