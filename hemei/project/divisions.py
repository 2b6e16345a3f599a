"""The bodies that come with a city's divisions: street offices, town governments, residents' committees."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localdate

from hemei.ground.people.queries import BodyKind, bodies_of_kind
from hemei.ground.people.services import BodyDraft
from hemei.ground.places import queries as places
from hemei.ground.places.queries import Kind, Level
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.project.demonstration.ground import Home
from hemei.project.demonstration.staff import community_bodies, street_bodies

SINCE = date(2000, 1, 1)  # as the divisions themselves, see decision 0006


def missing_bodies(loader: Actor) -> list[BodyDraft]:
    """Return the bodies to be founded; a place that has its body is passed over."""
    today = localdate()
    counties, streets, communities = (
        places.places_on(level, today) for level in (Level.COUNTY, Level.STREET, Level.COMMUNITY)
    )
    above = {place.id: place for place in (*counties, *streets)}
    homes = [
        Home(community, street, above[street.parent_id or 0])
        for community in communities
        if community.kind is Kind.RESIDENTS_COMMITTEE and (street := above.get(community.parent_id or 0))
    ]
    with records.acting(loader):
        there = {
            body.place_id
            for kind in (BodyKind.STREET, BodyKind.COMMUNITY)
            for body in bodies_of_kind(kind, today)
        }
    return [
        BodyDraft(
            kind=plan.kind,
            level=plan.level,
            name=plan.name,
            place_id=plan.place.id,
            scope=plan.place.path,
            valid_from=SINCE,
            department=plan.department,
            short_name=plan.short,
        )
        for plan in (*street_bodies(streets), *community_bodies(homes))
        if plan.place.id not in there
    ]
