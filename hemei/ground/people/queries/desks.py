"""Which body answers for something, by the roles people hold in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from hemei.ground.people.models import Appointment, Person
from hemei.kernel.actor import Role

DESK_ROLES = (Role.DATA_OFFICER, Role.CITY_BUREAU)
"""Who answers requests about personal data: the data officer, and where there is none, the city's bureau."""


def body_with_role(roles: Sequence[Role], within: str, on: date) -> int | None:
    """Return the body in which somebody holds the first of these roles that is held at all on a day."""
    running = Q(valid_from__lte=on) & (Q(valid_until=None) | Q(valid_until__gt=on))
    rows = Appointment.objects.filter(
        running, role__in=roles, scope__gte=within, scope__lt=within[:-1] + "/"
    ).values_list("role", "body_id", "id")
    ranked = sorted((roles.index(Role(role)), number, body) for role, body, number in rows)
    return ranked[0][2] if ranked else None


def scope_of(person_id: int) -> str:
    """Return the path of the place that looks after a visible person; raises `Person.DoesNotExist`."""
    return Person.objects.values_list("scope", flat=True).get(pk=person_id)
