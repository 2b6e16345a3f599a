"""The bulletins a city has without anybody asking: its own and those of its counties, for the month that has passed."""

from __future__ import annotations

from datetime import datetime, timedelta

from hemei.faces.cockpit.models import Bulletin
from hemei.faces.cockpit.queries.month import last_day
from hemei.faces.cockpit.services.bulletins import TEMPLATE, ask_for_bulletin
from hemei.ground.places import queries as places
from hemei.ground.records import queries as kept
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.workdays import shanghai_day

# Where the worker stood still on the 1st it makes up for it within these days; after that the month is left to people.
MADE_UP_WITHIN = 5
_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


def ask_for_last_month(*, now: datetime, site: str) -> int:
    """Ask for the bulletins of the past month, city and counties; those that were asked for before stay as they are.

    Each is asked for in a transaction of its own, so a worker that is killed goes on where it was.
    """
    today = shanghai_day(now)
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    if today.day > MADE_UP_WITHIN or kept.paper_template(TEMPLATE, last_day(month)) is None:
        return 0
    with records.acting(_SYSTEM):
        known = set(Bulletin.objects.filter(month=month).values_list("place_id", flat=True))
        city = places.places_on(places.Level.CITY, last_day(month))
        wanted = [*city, *places.places_on(places.Level.COUNTY, last_day(month))]
    fresh = [place.id for place in wanted if place.id not in known]
    for place_id in fresh:
        with records.acting(_SYSTEM):
            ask_for_bulletin(actor=_SYSTEM, now=now, place_id=place_id, month=month, site=site)
    return len(fresh)
