"""How many reports of estates came in during a period, and how many of them are closed: counts only, no case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q

from hemei.coordination.cases.models import Case
from hemei.coordination.cases.rules.words import State


def reports_counted(estate_ids: Iterable[int], *, since: date, until: date) -> dict[int, tuple[int, int]]:
    """Return by estate how many reports came in, `until` excluded, and how many are closed; security applies."""
    rows = Case.objects.filter(estate_id__in=list(estate_ids), fact_on__gte=since, fact_on__lt=until)
    counted = rows.values("estate_id").annotate(
        taken=Count("id"), closed=Count("id", filter=Q(state=State.ENDED.value))
    )
    return {row["estate_id"] or 0: (row["taken"], row["closed"]) for row in counted}
