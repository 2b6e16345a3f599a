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
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import SHANGHAI
from hemei.leadership.party.models import Organisation, Relation, Standing, Tie
from hemei.leadership.party.rules.acts import Act, may
from hemei.leadership.party.rules.graph import may_relate
from hemei.leadership.party.rules.words import Coverage, Part, RelationKind


def relate(*, actor: Actor, now: datetime, above: int, below: int, kind: RelationKind, since: date) -> int:
    """Let one organisation lead or guide another from a day on; raises Refused."""
    upper, lower = _organisation(above), _organisation(below)
    _demand(actor, Act.RELATE, lower.scope)
    _past(since, now)
    leading = Relation.objects.filter(kind=RelationKind.LEADS, valid_until=None)
    decision = may_relate(upper.pk, lower.pk, leading.values_list("above_id", "below_id"), kind)
    if not decision.allowed:
        raise Refused(decision)
    row = _written(
        Relation(above=upper, below=lower, kind=kind.value, valid_from=since),
        mark("同样的关系正在进行，或者日期与原来的重叠"),
    )
    data = {
        "relation": row.pk,
        "above": above,
        "below": below,
        "kind": kind.value,
        "valid_from": since.isoformat(),
    }
    _event(actor, now, lower.stream, lower.scope, "party.relation_begun", data)
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
    _end(row, until)
    data = {"relation": row.pk, "valid_until": until.isoformat()}
    _event(actor, now, row.below.stream, row.below.scope, "party.relation_ended", data)


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
    organisation, estate = _organisation(organisation_id), places.estate(estate_id, actor=actor)
    if estate is None:
        raise _missing()
    _demand(actor, Act.COVER, estate.scope)
    _past(since, now)
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
    _event(actor, now, organisation.stream, estate.scope, "party.cover_begun", data)
    return int(row.pk)


def end_cover(*, actor: Actor, now: datetime, tie_id: int, until: date) -> None:
    """End what covers an estate on a day, that day excluded; raises Refused."""
    row = Tie.objects.select_for_update().filter(pk=tie_id).first()
    if row is None:
        raise _missing()
    _demand(actor, Act.COVER, row.scope)
    _end(row, until)
    data = {"tie": row.pk, "valid_until": until.isoformat()}
    _event(actor, now, row.stream, row.scope, "party.cover_ended", data)


def place_part(
    *, actor: Actor, now: datetime, place_id: int, part: Part, body_id: int, line: str, since: date
) -> int:
    """Say which body takes a part of a place's leadership system, by which line of a list; raises Refused."""
    path = places.path_on(place_id, since)
    _demand(actor, Act.PLACE_PART, path)
    _past(since, now)
    body = people.body(body_id)
    if body is None or not body.runs_on(since):
        raise Refused.because(mark("没有这个单位，或者当日还没有设立"), field="body", code="unknown_body")
    if not line:
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
    _event(actor, now, row.stream, path, "party.part_begun", data)
    return int(row.pk)


def end_part(*, actor: Actor, now: datetime, part_id: int, until: date) -> None:
    """End a part on a day, that day excluded; raises Refused."""
    row = Standing.objects.select_for_update().filter(pk=part_id).first()
    if row is None:
        raise _missing()
    _demand(actor, Act.PLACE_PART, row.scope)
    _end(row, until)
    data = {"part": row.pk, "valid_until": until.isoformat()}
    _event(actor, now, row.stream, row.scope, "party.part_ended", data)


def _organisation(number: int) -> Organisation:
    found = Organisation.objects.filter(pk=number, valid_until=None).first()
    if found is None:
        raise Refused.because(mark("没有这个党组织"), field="organisation", code="not_found")
    return found


def _missing() -> Refused:
    return Refused.because(mark("没有这条记录"), code="not_found")


def _demand(actor: Actor, act: Act, scope: str) -> None:
    decision = may(actor.role, act, covered=actor.covers(scope))
    if not decision.allowed:
        raise Refused(decision)


def _past(since: date, now: datetime) -> None:
    if since > now.astimezone(SHANGHAI).date() or since.year < 1949:  # noqa: PLR2004 - nothing is older
        raise Refused.because(
            mark("开始日期不合理"), remedy=mark("请填写今天或以前的日期"), field="since", code="day"
        )


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


def _end(row: models.Model, until: date) -> None:
    began: date = row.valid_from  # type: ignore[attr-defined]
    if row.valid_until is not None:  # type: ignore[attr-defined]
        raise Refused.because(mark("这条记录已经结束"), code="ended")
    if until <= began:
        raise Refused.because(
            mark("结束日期要晚于{day}"), field="until", code="period", day=began.isoformat()
        )
    row.valid_until = until  # type: ignore[attr-defined]
    row.save(update_fields=["valid_until"])


def _event(actor: Actor, now: datetime, stream: str, scope: str, name: str, data: dict[str, Any]) -> None:
    with opened(actor, scope):
        records.record_event(stream=stream, type=name, actor=actor, at=now, scope=scope, data=data)
