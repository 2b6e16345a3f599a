"""Whether a round still tells good from bad: one grade holds most, or an item no longer separates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from hemei.oversight.assessment.rules.scoring import Evaluated
from hemei.oversight.assessment.rules.standards import AssessmentRules

LEAST_SUBJECTS = 5
"""Fewer subjects than these say nothing about a spread."""


@dataclass(frozen=True, slots=True)
class SameItem:
    """An item on which so many of those it was proven for have one and the same mark."""

    code: str
    fulfilled: Fraction
    times: int
    of: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How a round is spread: subjects by grade, the grade that holds most of them, the items that separate nobody."""

    grades: tuple[tuple[str, int], ...]
    crowded: str
    same: tuple[SameItem, ...]

    @property
    def warns(self) -> bool:
        """Whether anything is to be warned of."""
        return bool(self.crowded or self.same)


def spread_of(round_: Sequence[Evaluated], rules: AssessmentRules) -> Spread:
    """Look at a round as a whole. A share of exactly the bar is still spread."""
    grades = Counter(one.grade for one in round_)
    crowded = ""
    if len(round_) >= LEAST_SUBJECTS:
        grade, times = min(grades.items(), key=lambda one: (-one[1], one[0]))
        if Fraction(times, len(round_)) > rules.one_grade.share.value:
            crowded = grade
    return Spread(tuple(sorted(grades.items())), crowded, tuple(_same(round_, rules)))


def _same(round_: Sequence[Evaluated], rules: AssessmentRules) -> list[SameItem]:
    marks: dict[str, Counter[Fraction]] = {}
    for one in round_:
        for scored in one.items:
            if scored.fulfilled is not None and not scored.item.veto:
                marks.setdefault(scored.item.code, Counter())[scored.fulfilled] += 1
    found = []
    for code, counted in marks.items():
        of = counted.total()
        fulfilled, times = min(counted.items(), key=lambda one: (-one[1], one[0]))
        if of >= LEAST_SUBJECTS and Fraction(times, of) > rules.one_mark.share.value:
            found.append(SameItem(code, fulfilled, times, of))
    return found
