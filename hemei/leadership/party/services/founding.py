"""Found an organisation, change its name, form or host from a day on, end it with its relations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import BodyKind
from hemei.ground.people.services import BodyDraft
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.party.models import Former, Organisation, Relation, Tie
from hemei.leadership.party.rules.founding import is_name, may_begin, may_change_on, may_found, may_stand
from hemei.leadership.party.rules.words import Coverage, Form, Level, RelationKind
from hemei.leadership.party.services.acts import begin_relation, cover_estate, organisation_of, tell
from hemei.leadership.party.services.loading import BODY_LEVELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """An organisation to be founded, where its level says: in a place, an estate, a building or a company.

    Without a `host` the body of its place acts for it, or its own. `leader` leads it from the first day.
    """

    name: str
    form: Form
    level: Level
    since: date
    place_id: int | None = None
    estate_id: int | None = None
    building_id: int | None = None
    company: int | None = None
    host: int | None = None
    leader: int | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an organisation stands, and which body acts for it by rule."""

    place_id: int
    scope: str
    host: int | None


def found_organisation(*, actor: Actor, now: datetime, draft: Founding) -> int:
    """Found an organisation with its body, its leader and, in an estate or building, what it covers."""
    name, today = " ".join(draft.name.replace("\x00", "").split()), shanghai_day(now)
    demand(
        may_found(actor.role, draft.level),
        is_name(name),
        may_stand(draft.form, draft.level),
        may_begin(draft.since, today),
    )
    seat = seat_of(draft, actor)
    demand(may_found(actor.role, draft.level, covered=actor.covers(seat.scope)))
    with transaction.atomic():
        row = _write(actor, now, draft, name, seat)
        if draft.estate_id is not None:
            cover_estate(
                actor=actor,
                now=now,
                organisation_id=row.pk,
                estate_id=draft.estate_id,
                kind=Coverage.ORGANISATION,
                since=draft.since,
                building_id=draft.building_id,
            )
        if draft.leader is not None:
            begin_relation(
                actor=actor,
                now=now,
                upper=organisation_of(draft.leader),
                lower=row,
                kind=RelationKind.LEADS,
                since=draft.since,
            )
    return int(row.pk)


def _write(actor: Actor, now: datetime, draft: Founding, name: str, seat: Seat) -> Organisation:
    if Organisation.objects.filter(body__name=name, body__place_id=seat.place_id, valid_until=None).exists():
        raise Refused.because(
            mark("这里已有“{name}”"),
            remedy=mark("请核对名称；原来的已经撤销的，请先登记撤销"),
            field="name",
            code="twin",
            name=name,
        )
    host = draft.host or seat.host
    if host is not None:
        _running_host(host, draft.since)
    body = BodyDraft(
        BodyKind.PARTY_ORGANISATION, BODY_LEVELS[draft.level], name, seat.place_id, seat.scope, draft.since
    )
    (body_id,) = people_services.enter_bodies(actor=actor, now=now, scope=seat.scope, drafts=[body])
    (number,) = records.next_ids("party_organisation", 1)
    row = Organisation(
        id=number,
        stream=f"party.organisation:{number}",
        scope=seat.scope,
        body_id=body_id,
        form=draft.form.value,
        level=draft.level.value,
        host_body_id=host or body_id,
        valid_from=draft.since,
    )
    row.save(force_insert=True)
    data = {
        "name": name,
        "form": row.form,
        "level": row.level,
        "body": body_id,
        "host": row.host_body_id,
        "valid_from": draft.since.isoformat(),
    }
    tell(actor, now, row.stream, row.scope, "party.organisation_founded", data)
    return row


def seat_of(draft: Founding, actor: Actor) -> Seat:
    """Return where an organisation stands on its first day; raises Refused where its level lacks its place."""
    if draft.level in {Level.CITY, Level.INDUSTRY}:
        city = places.city()
        return Seat(city.id, city.path, None)
    if draft.level in {Level.COMPANY, Level.UNIT}:
        return _with_body(draft)
    if draft.level in {Level.ESTATE, Level.BUILDING}:
        return _in_estate(draft, actor)
    try:
        place = places.place_on(draft.place_id or 0, draft.since)
    except places.NoSuchPlace:
        place = None
    if place is None or place.level.value != draft.level.value:
        raise Refused.because(mark("请选择这一级的地点"), field="place", code="place")
    above = {
        Level.COUNTY: people.county_body_for,
        Level.STREET: people.street_body_for,
        Level.COMMUNITY: people.community_body_for,
    }
    return Seat(place.id, place.path, above[draft.level](place.path, draft.since))


def _with_body(draft: Founding) -> Seat:
    """Return the seat of an organisation that belongs to a company or an office."""
    if draft.level is Level.UNIT:
        unit = people.body(draft.host or 0)
        if unit is None:
            raise Refused.because(mark("请选择是哪个单位的党组织"), field="host", code="unit")
        return Seat(unit.place_id, unit.scope, unit.id)
    company = people.body(draft.company or 0)
    if company is None or company.kind is not BodyKind.COMPANY:
        raise Refused.because(mark("请选择物业企业"), field="company", code="company")
    city = places.city()
    return Seat(city.id, city.path, company.id)


def _in_estate(draft: Founding, actor: Actor) -> Seat:
    estate = places.estate(draft.estate_id or 0, actor=actor)
    if estate is None:
        raise Refused.because(mark("请选择小区"), field="estate", code="estate")
    if (draft.level is Level.BUILDING) != (draft.building_id is not None):
        raise Refused.because(
            mark("党小组建在楼栋，请选择楼栋；支部建在小区，不选楼栋"), field="building", code="building"
        )
    home = places.place(estate.community_id)
    return Seat(home.id, home.path, people.community_body_for(home.path, draft.since))


def _running_host(body_id: int, day: date) -> None:
    body = people.body(body_id)
    if body is None or not body.runs_on(day):
        raise Refused.because(mark("承办单位当日没有设立，或已撤销"), field="host", code="unknown_host")


@records.whole
def change_organisation(
    *,
    actor: Actor,
    now: datetime,
    organisation_id: int,
    since: date,
    name: str = "",
    form: Form | None = None,
    host: int | None = None,
) -> None:
    """Give an organisation another name, form or host from a day on; what it was before stays known."""
    row, today = _own(actor, organisation_id), shanghai_day(now)
    name = " ".join(name.replace("\x00", "").split()) or row.body.name
    form, host = form or Form(row.form), host or row.host_body_id
    changes = {
        field: [old, new]
        for field, old, new in (
            ("name", row.body.name, name),
            ("form", row.form, form.value),
            ("host", row.host_body_id, host),
        )
        if old != new
    }
    if not changes:
        raise Refused.because(
            mark("没有变化"), remedy=mark("请填写新的名称、形式或承办单位"), code="unchanged"
        )
    last = row.former.order_by("-valid_until").values_list("valid_until", flat=True).first()
    demand(
        is_name(name),
        may_stand(form, Level(row.level)),
        may_change_on(since, last or row.valid_from, today, "since"),
    )
    if "name" in changes:
        people_services.give_name(actor=actor, now=now, body_id=row.body_id, name=name, valid_from=since)
    if "form" in changes or "host" in changes:
        _running_host(host, since)
        Former.objects.create(
            organisation=row,
            form=row.form,
            host_body_id=row.host_body_id,
            valid_from=last or row.valid_from,
            valid_until=since,
        )
        row.form, row.host_body_id = form.value, host
        row.save(update_fields=["form", "host_body_id"])
    data = {"changes": changes, "valid_from": since.isoformat()}
    tell(actor, now, row.stream, row.scope, "party.organisation_changed", data)


@records.whole
def end_organisation(
    *, actor: Actor, now: datetime, organisation_id: int, until: date, successor: int | None = None
) -> None:
    """End an organisation on a day, that day excluded, with its relations and what it covers.

    Its open duties go to the body of its successor; without one they stay and are told upwards.
    """
    row, today = _own(actor, organisation_id), shanghai_day(now)
    demand(may_change_on(until, row.valid_from, today, "until"))
    heir = organisation_of(successor) if successor is not None else None
    if heir is not None and heir.pk == row.pk:
        raise Refused.because(mark("承接的党组织不能是它自己"), field="successor", code="self")
    relations = Relation.objects.filter(Q(above=row) | Q(below=row), valid_until=None)
    ties = Tie.objects.filter(organisation=row, valid_until=None)
    if relations.filter(valid_from__gte=until).exists() or ties.filter(valid_from__gte=until).exists():
        raise Refused.because(
            mark("有的关系或覆盖在{day}以后才开始"),
            remedy=mark("请填写更晚的日期，或先结束它们"),
            field="until",
            code="later",
            day=until.isoformat(),
        )
    people_services.end_body(
        actor=actor,
        now=now,
        body_id=row.body_id,
        valid_until=until,
        successor_id=heir.body_id if heir else None,
    )
    row.valid_until = until
    row.save(update_fields=["valid_until"])
    ended = {
        "relations": relations.update(valid_until=until),
        "ties": ties.update(valid_until=until),
    }
    data = {"valid_until": until.isoformat(), "successor": successor, **ended}
    tell(actor, now, row.stream, row.scope, "party.organisation_ended", data)


def _own(actor: Actor, organisation_id: int) -> Organisation:
    row = Organisation.objects.select_for_update(of=("self",)).filter(pk=organisation_id).first()
    if row is None:
        raise Refused.because(mark("没有这个党组织"), code="not_found")
    if row.valid_until is not None:
        raise Refused.because(mark("这个党组织已经撤销"), code="ended")
    demand(may_found(actor.role, Level(row.level), covered=actor.covers(row.scope)))
    return row
