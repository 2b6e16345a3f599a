"""Bodies and appointments to them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from hemei.ground.people.models import Appointment, Body
from hemei.ground.people.rules.bodies import DEPARTMENTS, BodyKind, Level
from hemei.ground.people.rules.platform import Act, may_hold
from hemei.ground.people.services.opening import demand, opened
from hemei.ground.people.services.persons import stream_of
from hemei.ground.places import queries as places
from hemei.ground.places.services import name_keys
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, mark


def body_stream(body_id: int) -> str:
    """Return the stream of a body's events."""
    return f"people.body:{body_id}"


def create_body(
    *,
    actor: Actor,
    now: datetime,
    kind: BodyKind,
    name: str,
    place_id: int,
    valid_from: date,
    level: Level,
    department: str = "",
    short_name: str = "",
) -> int:
    """Set up a body over a place and return its id."""
    demand(actor, Act.MANAGE_BODIES)
    if department and department not in DEPARTMENTS:
        raise Refused.because(
            mark("没有“{department}”这个部门代码。"),
            remedy=mark("请从职责清单的部门代码中选择。"),
            field="department",
            code="unknown",
            department=department,
        )
    scope = places.path_on(place_id, valid_from)
    (body_id,) = records.next_ids("people_body", 1)
    keys = name_keys(name)
    with opened(actor, scope):
        Body.objects.create(
            id=body_id,
            stream=body_stream(body_id),
            scope=scope,
            kind=kind,
            department=department,
            level=level,
            name=name,
            short_name=short_name or name,
            pinyin=keys.pinyin,
            initials=keys.initials,
            place_id=place_id,
            valid_from=valid_from,
        )
        data = {"kind": kind.value, "name": name, "department": department, "level": level.value}
        records.record_event(
            stream=body_stream(body_id),
            type="people.body_created",
            actor=actor,
            at=now,
            scope=scope,
            data={**data, "place": place_id, "valid_from": valid_from.isoformat()},
        )
    return body_id


def dissolve_body(
    *, actor: Actor, now: datetime, body_id: int, valid_until: date, successor_id: int | None = None
) -> None:
    """End a body on a day (that day excluded) and every appointment to it; the body itself stays.

    Whoever acted for it signs in without a role from that day on.
    """
    demand(actor, Act.MANAGE_BODIES)
    with transaction.atomic():
        body = Body.objects.select_for_update().get(pk=body_id)
        if body.valid_until is not None:
            raise Refused.because(mark("“{name}”已经撤销。"), code="dissolved", name=body.name)
        if valid_until <= body.valid_from:
            raise Refused.because(
                mark("撤销日早于设立日。"),
                remedy=mark("请填写设立日以后的日期。"),
                field="valid_until",
                code="period",
            )
        with opened(actor, body.scope):
            body.valid_until, body.successor_id = valid_until, successor_id
            body.save(update_fields=["valid_until", "successor"])
            running = Appointment.objects.filter(body_id=body_id).filter(
                Q(valid_until=None) | Q(valid_until__gt=valid_until)
            )
            running.filter(valid_from__gte=valid_until).delete()  # appointments that would begin too late
            ended = running.update(valid_until=valid_until)
            records.record_event(
                stream=body.stream,
                type="people.body_dissolved",
                actor=actor,
                at=now,
                scope=body.scope,
                data={
                    "valid_until": valid_until.isoformat(),
                    "successor": successor_id,
                    "appointments": ended,
                },
            )


def appoint(
    *, actor: Actor, now: datetime, person_id: int, body_id: int, role: Role, valid_from: date,
    valid_until: date | None = None, place_id: int | None = None,
) -> int:  # fmt: skip
    """Appoint a person to a role in a body and return the appointment's id.

    The place is the body's unless another is named (a grid worker's cell). The database refuses the
    same role of the same person in the same body twice at a time.
    """
    demand(actor, Act.APPOINT)
    decision = may_hold(role)
    if not decision.allowed:
        raise Refused(decision)
    body = Body.objects.get(pk=body_id)
    if body.valid_until is not None and body.valid_until <= valid_from:
        raise Refused.because(
            mark("“{name}”已经撤销，不能再任命。"), remedy=mark("请选择接续的机构。"), field="body", code="dissolved",
            name=body.name,
        )  # fmt: skip
    place = place_id or body.place_id
    scope = places.path_on(place, valid_from)
    with opened(actor, scope):
        appointment = _write_appointment(
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
            data=_facts(appointment),
        )
    return appointment.pk


def _write_appointment(appointment: Appointment) -> Appointment:
    try:
        with transaction.atomic():
            appointment.save(force_insert=True)
    except IntegrityError as error:
        if "people_appointment_" not in str(error):
            raise
        raise Refused.because(
            mark("任期与同一机构的同一职务重叠，或任期为空。"), remedy=mark("请先结束原来的任职，或调整日期。"),
            field="valid_from", code="overlap",
        ) from error  # fmt: skip
    return appointment


def _facts(appointment: Appointment) -> dict[str, str | int | None]:
    until = appointment.valid_until
    return {
        "appointment": appointment.pk,
        "person": appointment.person_id,
        "role": appointment.role,
        "place": appointment.place_id,
        "valid_from": appointment.valid_from.isoformat(),
        "valid_until": until.isoformat() if until else None,
    }


def end_appointment(*, actor: Actor, now: datetime, appointment_id: int, valid_until: date) -> None:
    """End an appointment on a day, that day excluded."""
    demand(actor, Act.APPOINT)
    with transaction.atomic():
        appointment = Appointment.objects.select_for_update().get(pk=appointment_id)
        if appointment.valid_until is not None and appointment.valid_until <= valid_until:
            raise Refused.because(mark("这项任职已经结束。"), code="ended")
        if valid_until <= appointment.valid_from:
            raise Refused.because(
                mark("结束日早于开始日。"),
                remedy=mark("请填写开始日以后的日期。"),
                field="valid_until",
                code="period",
            )
        appointment.valid_until = valid_until
        appointment.save(update_fields=["valid_until"])
        with opened(actor, appointment.scope):
            records.record_event(
                stream=body_stream(appointment.body_id),
                type="people.appointment_ended",
                actor=actor,
                at=now,
                scope=appointment.scope,
                data=_facts(appointment),
            )
