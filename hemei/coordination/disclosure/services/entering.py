"""Whoever serves an estate owes its disclosures, whether he lets its books be opened or not (Civil Code art. 943)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hemei.coordination.disclosure.models import CalendarEntry
from hemei.coordination.disclosure.queries.owing import PLATFORM, served_on
from hemei.coordination.disclosure.rules.calendar import period_over
from hemei.coordination.disclosure.services.calendar import owe_from
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.periods import Repeat
from hemei.kernel.workdays import shanghai_day

_CHUNK = 500


def enter_served(*, actor: Actor, now: datetime, estate_ids: Sequence[int]) -> int:
    """Enter estates with a company or a committee on the calendar from this quarter on; returns how many are new.

    Nobody was told earlier that they would have to be disclosed; who put one down for later frees nobody of this
    quarter. May be repeated without harm.
    """
    today = shanghai_day(now)
    since = period_over(Repeat.QUARTERLY, today).until
    with records.acting(PLATFORM):
        owing = CalendarEntry.objects.filter(estate_id__in=estate_ids, since__lte=since)
        fresh = served_on(set(estate_ids) - set(owing.values_list("estate_id", flat=True)), today)
    if not fresh:
        return 0
    return owe_from(actor=actor, now=now, estate_ids=sorted(fresh), since=since)


def enter_all(*, actor: Actor, now: datetime) -> int:
    """Enter all such estates: a contract or a term may have begun by the calendar alone. For the schedule."""
    after, entered = "", 0
    while True:
        with records.acting(actor):
            found = places.estates(actor=actor, limit=_CHUNK, after=after)
        if not found:
            return entered
        after = found[-1].code
        entered += enter_served(actor=actor, now=now, estate_ids=[one.id for one in found])
