"""Visits that were made twice, item by item."""

from __future__ import annotations

from fractions import Fraction

from hemei.oversight.assessment.models import Visit, VisitMark
from hemei.oversight.assessment.rules.agreement import Rating
from hemei.oversight.assessment.rules.kit_words import VisitState


def paired_ratings(round_id: int) -> tuple[int, list[Rating]]:
    """Return how many pairs of visits are in, and their marks: an item is one of an entry.

    Row-level security applies.
    """
    rows = Visit.objects.filter(
        entry__round_id=round_id, state=VisitState.ENDED.value, second_of__state=VisitState.ENDED.value
    )
    pairs = list(rows.values_list("id", "second_of_id"))
    both = [number for pair in pairs for number in pair]
    marks = VisitMark.objects.filter(visit_id__in=both).order_by("visit_id", "item")
    ratings = [
        Rating(str(assessor), f"{entry} {item}", Fraction(above, below))
        for assessor, entry, item, above, below in marks.values_list(
            "visit__assessor_id", "visit__entry_id", "item", "value_num", "value_den"
        )
    ]
    return len(pairs), ratings
