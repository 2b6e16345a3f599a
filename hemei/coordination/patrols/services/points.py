"""Points of grid cells are added, changed and ended by who keeps them; a changed one ends and another begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from hemei.coordination.patrols.facts import rules_on
from hemei.coordination.patrols.models import Point
from hemei.coordination.patrols.rules.acts import Act, may
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class PointDraft:
    """A point to be: its cell, kind and name, the estate it lies in, and where; the last two may be unknown."""

    cell_id: int
    kind: str
    name: str
    estate_id: int | None = None
    lon: int | None = None
    lat: int | None = None


def stream_of_cell(cell_id: int) -> str:
    """Return the stream of what happens to a cell's points and of what is owed for its rounds."""
    return f"patrols.cell:{cell_id}"


def add_points(
    *, actor: Actor, now: datetime, drafts: Sequence[PointDraft], since: date | None = None
) -> list[int]:
    """Add points from a day on, all or none; returns their ids in order.

    Raises:
        Refused: the role may not, a cell or an estate is not the actor's, a kind is none of the document, a name is
            empty or stands in its cell already.
    """
    demand(may(actor.role, Act.KEEP_POINTS))
    today = since or shanghai_day(now)
    with transaction.atomic(), records.acting(actor):
        cells = {place.id: place for place in _cells(actor, drafts, today)}
        estates = places.estates_by_id([one.estate_id for one in drafts if one.estate_id], actor=actor)
        kinds = {kind.code for kind in rules_on(today).point}
        for draft in drafts:
            _check(draft, cells, estates, kinds)
        rows = [
            Point(
                id=number, stream=stream_of_cell(one.cell_id), scope=cells[one.cell_id].path, cell_id=one.cell_id,
                estate_id=one.estate_id, kind=one.kind, name=_name(one), lon=one.lon, lat=one.lat, valid_from=today,
            )
            for one, number in zip(drafts, records.next_ids("patrols_point", len(drafts)), strict=True)
        ]  # fmt: skip
        _insert(rows)
        records.record_events(actor=actor, drafts=[event_of("patrols.point_added", row, now) for row in rows])
    return [row.pk for row in rows]


def _cells(actor: Actor, drafts: Sequence[PointDraft], day: date) -> list[places.PlaceRow]:
    found = []
    for number in sorted({one.cell_id for one in drafts}):
        try:
            place = places.place_on(number, day)
        except places.NoSuchPlace:
            continue
        if place.level is places.Level.GRID and actor.covers(place.path):
            found.append(place)
    return found


def _check(
    draft: PointDraft,
    cells: dict[int, places.PlaceRow],
    estates: dict[int, places.EstateRow],
    kinds: set[str],
) -> None:
    if draft.cell_id not in cells:
        raise Refused.because(
            mark("没有这个网格，或者它不归您管。"),
            remedy=mark("请从列表里选。"),
            field="cell",
            code="not_found",
        )
    if draft.kind not in kinds:
        raise Refused.because(
            mark("没有“{kind}”这种点位。"),
            remedy=mark("请从列表里选。"),
            field="kind",
            code="kind",
            kind=draft.kind[:30],
        )
    if not _name(draft):
        raise Refused.because(
            mark("没有填点位的名称。"),
            remedy=mark("请写得让人找得到，例如“3幢东侧消防通道”。"),
            field="name",
            code="name",
        )
    if draft.estate_id is not None:
        estate = estates.get(draft.estate_id)
        if estate is None or estate.grid_id not in {None, draft.cell_id}:
            raise Refused.because(
                mark("这个小区不在这个网格里。"),
                remedy=mark("请从列表里选，或者留空。"),
                field="estate",
                code="estate",
            )


def _name(draft: PointDraft) -> str:
    return " ".join(draft.name.split())[:LONGEST_NAME]


def _insert(rows: Sequence[Point]) -> None:
    try:
        with transaction.atomic():
            records.insert_rows(rows)
    except IntegrityError:
        raise Refused.because(
            mark("这个网格里已经有同名的点位。"),
            remedy=mark("请换一个名称，或者先停用原来的点位。"),
            field="name",
            code="twice",
        ) from None


def event_of(event: str, row: Point, now: datetime) -> records.EventDraft:
    """Return what is recorded of a point in its cell's stream."""
    said: dict[str, Any] = {"point": row.pk, "cell": row.cell_id, "kind": row.kind}
    return records.EventDraft(row.stream, event, now, row.scope, said)


def change_point(*, actor: Actor, now: datetime, point_id: int, draft: PointDraft) -> int:
    """End a point today and begin it anew as it is now; returns the new one. The same again changes nothing.

    Raises:
        Refused: as `add_points`; there is no such point, or it has ended.
    """
    demand(may(actor.role, Act.KEEP_POINTS))
    with transaction.atomic(), records.acting(actor):
        row = _own(actor, point_id)
        wanted = (draft.kind, _name(draft), draft.estate_id, draft.lon, draft.lat)
        if (row.kind, row.name, row.estate_id, row.lon, row.lat) == wanted:
            return row.pk
        _end(actor, now, row)
        [fresh] = add_points(actor=actor, now=now, drafts=[draft])
    return fresh


def end_point(*, actor: Actor, now: datetime, point_id: int) -> None:
    """Let a point be looked at no more, from today on; planned rounds keep it until they are walked.

    Raises:
        Refused: the role may not, there is no such point, or it has ended.
    """
    demand(may(actor.role, Act.KEEP_POINTS))
    with transaction.atomic(), records.acting(actor):
        _end(actor, now, _own(actor, point_id))


def _own(actor: Actor, point_id: int) -> Point:
    rows = Point.objects.select_for_update().filter(record.seen_by(actor), pk=point_id, valid_until=None)
    found = rows.first()
    if found is None:
        raise Refused.because(mark("没有这个点位，或者它已经停用。"), code="not_found")
    return found


def _end(actor: Actor, now: datetime, row: Point) -> None:
    row.valid_until = max(shanghai_day(now), row.valid_from)
    row.save(update_fields=["valid_until"])
    records.record_events(actor=actor, drafts=[event_of("patrols.point_ended", row, now)])
