"""How many meetings estates held in a period: counts only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db.models import Count

from hemei.community.meetings.models import Meeting
from hemei.community.meetings.rules.words import State
from hemei.kernel.workdays import SHANGHAI


def meetings_held(estate_ids: Iterable[int], *, since: date, until: date) -> dict[int, int]:
    """Return by estate how many meetings ended in a period, `until` excluded; row-level security applies."""
    first, last = (datetime.combine(day, time(), SHANGHAI) for day in (since, until))
    rows = Meeting.objects.filter(
        estate_id__in=list(estate_ids), state=State.CLOSED.value, ended_at__gte=first, ended_at__lt=last
    )
    return dict(rows.values("estate_id").annotate(held=Count("id")).values_list("estate_id", "held"))
