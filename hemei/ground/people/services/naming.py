"""A community names who walks its cells: of its own staff, for its own cells, and no other role."""

from __future__ import annotations

from datetime import date, datetime

from hemei.ground.people.models import Appointment
from hemei.ground.people.queries.bodies import community_body_for
from hemei.ground.people.queries.in_office import nameable
from hemei.ground.people.rules.platform import Act
from hemei.ground.people.services.appointing import write_end, write_office
from hemei.ground.people.services.opening import demand_act
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day


@records.whole
def name_grid_worker(*, actor: Actor, now: datetime, person_id: int, cell_id: int, valid_from: date) -> int:
    """Name who walks a cell of one's own community from a day on, and return the appointment's id.

    Raises:
        Refused: the role may not; the cell is none of his community; the person is none of its staff; the dates.
    """
    demand_act(actor, Act.NAME_GRID_WORKER)
    body = _own(actor, cell_id, shanghai_day(now))
    if person_id not in nameable(actor=actor, on=shanghai_day(now)):
        raise Refused.because(
            mark("没有选本社区的工作人员。"),
            remedy=mark("请从列表里选；列表里没有的，请系统管理员先登记到本社区。"),
            field="person",
            code="not_staff",
        )
    return write_office(
        actor=actor, now=now, person_id=person_id, body_id=body, role=Role.GRID_WORKER, valid_from=valid_from,
        place_id=cell_id,
    )  # fmt: skip


@records.whole
def release_grid_worker(*, actor: Actor, now: datetime, appointment_id: int, valid_until: date) -> None:
    """End the office of a grid worker of one's own community on a day, that day excluded; no other office.

    Raises:
        Refused: the role may not; it is no office of a grid worker of his community, or has ended.
    """
    demand_act(actor, Act.NAME_GRID_WORKER)
    found = Appointment.objects.filter(
        pk=appointment_id, body_id=actor.body_id or 0, role=Role.GRID_WORKER
    ).first()
    if found is None:
        raise Refused.because(mark("没有这项任职。"), code="not_found")
    write_end(actor=actor, now=now, appointment_id=appointment_id, valid_until=valid_until)


def _own(actor: Actor, cell_id: int, day: date) -> int:
    """Return the actor's body where the cell is one of its community; not there and not his look alike."""
    try:
        cell = places.place(cell_id)
    except places.NoSuchPlace:
        cell = None
    of_grid = cell is not None and cell.level is places.Level.GRID
    body = community_body_for(cell.path, day) if cell is not None and of_grid else None
    if body is None or body != actor.body_id:
        raise Refused.because(mark("这个网格不在本社区。"), field="cell", code="not_found")
    return body
