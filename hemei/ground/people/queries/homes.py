"""Where somebody is at home: the units he owns or lives in himself, by estate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hemei.ground.people.models import Ownership, Residence
from hemei.ground.people.queries.held import own_persons
from hemei.ground.people.services.opening import opened
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Home:
    """A unit that is one's own, or that one lives in without owning it; `person_id` is who of the registers one is."""

    unit_id: int
    estate_id: int
    community_id: int
    person_id: int
    owner: bool


def own_homes(actor: Actor, *, on: date) -> list[Home]:
    """Return the units the actor himself owns or lives in on a day, those he owns first.

    Only his own persons are asked for: the one he signs in as, and those of the registers he proved to be. For that
    the city is opened, since a unit's rows lie in the place of its estate.
    """
    persons = own_persons(actor)
    if not persons:
        return []
    runs = (Q(valid_until=None) | Q(valid_until__gt=on)) & Q(valid_from__lte=on)
    owned = Ownership.objects.filter(runs, person_id__in=persons).order_by("id")
    lived = Residence.objects.filter(runs, person_id__in=persons).order_by("id")
    fields = ("unit_id", "unit__estate_id", "unit__estate__community_id", "person_id")
    with opened(actor, places.city().path):
        return [
            Home(unit, estate, community, person, owner=rows is owned)
            for rows in (owned, lived)
            for unit, estate, community, person in rows.values_list(*fields)
        ]
