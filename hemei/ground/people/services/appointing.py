"""Appointments to bodies: a role over a place during a period."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from hemei.ground.people.models import Appointment, Body
from hemei.ground.people.rules import offices
from hemei.ground.people.rules.bodies import BodyKind
from hemei.ground.people.rules.platform import Act, may_hold
from hemei.ground.people.services.bodies import body_stream, known_path
from hemei.ground.people.services.opening import demand_act, opened
from hemei.ground.people.services.persons import stream_of
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@records.whole
def appoint(
    *, actor: Actor, now: datetime, person_id: int, body_id: int, role: Role, valid_from: date,
    valid_until: date | None = None, place_id: int | None = None,
) -> int:  # fmt: skip
    """Appoint a person to a role in a body and return the appointment's id.

    The place is the body's unless another is named (a grid worker's cell). The database refuses the
    same role of the same person in the same body twice at a time.
    """
    demand_act(actor, Act.APPOINT)
    demand(may_hold(role))
    return write_office(
        actor=actor, now=now, person_id=person_id, body_id=body_id, role=role, valid_from=valid_from,
        valid_until=valid_until, place_id=place_id,
    )  # fmt: skip


def write_office(
    *, actor: Actor, now: datetime, person_id: int, body_id: int, role: Role, valid_from: date,
    valid_until: date | None = None, place_id: int | None = None,
) -> int:  # fmt: skip
    """Write an office with its event without asking whose it is to give; returns the appointment's id."""
    body = Body.objects.filter(pk=body_id).first()
    if body is None:
        raise Refused.because(mark("没有这个机构。"), field="body", code="not_found")
    place = place_id or body.place_id
    scope = known_path(place, valid_from)
    term = offices.Term(
        valid_from, valid_until, scope, body.valid_from, body.valid_until,
        known_path(body.place_id, valid_from), body.name,
    )  # fmt: skip
    today = shanghai_day(now)
    demand(offices.may_hold_in(role, BodyKind(body.kind)), offices.may_serve(term, today))
    with opened(actor, scope):
        appointment = write_appointment(
            Appointment(
                person_id=person_id, body_id=body_id, role=role, place_id=place, scope=scope,
                stream=stream_of(person_id), valid_from=valid_from, valid_until=valid_until,
            )
        )  # fmt: skip
        records.record_event(
            stream=body_stream(body_id),
            type="people.appointed",
            actor=actor,
            at=now,
            scope=scope,
            data=told_of(appointment),
        )
    return appointment.pk


def write_appointment(appointment: Appointment) -> Appointment:
    """Write an appointment without asking who may."""
    try:
        with transaction.atomic():
            appointment.save(force_insert=True)
    except IntegrityError as error:
        if "people_appointment_" not in str(error):
            raise
        raise Refused.because(
            mark("这个人在同一机构的同一职务上已有任期，时间重叠。"), remedy=mark("请先结束原来的任职，或调整日期。"),
            field="valid_from", code="overlap",
        ) from error  # fmt: skip
    return appointment


def told_of(appointment: Appointment) -> dict[str, str | int | None]:
    """Return an appointment as an event carries it."""
    until = appointment.valid_until
    return {
        "appointment": appointment.pk,
        "person": appointment.person_id,
        "role": appointment.role,
        "place": appointment.place_id,
        "valid_from": appointment.valid_from.isoformat(),
        "valid_until": until.isoformat() if until else None,
    }


@records.whole
def end_appointment(*, actor: Actor, now: datetime, appointment_id: int, valid_until: date) -> None:
    """End an appointment on a day, that day excluded."""
    demand_act(actor, Act.APPOINT)
    write_end(actor=actor, now=now, appointment_id=appointment_id, valid_until=valid_until)


def write_end(*, actor: Actor, now: datetime, appointment_id: int, valid_until: date) -> None:
    """Write the end of an office with its event without asking who may."""
    with transaction.atomic():
        appointment = Appointment.objects.select_for_update().filter(pk=appointment_id).first()
        if appointment is None:
            raise Refused.because(mark("没有这项任职。"), code="not_found")
        if appointment.valid_until is not None and appointment.valid_until <= valid_until:
            raise Refused.because(mark("这项任职已经结束。"), code="ended")
        if valid_until <= appointment.valid_from:
            raise Refused(Decision.no(offices.PERIOD_EMPTY))
        appointment.valid_until = valid_until
        appointment.save(update_fields=["valid_until"])
        with opened(actor, appointment.scope):
            records.record_event(
                stream=body_stream(appointment.body_id),
                type="people.appointment_ended",
                actor=actor,
                at=now,
                scope=appointment.scope,
                data=told_of(appointment),
            )
