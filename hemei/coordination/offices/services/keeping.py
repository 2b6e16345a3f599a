"""What all facts of offices and staff share: who may, where, since when; their end; and their voiding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model

from hemei.coordination.offices.models import Assessment, Office, PartTimer, Posts
from hemei.coordination.offices.queries.structure import structure_on
from hemei.coordination.offices.rules.acts import Act, may, may_end
from hemei.coordination.offices.rules.standards import StreetStructure
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, gives_reason, mark
from hemei.kernel.standards import NoStandard
from hemei.kernel.workdays import shanghai_day

Dated = TypeVar("Dated", Office, Posts)


class Kind(StrEnum):
    """The kinds of facts; the value names the event's subject."""

    OFFICE = "office"
    POSTS = "posts"
    PART_TIMER = "part_timer"
    ASSESSMENT = "assessment"


_MODELS: Mapping[Kind, Any] = {
    Kind.OFFICE: Office,
    Kind.POSTS: Posts,
    Kind.PART_TIMER: PartTimer,
    Kind.ASSESSMENT: Assessment,
}
_ACTS = {
    Kind.OFFICE: Act.KEEP_OFFICE,
    Kind.POSTS: Act.KEEP_OFFICE,
    Kind.PART_TIMER: Act.KEEP_STAFF,
    Kind.ASSESSMENT: Act.KEEP_ASSESSMENT,
}


def stream_of(level: places.Level, place_id: int) -> str:
    """Return the stream of a place's offices and staff."""
    return f"offices.{level.value}:{place_id}"


def structure(day: date) -> StreetStructure:
    """Return the structure of a day; a day before any document is refused."""
    try:
        return structure_on(day)
    except NoStandard:
        raise Refused.because(
            mark("{day}太早，当时还没有适用的标准。"),
            remedy=mark("请核对日期。"),
            field="valid_from",
            code="early",
            day=day.isoformat(),
        ) from None


def homes(
    actor: Actor, level: places.Level, wanted: Iterable[tuple[int, date]]
) -> dict[tuple[int, date], places.PlaceRow]:
    """Return the places of a level on their days, one statement a day.

    Raises:
        Refused: a place was not there, is of another level, or not the actor's; the three look alike.
    """
    found: dict[tuple[int, date], places.PlaceRow] = {}
    asked = set(wanted)
    for day in {day for _, day in asked}:
        found |= {(row.id, day): row for row in places.places_on(level, day) if actor.covers(row.path)}
    missing = next((key for key in asked if key not in found), None)
    if missing is not None:
        raise Refused.because(
            mark("没有这个地点，或{day}还不存在。"),
            remedy=mark("请核对地点和日期。"),
            field="valid_from",
            code="not_found",
            day=missing[1].isoformat(),
        )
    return found


def replace_running(model: type[Dated], days: Mapping[int, date]) -> None:
    """End what runs at these places on the day the new fact begins; what began later stands in the way."""
    running = model.objects.select_for_update().filter(
        place_id__in=list(days), valid_until=None, voided_at=None
    )
    for row in running:
        day = days[row.place_id]
        if row.valid_from >= day:
            raise overlapping()
        row.valid_until = day
        row.save(update_fields=["valid_until"])


def overlapping() -> Refused:
    """Say that another fact of the same kind holds at that time."""
    return Refused.because(
        mark("这段时间已有登记，时间重叠。"),
        remedy=mark("请填写以后的日期；登记有误的请先作废。"),
        field="valid_from",
        code="overlap",
    )


def write(rows: Sequence[Model], constraint: str) -> None:
    """Write new facts; the database refuses two at once."""
    try:
        with transaction.atomic():
            records.insert_rows(rows)
    except IntegrityError as error:
        if constraint not in str(error):
            raise
        raise overlapping() from error


def end_fact(*, actor: Actor, now: datetime, kind: Kind, fact_id: int, valid_until: date) -> None:
    """End a fact on a day, that day excluded."""
    demand(may(actor.role, _ACTS[kind]))
    with transaction.atomic():
        row = _own(actor, kind, fact_id)
        if kind is Kind.ASSESSMENT or row.valid_until is not None:
            raise Refused.because(mark("这项登记已经结束。"), field="valid_until", code="ended")
        demand(may_end(row.valid_from, valid_until, shanghai_day(now)))
        row.valid_until = valid_until
        row.save(update_fields=["valid_until"])
        data = {"fact": kind.value, "id": row.pk, "valid_until": valid_until.isoformat()}
        _record(row, "offices.fact_ended", actor, now, data)


def void_fact(*, actor: Actor, now: datetime, kind: Kind, fact_id: int, reason: str) -> None:
    """Void what was recorded in error: the row stays and is no longer asked; the reason lies in the vault."""
    demand(may(actor.role, _ACTS[kind]))
    reason = reason.strip()
    demand(gives_reason(mark("没有写明作废的理由。"), reason))
    with transaction.atomic():
        row = _own(actor, kind, fact_id)
        if row.voided_at is not None:
            raise Refused.because(mark("这项登记已经作废。"), code="voided")
        row.voided_at = now
        row.save(update_fields=["voided_at"])
        sealed = records.seal(stream=row.stream, scope=row.scope, field="void_reason", text=reason)
        data = {"fact": kind.value, "id": row.pk, "reason": sealed.vault_id, "said": sealed.commitment}
        _record(row, "offices.fact_voided", actor, now, data)


def _own(actor: Actor, kind: Kind, fact_id: int) -> Any:
    row = _MODELS[kind].objects.select_for_update().filter(pk=fact_id).first()
    if row is None or not actor.covers(row.scope):
        raise Refused.because(mark("没有这项登记。"), code="not_found")
    return row


def _record(row: Any, event_type: str, actor: Actor, now: datetime, data: dict[str, Any]) -> None:
    records.record_event(stream=row.stream, type=event_type, actor=actor, at=now, scope=row.scope, data=data)
