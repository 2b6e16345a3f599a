"""Where a resident reports first of all: the estates he owns a unit in, and those he reported from before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hemei.coordination.cases.models import Case
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor, PlaceRange, Role

MOST = 5
"""So many are offered; a phone shows no more above the search."""
_LATEST = 50


def own_estates(*, actor: Actor, on: date) -> list[places.EstateRow]:
    """Return a resident's own estates, those he owns a unit in before those of his latest cases; nobody else's.

    They lie in places that are not his, so these are opened for just these estates: one statement a place.
    """
    if actor.role is not Role.RESIDENT or actor.person_id is None:
        return []
    reported = Case.objects.filter(reporter_id=actor.person_id, estate_id__isnull=False).order_by("-id")
    wanted = {unit.estate_id: unit.scope for unit in people.own_units(actor=actor, on=on)}
    for estate, scope in reported.values_list("estate_id", "scope")[:_LATEST]:
        if estate is not None:
            wanted.setdefault(estate, scope)
    found: dict[int, places.EstateRow] = {}
    for scope in {*wanted.values()}:
        with opened(actor, scope):
            inside = replace(actor, places=(PlaceRange(scope),))
            found |= places.estates_by_id([one for one, its in wanted.items() if its == scope], actor=inside)
    return [found[one] for one in wanted if one in found and found[one].valid_until is None][:MOST]
