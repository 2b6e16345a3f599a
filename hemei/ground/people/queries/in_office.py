"""Who acts in an office, for what he reads without a session."""

from __future__ import annotations

from datetime import date

from hemei.ground.people.queries.bodies import AppointmentRow
from hemei.ground.people.rules.platform import SEES_BY_BODY, SEES_BY_PLACE
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
