"""What is held of who judged, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hemei.kernel.decision import mark
from hemei.kernel.keeping import Held, Holder, period
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment.models import Assessor
from hemei.oversight.assessment.rules.words import ENDED, PARTY_TEXTS, Party, Stage


def held_of(persons: Sequence[int], on: date) -> list[Held]:
    """Return in which rounds these persons judge or judged; one that runs needs its assessor."""
    del on
    rows = Assessor.objects.filter(person_id__in=persons).select_related("round").order_by("-id")
    return [
        Held(
            mark("评分员"),
            row.round.title,
            (
                (mark("代表"), PARTY_TEXTS[Party(row.party)]),
                *period(shanghai_day(row.appointed_at), shanghai_day(row.ended_at) if row.ended_at else None),
            ),
            row.stream,
            row.ended_at is None and Stage(row.round.stage) not in ENDED,
        )
        for row in rows
    ]


HOLDER = Holder(frozenset({"assessment_assessor", "assessment_mark"}), held_of)
