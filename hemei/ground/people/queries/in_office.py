"""Who acts in an office, for what he reads without a session; whom a body may name for one."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q

from hemei.ground.people.models import Account, Appointment, Body
from hemei.ground.people.queries.bodies import AppointmentRow, running
from hemei.ground.people.queries.persons import whole_names
from hemei.ground.people.rules.platform import SEES_BY_BODY, SEES_BY_PLACE
from hemei.ground.people.services.opening import opened
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor, Role


def actor_in_office(office: AppointmentRow, day: date) -> Actor:
    """Return who acts in an office that runs on a day; one statement for a role that sees by place."""
    role = Role(office.role)
    return Actor(
        role=role,
        person_id=office.person_id,
        body_id=office.body_id if role in SEES_BY_BODY else None,
        appointment_id=office.id,
        places=places.ranges_for(office.place_id, day) if role in SEES_BY_PLACE else (),
    )


def nameable(*, actor: Actor, on: date) -> dict[int, str]:
    """Return the staff of the actor's own body with their names: in office there, or registered for it and in none."""
    body = actor.body_id or 0
    scope = Body.objects.values_list("scope", flat=True).filter(pk=body).first()
    if scope is None:
        return {}
    held = Appointment.objects.filter(running(on), person_id=OuterRef("person_id"))
    own = Exists(held.filter(body_id=body))
    with opened(actor, scope, accounts=True):
        rows = Account.objects.filter(Q(own) | Q(scope=scope) & ~Exists(held), username__isnull=False)
        found = dict(rows.values_list("person_id", "username"))
        names = whole_names(found)
    return {
        person: f"{names.get(person) or '—'}（{username}）"
        for person, username in sorted(found.items(), key=lambda one: names.get(one[0], ""))
    }
