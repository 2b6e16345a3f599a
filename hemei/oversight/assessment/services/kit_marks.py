"""The marks of a visit enter the evaluation: at once where nothing asks a question, else when a person upheld it."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.oversight.assessment.models import Visit, VisitMark
from hemei.oversight.assessment.rules.kit_words import ReviewOutcome
from hemei.oversight.assessment.rules.visits import DOUBTFUL
from hemei.oversight.assessment.services.marking import MarkDraft, mark_items


def hand_over(*, actor: Actor, now: datetime, visit: Visit) -> int:
    """Give the marks of a visit to the round and return how many; a hidden second visit gives none.

    An assessor gives his own. What a person upheld is given for him, with the visit as its evidence.
    """
    upheld = visit.review == ReviewOutcome.UPHELD
    if visit.second_of_id is not None or (DOUBTFUL & set(visit.flags) and not upheld):
        return 0
    marks = VisitMark.objects.filter(visit=visit).values_list("item", "value_num", "value_den")
    drafts = [
        MarkDraft(entry_id=visit.entry_id, item=item, value=Fraction(above, below), evidence=visit.stream)
        for item, above, below in marks
    ]
    giver, named = actor, None
    if actor.role is not Role.ASSESSOR:
        giver, named = Actor(role=Role.SYSTEM, places=(PlaceRange(visit.scope),)), visit.assessor_id
    return mark_items(actor=giver, now=now, round_id=visit.entry.round_id, marks=drafts, assessor_id=named)
