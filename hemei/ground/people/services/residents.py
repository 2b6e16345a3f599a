"""Residents of a unit by form: moved in, moved out. Files go through `unit_registers`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction

from hemei.ground.people.models import Residence
from hemei.ground.people.rules import residents
from hemei.ground.people.rules.platform import Act
from hemei.ground.people.rules.residents import ResidenceKind
from hemei.ground.people.services.finding import Persons
from hemei.ground.people.services.opening import demand_act
from hemei.ground.people.services.persons import stream_of
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def move_in(
    *,
    actor: Actor,
    now: datetime,
    unit_id: int,
    kind: ResidenceKind,
    name: str,
    since: date,
    phone: str | None = None,
) -> int:
    """Enter somebody who lives in a unit without owning it; found again by phone and name, else new.

    Raises:
        Refused: the unit is not the actor's, the day will not do, or the person is entered there already.
    """
    demand_act(actor, Act.KEEP_RESIDENTS)
    demand(residents.may_move_in(name, since, shanghai_day(now)))
    with records.acting(actor):
        unit = places.unit(unit_id, actor=actor)
        if unit is None:
            raise Refused.because(mark("没有找到这套房屋。"), code="not_found")
        given = {"name": name, "phone": phone, "identity": None}
        persons = Persons([given])
        person = persons.find(given)
        if person is None:
            person = persons.enter(given, unit.scope)
            persons.write(now, records.Written())
        row = Residence(
            stream=stream_of(person), scope=unit.scope, unit_id=unit_id, person_id=person, kind=kind.value,
            valid_from=since,
        )  # fmt: skip
        _save(row)
        data = {"residence": row.pk, "unit": unit_id, "kind": kind.value, "since": since.isoformat()}
        _record(row, "people.moved_in", actor, now, data)
    return row.pk


def move_out(*, actor: Actor, now: datetime, residence_id: int, day: date) -> None:
    """Enter that a resident moved out on a day, that day excluded.

    Raises:
        Refused: the resident is not in the actor's places or has moved out, or the day will not do.
    """
    demand_act(actor, Act.KEEP_RESIDENTS)
    with records.acting(actor):
        row = Residence.objects.select_for_update().filter(record.seen_by(actor), pk=residence_id).first()
        if row is None:
            raise Refused.because(mark("没有找到这位住户。"), code="not_found")
        today = shanghai_day(now)
        demand(residents.may_move_out(row.valid_from, row.valid_until, day, today))
        row.valid_until = day
        row.save(update_fields=["valid_until"])
        _record(row, "people.moved_out", actor, now, {"residence": residence_id, "day": day.isoformat()})


def _save(row: Residence) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "people_residence_no_overlap" not in str(error):
            raise
        raise Refused.because(
            mark("这个人已经登记在这套房屋里。"), remedy=mark("请核对姓名和电话。"), field="name", code="overlap"
        ) from error  # fmt: skip


def _record(row: Residence, event_type: str, actor: Actor, now: datetime, data: Mapping[str, object]) -> None:
    records.record_event(stream=row.stream, type=event_type, actor=actor, at=now, scope=row.scope, data=data)
