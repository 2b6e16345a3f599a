"""Who may walk a round: the grid workers of the community its cell belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from hemei.ground.people import queries as people
from hemei.kernel.actor import Role
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class Walker:
    """A grid worker by his office."""

    id: int
    person_id: int
    name: str


def offices_near(scope: str, day: date) -> list[people.AppointmentRow]:
    """Return the offices of grid workers in the community a cell belongs to."""
    body = people.community_body_for(scope, day)
    if body is None:
        return []
    return [row for row in people.appointments_on(day, body_id=body) if row.role == Role.GRID_WORKER]


def walkers_of(scope: str, *, now: datetime) -> list[Walker]:
    """Return them with their names, as far as the reader may see them."""
    offices = offices_near(scope, shanghai_day(now))
    names = people.whole_names(row.person_id for row in offices)
    return [Walker(row.id, row.person_id, names[row.person_id]) for row in offices if row.person_id in names]


def walker_names(person_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of walkers the reader may see, in one statement; a round of nobody has none."""
    return people.whole_names(number for number in person_ids if number is not None)
