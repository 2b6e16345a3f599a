"""Bodies: set up, renamed, dissolved. Each act is recorded on or after its day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from hemei.ground.people.models import Appointment, Body, FormerName
from hemei.ground.people.rules import offices
from hemei.ground.people.rules.bodies import STANDS_AT, BodyKind, Level
from hemei.ground.people.rules.platform import Act
from hemei.ground.people.services.opening import demand_act, opened
from hemei.ground.places import queries as places
from hemei.ground.places.services import name_keys
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def body_stream(body_id: int) -> str:
    """Return the stream of a body's events."""
    return f"people.body:{body_id}"


def known_path(place_id: int, day: date, field: str = "place") -> str:
    """Return the path a place had on the day; a place that was not there then is refused."""
    try:
        return places.path_on(place_id, day)
    except places.NoSuchPlace:
        raise Refused.because(
            mark("这个地点在{day}不存在。"),
            remedy=mark("请核对地点和日期。"),
            field=field,
            code="unknown_place",
            day=day.isoformat(),
        ) from None


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
    demand_act(actor, Act.MANAGE_BODIES)
    department, name = offices.code_of(kind, department), _plain(name)
    stands = (
        offices.may_stand(kind, level, department) if kind in STANDS_AT else offices.known_code(department)
    )
    demand(stands, offices.may_begin(valid_from, shanghai_day(now)), offices.is_name(name))
    scope = known_path(place_id, valid_from)
    (body_id,) = records.next_ids("people_body", 1)
    keys = name_keys(name)
    with opened(actor, scope):
        _refuse_twin(kind, name, place_id, valid_from)
        Body.objects.create(
            id=body_id,
            stream=body_stream(body_id),
            scope=scope,
            kind=kind,
            department=department,
            level=level,
            name=name,
            short_name=_plain(short_name) or name,
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


def _plain(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _refuse_twin(kind: BodyKind, name: str, place_id: int, day: date) -> None:
    """Refuse a second body of one kind and name at a place. Two of one kind may overlap while one takes over."""
    beside = Body.objects.filter(kind=kind, name=name, place_id=place_id)
    if beside.filter(Q(valid_until=None) | Q(valid_until__gt=day)).exists():
        raise Refused.because(
            mark("这里已有“{name}”。"),
            remedy=mark("请先撤销原来的机构，或换一个地点或名称。"),
            field="name",
            code="twin",
            name=name,
        )


@records.whole
def rename_body(
    *, actor: Actor, now: datetime, body_id: int, name: str, valid_from: date, short_name: str = ""
) -> None:
    """Give a body another name from a day on; it stays the same body, and its former name stays with it."""
    demand_act(actor, Act.MANAGE_BODIES)
    give_name(actor=actor, now=now, body_id=body_id, name=name, valid_from=valid_from, short_name=short_name)


def give_name(
    *, actor: Actor, now: datetime, body_id: int, name: str, valid_from: date, short_name: str = ""
) -> None:
    """Rename a body without asking who may: that of a Party organisation follows the organisation's rules."""
    name = _plain(name)
    with transaction.atomic():
        body = _running(body_id)
        last = body.former_names.order_by("-valid_until").values_list("valid_until", flat=True).first()
        since, today = last or body.valid_from, shanghai_day(now)
        demand(offices.may_change_on(valid_from, since, today, "valid_from"), offices.is_name(name))
        if name == body.name:
            raise Refused.because(
                mark("它现在就叫“{name}”。"),
                remedy=mark("请填写新的名称。"),
                field="name",
                code="unchanged",
                name=name,
            )
        with opened(actor, body.scope):
            _refuse_twin(BodyKind(body.kind), name, body.place_id, valid_from)
            FormerName.objects.create(
                body=body,
                name=body.name,
                short_name=body.short_name,
                valid_from=since,
                valid_until=valid_from,
            )
            old, body.name, body.short_name = body.name, name, _plain(short_name) or name
            keys = name_keys(name)
            body.pinyin, body.initials = keys.pinyin, keys.initials
            body.save(update_fields=["name", "short_name", "pinyin", "initials"])
            data = {"name": name, "formerly": old, "valid_from": valid_from.isoformat()}
            _record(body, "people.body_renamed", actor, now, data)


@records.whole
def dissolve_body(
    *, actor: Actor, now: datetime, body_id: int, valid_until: date, successor_id: int | None = None
) -> None:
    """End a body on a day (that day excluded) and every appointment to it; the body itself stays.

    Whoever acted for it signs in without a role from that day on.
    """
    demand_act(actor, Act.MANAGE_BODIES)
    kind = Body.objects.filter(pk=body_id).values_list("kind", flat=True).first()
    if kind is not None:
        demand(offices.may_be_dissolved(BodyKind(kind)))
    end_body(actor=actor, now=now, body_id=body_id, valid_until=valid_until, successor_id=successor_id)


def end_body(
    *, actor: Actor, now: datetime, body_id: int, valid_until: date, successor_id: int | None = None
) -> None:
    """End a body without asking who may: that of a Party organisation follows the organisation's rules."""
    with transaction.atomic():
        body = _running(body_id)
        today = shanghai_day(now)
        demand(
            offices.may_change_on(valid_until, body.valid_from, today, "valid_until"),
            *_heirs(body, successor_id, valid_until),
        )
        with opened(actor, body.scope):
            body.valid_until, body.successor_id = valid_until, successor_id
            body.save(update_fields=["valid_until", "successor"])
            running = Appointment.objects.filter(body_id=body_id).filter(
                Q(valid_until=None) | Q(valid_until__gt=valid_until)
            )
            running.filter(valid_from__gte=valid_until).delete()  # appointments that would begin too late
            ended = running.update(valid_until=valid_until)
            data = {"valid_until": valid_until.isoformat(), "successor": successor_id, "appointments": ended}
            _record(body, "people.body_dissolved", actor, now, data)


def _running(body_id: int) -> Body:
    body = Body.objects.select_for_update().filter(pk=body_id).first()
    if body is None:
        raise Refused.because(mark("没有这个机构。"), code="not_found")
    if body.valid_until is not None:
        raise Refused.because(mark("“{name}”已经撤销。"), code="dissolved", name=body.name)
    return body


def _heirs(body: Body, successor_id: int | None, day: date) -> list[Decision]:
    if successor_id is None:
        return []
    found = Body.objects.filter(pk=successor_id).first()
    if found is None:
        raise Refused.because(mark("没有这个机构。"), field="successor", code="successor")
    runs = found.valid_until is None and found.valid_from <= day
    heir = offices.Heir(found.pk == body.pk, runs, BodyKind(found.kind), found.name)
    return [offices.may_succeed(heir, BodyKind(body.kind))]


def _record(body: Body, event_type: str, actor: Actor, now: datetime, data: dict[str, Any]) -> None:
    records.record_event(
        stream=body.stream, type=event_type, actor=actor, at=now, scope=body.scope, data=data
    )
