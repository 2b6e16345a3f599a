"""What patrols hold of a person: the rounds he walked, in counts; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Max, Min

from hemei.coordination.patrols.models import Round
from hemei.coordination.patrols.rules.words import RoundState
from hemei.kernel.decision import mark
from hemei.kernel.keeping import FROM, UNTIL, Held, Holder


def held_of(persons: Sequence[int], on: date) -> list[Held]:
    """Return for each office of these persons how many rounds were walked, and from when until when."""
    rows = Round.objects.filter(walker__person_id__in=persons, state=RoundState.DONE.value)
    counted = rows.values("cell__name").annotate(
        count=Count("id"), first=Min("planned_on"), last=Max("planned_on")
    )
    running = set(
        Round.objects.filter(
            walker__person_id__in=persons, state=RoundState.PLANNED.value, planned_on__gte=on
        ).values_list("cell__name", flat=True)
    )
    return [
        Held(
            mark("网格巡查"),
            row["cell__name"],
            (
                (mark("轮数"), str(row["count"])),
                (FROM, row["first"].isoformat()),
                (UNTIL, row["last"].isoformat()),
            ),
            runs=row["cell__name"] in running,
        )
        for row in counted.order_by("cell__name")
    ]


HOLDER = Holder(frozenset({"patrols_round", "patrols_visit"}), held_of)
