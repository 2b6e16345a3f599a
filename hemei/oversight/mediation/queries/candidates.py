"""Whom a committee may be made up of, and which departments found a body: by name, from the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.oversight.mediation.models import Mediator
from hemei.oversight.mediation.queries.bodies import BodyRow

MOST = 20
_FOUNDERS = (people.BodyKind.CITY_BUREAU, people.BodyKind.DEPARTMENT)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whose office is public, with where he holds it."""

    person_id: int
    name: str
    where: str


def candidates(text: str, *, actor: Actor, on: date) -> list[Candidate]:
    """Return who holds public office or mediates in the actor's places, by a part of the name; two statements."""
    wanted = "".join(text.split())
    if not wanted:
        return []
    found = {
        row.person_id: Candidate(row.person_id, row.name, row.body_name)
        for row in people.found_officers(wanted, on=on, limit=MOST)
    }
    here = Q(pk__in=[])
    for place in actor.places:
        here |= Q(mediation_body__body__scope__gte=place.lower, mediation_body__body__scope__lt=place.upper)
    for one in _mediators(here & Q(name__contains=wanted)):
        found.setdefault(one.person_id, one)
    return list(found.values())[:MOST]


def candidates_of(person_ids: Iterable[int], *, on: date) -> dict[int, Candidate]:
    """Return those of some persons whose office is public; of the others nothing is said."""
    wanted = set(person_ids)
    found = {one.person_id: one for one in _mediators(Q(person_id__in=wanted))}
    offices = people.staff_at(wanted - set(found), on)
    for person, held in offices.items():
        officer = people.officer(person)
        if officer is not None and held:
            found[person] = Candidate(person, officer.name, held[0].body_name)
    return found


def founding_departments(row: BodyRow, *, on: date) -> list[tuple[int, str]]:
    """Return the departments of a body's own place and level, by name: who may found it."""
    found = [body for kind in _FOUNDERS for body in people.bodies_of_kind(kind, on, within=row.place_path)]
    return [(body.id, body.name) for body in found if body.scope == row.place_path]


def offices_of(row: BodyRow, *, actor: Actor, on: date) -> list[tuple[int, str]]:
    """Return the appointments to a body by name: who may be entered as its mediator."""
    offices = people.appointments_on(on, body_id=row.body_id)
    with opened(actor, places.city().path):
        names = people.whole_names(one.person_id for one in offices)
    return [(one.id, names.get(one.person_id) or f"#{one.id}") for one in offices]


def _mediators(which: Q) -> list[Candidate]:
    rows = Mediator.objects.filter(which, valid_until=None).exclude(name="").order_by("name", "id")
    named = rows.values_list("person_id", "name", "mediation_body__body__name")[:MOST]
    return [Candidate(*row) for row in named]
