"""What follows from a published grade, by `evaluation-consequences`: a talk as a duty, a recommendation, no order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from hemei.oversight.assessment.rules.standards import Consequence, EvaluationConsequences


def following(document: EvaluationConsequences, standard: str, grades: Sequence[str]) -> list[Consequence]:
    """Return what follows for a subject from its grades by a standard in published rounds, the latest first."""
    if not grades:
        return []
    row = len(list(takewhile(lambda grade: grade == grades[0], grades)))
    return [
        one
        for one in document.consequence
        if one.standard == standard and one.grade == grades[0] and row >= one.times
    ]
