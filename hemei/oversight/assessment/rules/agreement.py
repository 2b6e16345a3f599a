"""Whether two assessors see the same: Krippendorff's alpha over the items of visits that were made twice."""

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

    1 is full agreement, 0 what chance would give, below is worse than chance. A pair differs by the square of the
    difference; pairs within an item are weighed so that each mark counts once, however often the item was marked.
    """
    marks: dict[str, list[Fraction]] = {}
    for one in ratings:
        marks.setdefault(one.item, []).append(one.value)
    met = [values for values in marks.values() if len(values) > 1]
    every = [value for values in met for value in values]
    expected = _apart(every)
    if not expected:  # all marks alike: nothing to agree about
        return None
    observed = sum((_apart(values) / (len(values) - 1) for values in met), Fraction())
    return Fraction(round((1 - observed * (len(every) - 1) / expected) * FINENESS), FINENESS)


def _apart(values: Sequence[Fraction]) -> Fraction:
    """Return the squared differences of all ordered pairs, summed."""
    times = Counter(values)
    pairs = ((one, other) for one in times for other in times)
    return sum((times[one] * times[other] * (one - other) ** 2 for one, other in pairs), Fraction())


def level_of(alpha: Fraction | None, rules: AssessmentRules) -> Level:
    """Return what an agreement is good for."""
    if alpha is None:
        return "unknown"
    if alpha >= rules.agreement.reliable.value:
        return "reliable"
    return "tentative" if alpha >= rules.agreement.tentative.value else "unreliable"
