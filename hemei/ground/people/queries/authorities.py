"""Who is the authority of a matter at a place, by the city's frame and the bodies that stand there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from django.db import connection

from hemei.ground.people.facts import matter_authorities
from hemei.ground.people.queries.bodies import bodies_above
from hemei.ground.people.rules.authorities import department_of, matters_of
from hemei.ground.people.rules.bodies import BodyKind
from hemei.ground.people.services.session_store import OFFICES
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Matter, Role

T = TypeVar("T")

_OFFICE = f"""
select b.place_id, {OFFICES} from people_body b cross join (select %s::date as day) today where b.id = %s
"""
_KINDS = (BodyKind.DEPARTMENT, BodyKind.COUNTY_GOVERNMENT)


def authority_for(matter: Matter, scope: str, on: date) -> int | None:
    """Return the county's body that is the authority of a matter at a place.

    That is the department the frame names; where it names none, or the county has none of that code, the county's
    coordination office.
    """
    code = department_of(matter, matter_authorities(on))
    rows = bodies_above(scope, on, _KINDS)
    named = (row.id for row in rows if row.kind is BodyKind.DEPARTMENT and code and row.department == code)
    county = (row.id for row in rows if row.kind is BodyKind.COUNTY_GOVERNMENT)
    return next(named, None) or next(county, None)


def as_authority(matter: Matter, read: Callable[[Actor], Sequence[T]], actor: Actor) -> Sequence[T]:
    """Return what somebody reads of a matter outside its pages: where he holds it, in the places in which he does.

    What is not read yet is read here for him who sees those places nowhere else.
    """
    wider = actor.at(matter)
    if wider is actor:
        return read(actor)
    with records.acting(wider):
        return list(read(wider))


def holding(actor: Actor, on: date) -> Actor:
    """Return who acts in an office without a session, with the matters his organisation is the authority of."""
    if actor.body_id is None or actor.role not in {Role.DEPARTMENT_CLERK, Role.COUNTY_COORDINATOR}:
        return actor
    with connection.cursor() as cursor:
        cursor.execute(_OFFICE, [on, actor.body_id])
        place, departments = cursor.fetchone() or (None, [])
    matters = matters_of(actor.role, departments, matter_authorities(on))
    keeps = places.ranges_for(place, on) if matters and place is not None else ()
    return replace(actor, matters=matters, keeps=keeps)
