"""Single acts: relate, cover an estate, place a part of the leadership system, and end each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.party.models import Organisation, Relation, Standing, Tie
from hemei.leadership.party.queries.system import SYSTEM_LEVELS, lines_to_choose
from hemei.leadership.party.rules.acts import Act, may
from hemei.leadership.party.rules.founding import may_begin, may_change_on
from hemei.leadership.party.rules.graph import Link, may_hold_since, may_relate
from hemei.leadership.party.rules.words import Coverage, Part, RelationKind


@records.whole
def relate(*, actor: Actor, now: datetime, above: int, below: int, kind: RelationKind, since: date) -> int:
    """Let one organisation lead or guide another from a day on; raises Refused."""
    upper, lower = organisation_of(above), organisation_of(below)
    _demand(actor, Act.RELATE, lower.scope)
    return begin_relation(actor=actor, now=now, upper=upper, lower=lower, kind=kind, since=since)


def begin_relation(
    *, actor: Actor, now: datetime, upper: Organisation, lower: Organisation, kind: RelationKind, since: date
) -> int:
    """Write a relation without asking who may: founding an organisation brings its leader along."""
    demand(
        may_begin(since, shanghai_day(now)),
        may_relate(Link(upper.pk, lower.pk, kind, since), _about(lower)),
        may_hold_since(since, map(_life, (upper, lower))),
    )
    row = _written(
        Relation(above=upper, below=lower, kind=kind.value, valid_from=since),
        mark("同样的关系正在进行，或者日期与原来的重叠"),
    )
    data = {
        "relation": row.pk,
        "above": upper.pk,
        "below": lower.pk,
        "kind": kind.value,
        "valid_from": since.isoformat(),
    }
    tell(actor, now, lower.stream, lower.scope, "party.relation_begun", data)
    return int(row.pk)


def end_relation(*, actor: Actor, now: datetime, relation_id: int, until: date) -> None:
    """End a relation on a day, that day excluded; raises Refused."""
    row = (
        Relation.objects.select_for_update(of=("self",))
        .select_related("below")
        .filter(pk=relation_id)
        .first()
    )
    if row is None:
        raise _missing()
    _demand(actor, Act.RELATE, row.below.scope)
    _end(row, until, now)
    data = {"relation": row.pk, "valid_until": until.isoformat()}
    tell(actor, now, row.below.stream, row.below.scope, "party.relation_ended", data)


@records.whole
def cover_estate(
    *,
    actor: Actor,
    now: datetime,
    organisation_id: int,
    estate_id: int,
    kind: Coverage,
    since: date,
    building_id: int | None = None,
) -> int:
    """Let an organisation cover an estate, or one of its buildings, from a day on; raises Refused."""
    organisation, estate = organisation_of(organisation_id), places.estate(estate_id, actor=actor)
    if estate is None:
        raise _missing()
    _demand(actor, Act.COVER, estate.scope)
    demand(may_begin(since, shanghai_day(now)), may_hold_since(since, map(_life, (organisation,))))
    if building_id is not None and building_id not in {
        row.id for row in places.buildings_of(estate_id, actor=actor)
    }:
        raise Refused.because(mark("小区里没有这一幢"), field="building", code="not_found")
    row = _written(
        Tie(
            stream=organisation.stream,
            scope=estate.scope,
            organisation=organisation,
            estate_id=estate_id,
            building_id=building_id,
            kind=kind.value,
            valid_from=since,
        ),
        mark("这个党组织已经这样覆盖它，或者日期与原来的重叠"),
    )
    data = {
        "tie": row.pk,
        "estate": estate_id,
        "building": building_id,
        "kind": kind.value,
        "valid_from": since.isoformat(),
    }
    tell(actor, now, organisation.stream, estate.scope, "party.cover_begun", data)
    return int(row.pk)


def end_cover(*, actor: Actor, now: datetime, tie_id: int, until: date) -> None:
    """End what covers an estate on a day, that day excluded; raises Refused."""
    row = Tie.objects.select_for_update().filter(pk=tie_id).first()
    if row is None:
        raise _missing()
    _demand(actor, Act.COVER, row.scope)
    _end(row, until, now)
    data = {"tie": row.pk, "valid_until": until.isoformat()}
    tell(actor, now, row.stream, row.scope, "party.cover_ended", data)


@records.whole
def place_part(
    *, actor: Actor, now: datetime, place_id: int, part: Part, body_id: int, line: str, since: date
) -> int:
    """Say which body takes a part of a place's leadership system, by which line of a list; raises Refused."""
    demand(may_begin(since, shanghai_day(now)))
    try:
        place = places.place_on(place_id, since)
    except places.NoSuchPlace:
        raise Refused.because(mark("这个地方当日还不存在"), field="since", code="no_place") from None
    path = place.path
    _demand(actor, Act.PLACE_PART, path)
    if place.level not in SYSTEM_LEVELS:
        raise Refused.because(mark("领导体制按市、区县、街道登记"), code="level")
    body = people.body(body_id)
    if body is None or not body.runs_on(since):
        raise Refused.because(mark("没有这个单位，或者当日还没有设立"), field="body", code="unknown_body")
    if line not in lines_to_choose(shanghai_day(now)):
        raise Refused.because(mark("请选择责任清单的一项"), field="line", code="no_line")
    row = _written(
        Standing(
            stream=f"party.place:{place_id}",
            scope=path,
            place_id=place_id,
            part=part.value,
            body_id=body_id,
            line=line,
            valid_from=since,
        ),
        mark("这个单位已经登记在这一项上"),
    )
    data = {
        "part": row.pk,
        "kind": part.value,
        "body": body_id,
        "line": line,
        "valid_from": since.isoformat(),
    }
    tell(actor, now, row.stream, path, "party.part_begun", data)
    return int(row.pk)


def end_part(*, actor: Actor, now: datetime, part_id: int, until: date) -> None:
    """End a part on a day, that day excluded; raises Refused."""
    row = Standing.objects.select_for_update().filter(pk=part_id).first()
    if row is None:
        raise _missing()
    _demand(actor, Act.PLACE_PART, row.scope)
    _end(row, until, now)
    data = {"part": row.pk, "valid_until": until.isoformat()}
    tell(actor, now, row.stream, row.scope, "party.part_ended", data)


def organisation_of(number: int) -> Organisation:
    """Return a running organisation; raises Refused."""
    found = Organisation.objects.select_related("body").filter(pk=number, valid_until=None).first()
    if found is None:
        raise Refused.because(mark("没有这个党组织"), field="organisation", code="not_found")
    return found


def _life(row: Organisation) -> tuple[str, date, date | None]:
    return row.body.name, row.valid_from, row.valid_until


def _about(lower: Organisation) -> list[Link]:
    """Return what could close a circle: nothing where the lower one never led anybody, as at its founding."""
    leads = Relation.objects.filter(above=lower, kind=RelationKind.LEADS).exists()
    return leading() if leads else []


def leading() -> list[Link]:
    """Return every relation of leading there ever was."""
    rows = Relation.objects.filter(kind=RelationKind.LEADS)
    return [
        Link(above, below, RelationKind.LEADS, since, until)
        for above, below, since, until in rows.values_list(
            "above_id", "below_id", "valid_from", "valid_until"
        )
    ]


def _missing() -> Refused:
    return Refused.because(mark("没有这条记录"), code="not_found")


def _demand(actor: Actor, act: Act, scope: str) -> None:
    decision = may(actor.role, act, covered=actor.covers(scope))
    if not decision.allowed:
        raise Refused(decision)


def _written(row: Any, words: str) -> Any:
    """Write a row; what overlaps another of its kind is refused by the database."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "_no_overlap" not in str(error):
            raise
        raise Refused.because(words, field="since", code="overlap") from error
    return row


def _end(row: models.Model, until: date, now: datetime) -> None:
    if row.valid_until is not None:  # type: ignore[attr-defined]
        raise Refused.because(mark("这条记录已经结束"), code="ended")
    demand(may_change_on(until, row.valid_from, shanghai_day(now), "until"))  # type: ignore[attr-defined]
    row.valid_until = until  # type: ignore[attr-defined]
    row.save(update_fields=["valid_until"])


def tell(actor: Actor, now: datetime, stream: str, scope: str, name: str, data: dict[str, Any]) -> None:
    """Record an event at a place that may lie beyond the actor's own."""
    with opened(actor, scope):
        records.record_event(stream=stream, type=name, actor=actor, at=now, scope=scope, data=data)
