"""Rounds that were walked before this copy began are written as they were told; for the first load of a city."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hemei.coordination.patrols.facts import rules_on
from hemei.coordination.patrols.models import Round, Visit
from hemei.coordination.patrols.rules.acts import Act, may
from hemei.coordination.patrols.rules.planning import arrives_by
from hemei.coordination.patrols.rules.walking import on_time
from hemei.coordination.patrols.rules.words import Result, RoundState, Why
from hemei.coordination.patrols.services.owing import keep_owed
from hemei.coordination.patrols.services.planning import stream_of
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand


@dataclass(frozen=True, slots=True)
class ToldPoint:
    """A point of a told round; without a result nobody looked."""

    point_id: int
    kind: str
    name: str
    result: Result | None = None
    seen_at: datetime | None = None
    metres: int | None = None
    case_kind: str = ""
    case_number: str = ""


@dataclass(frozen=True, slots=True)
class ToldRound:
    """A round as it was: `times` are its start, its end and when it arrived; without them it was missed."""

    cell_id: int
    scope: str
    day: date
    walker_id: int
    points: tuple[ToldPoint, ...]
    times: tuple[datetime, datetime, datetime] | None = None
    why: Why | None = None


def load_rounds(*, actor: Actor, now: datetime, told: Sequence[ToldRound]) -> list[int]:
    """Write rounds of the past with their points and events; what is unexplained becomes a duty. All or none."""
    demand(may(actor.role, Act.PLAN))
    with transaction.atomic(), records.acting(actor):
        rows = [
            _row(one, number)
            for one, number in zip(told, records.next_ids("patrols_round", len(told)), strict=True)
        ]
        records.insert_rows(rows)
        records.insert_rows(
            [_visit(row, point) for row, one in zip(rows, told, strict=True) for point in one.points]
        )
        records.record_events(
            actor=actor,
            drafts=[draft for row, one in zip(rows, told, strict=True) for draft in _events(row, one)],
        )
    owed = {(row.cell_id, row.scope) for row in rows if not row.why and (row.gaps or row.state == "missed")}
    for cell_id, scope in sorted(owed):
        keep_owed(cell_id=cell_id, scope=scope, now=now)
    return [row.pk for row in rows]


def _row(told: ToldRound, number: int) -> Round:
    rule = rules_on(told.day).missed
    row = Round(
        id=number, stream=stream_of(number), scope=told.scope, cell_id=told.cell_id, planned_on=told.day,
        walker_id=told.walker_id, state=RoundState.MISSED.value, flags=[],
    )  # fmt: skip
    by = arrives_by(told.day, rule)
    if told.times is not None:
        row.state = RoundState.DONE.value
        row.started_at, row.ended_at, row.received_at = told.times
        row.submission_key = uuid.uuid5(uuid.NAMESPACE_OID, row.stream)
        row.on_time = on_time(
            planned_on=told.day, ended_at=told.times[1], received_at=told.times[2], rule=rule
        )
        row.gaps = sum(point.result is None for point in told.points)
    if told.times is None or told.times[2] >= by:
        row.missed_at = by
    if told.why is not None:
        row.why, row.why_at = told.why.value, by
    return row


def _visit(row: Round, told: ToldPoint) -> Visit:
    return Visit(
        stream=row.stream, scope=row.scope, round_id=row.pk, point_id=told.point_id, kind=told.kind, name=told.name,
        result=told.result.value if told.result else "", seen_at=told.seen_at, metres=told.metres,
        case_kind=told.case_kind, case_number=told.case_number,
    )  # fmt: skip


def _events(row: Round, told: ToldRound) -> list[records.EventDraft]:
    said = {"cell": row.cell_id, "day": row.planned_on.isoformat()}
    found = []
    if row.missed_at is not None:
        found.append(records.EventDraft(row.stream, "patrols.round_missed", row.missed_at, row.scope, said))
    if told.times is not None:
        seen = [point for point in told.points if point.result is not None]
        about: dict[str, Any] = {
            "cell": row.cell_id, "points": len(seen), "gaps": row.gaps, "photos": 0,
            "finds": sum(point.result is Result.FOUND for point in seen), "on_time": row.on_time, "flags": [],
        }  # fmt: skip
        found.append(records.EventDraft(row.stream, "patrols.round_ended", told.times[2], row.scope, about))
    if row.why and row.why_at is not None:
        found.append(
            records.EventDraft(row.stream, "patrols.miss_explained", row.why_at, row.scope, {"why": row.why})
        )
    return found
