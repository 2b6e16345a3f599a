"""Rounds are planned by the worker, given to whoever walks them, and missed when nobody did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from hemei.coordination.patrols.facts import SYSTEM, rules_on, rules_or_none
from hemei.coordination.patrols.models import Round, Visit
from hemei.coordination.patrols.queries.planning import (
    CellFacts,
    PlannedPoint,
    cells_to_plan,
    points_of_cells,
)
from hemei.coordination.patrols.queries.walkers import offices_near
from hemei.coordination.patrols.rules.acts import Act, may
from hemei.coordination.patrols.rules.planning import Works, arrives_by, due_points, round_days
from hemei.coordination.patrols.rules.standards import PatrolRounds
from hemei.coordination.patrols.rules.words import RoundState, Why
from hemei.coordination.patrols.services.owing import keep_namings, keep_owed
from hemei.ground.clocks import queries as clocks
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

_AT_ONCE = 300


def plan_rounds(*, now: datetime, cells: Sequence[int] | None = None, actor: Actor = SYSTEM) -> int:
    """Plan the rounds of the days ahead in every cell that has points; returns how many are new.

    A cell without a grid worker is planned too: its rounds have nobody until the community names one, which it owes.
    A planned round whose walker left goes to who walks the cell now. May be killed and run again: a cell has one
    round a day.
    """
    today = shanghai_day(now)
    rules = rules_or_none(today)
    if rules is None:
        return 0
    planned, after, vacant = 0, 0, dict[int, str]()
    while True:
        with records.acting(actor):
            part = cells_to_plan(today, after=after, limit=_AT_ONCE, only=cells)
            if not part:
                break
            planned += _plan(actor, now, part, rules)
            _succeed(part, today)
        vacant |= {cell.cell_id: cell.scope for cell in part if cell.walker_id is None}
        after = part[-1].cell_id
    keep_namings(vacant=vacant, now=now, only=cells)
    return planned


def _plan(actor: Actor, now: datetime, cells: Sequence[CellFacts], rules: PatrolRounds) -> int:
    today, works = shanghai_day(now), clocks.working_time(now=now).is_working_day
    points = points_of_cells([cell.cell_id for cell in cells], today)
    drafts = [
        (cell, day, due)
        for cell in cells
        for day, due in _days(points.get(cell.cell_id, []), cell, rules, today, works)
    ]
    _write(actor, now, drafts, rules)
    return len(drafts)


def _days(
    points: list[PlannedPoint], cell: CellFacts, rules: PatrolRounds, today: date, works: Works
) -> Iterable[tuple[date, list[PlannedPoint]]]:
    """Return the days on which a cell is walked, each with the points due then."""
    for day in round_days(today=today, last_on=cell.last_on, rules=rules, works=works):
        due = set(due_points([point.facts for point in points], day=day, rules=rules))
        if due:
            yield day, [point for point in points if point.facts.id in due]
            points = [
                replace(point, facts=replace(point.facts, last_on=day)) if point.facts.id in due else point
                for point in points
            ]


def stream_of(round_id: int) -> str:
    """Return the stream of a round."""
    return f"patrols.round:{round_id}"


def _write(
    actor: Actor,
    now: datetime,
    drafts: Sequence[tuple[CellFacts, date, list[PlannedPoint]]],
    rules: PatrolRounds,
) -> list[int]:
    """Write rounds with their points and their first events."""
    ids = records.next_ids("patrols_round", len(drafts))
    rows = [
        Round(
            id=number, stream=stream_of(number), scope=cell.scope, cell_id=cell.cell_id, planned_on=day,
            walker_id=cell.walker_id, state=RoundState.PLANNED.value,
        )
        for number, (cell, day, _) in zip(ids, drafts, strict=True)
    ]  # fmt: skip
    records.insert_rows(rows)
    records.insert_rows(
        [
            Visit(
                stream=row.stream, scope=row.scope, round_id=row.pk, point_id=point.facts.id, kind=point.facts.kind,
                name=point.name,
            )
            for row, (_, _, points) in zip(rows, drafts, strict=True)
            for point in points
        ]
    )  # fmt: skip
    references = (rules.round.warrant.reference,)
    records.record_events(
        actor=actor,
        drafts=[
            records.EventDraft(
                row.stream, "patrols.round_planned", now, row.scope,
                {
                    "cell": row.cell_id, "day": row.planned_on.isoformat(), "points": len(points),
                    "walker": row.walker_id,
                },
                references,
            )
            for row, (_, _, points) in zip(rows, drafts, strict=True)
        ],
    )  # fmt: skip
    return ids


# Who was given a round by the community keeps it while his office runs; a round of one who left, or of nobody, goes to
# who walks the cell now, and has nobody where nobody does.
_SUCCEED = """
update patrols_round r set walker_id = wanted.walker, former = r.former || coalesce(to_jsonb(r.walker_id), '[]')
from unnest(%(cells)s::bigint[], %(walkers)s::bigint[]) as wanted(cell, walker)
where r.cell_id = wanted.cell and r.state = 'planned' and r.planned_on >= %(day)s
  and r.walker_id is distinct from wanted.walker
  and not exists (select 1 from people_appointment a where a.id = r.walker_id
                  and a.valid_from <= %(day)s and (a.valid_until is null or a.valid_until > %(day)s))
"""


def _succeed(cells: Sequence[CellFacts], day: date) -> None:
    values: dict[str, Any] = {
        "cells": [cell.cell_id for cell in cells], "walkers": [cell.walker_id for cell in cells], "day": day
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SUCCEED, values)


def add_round(*, actor: Actor, now: datetime, cell_id: int, day: date) -> int:
    """Plan a round beyond the plan, with every point of the cell; returns it. Asked again it returns the same.

    Raises:
        Refused: the role may not, the day is over or too far ahead, the cell is not the actor's, has no points or
            nobody to walk.
    """
    demand(may(actor.role, Act.PLAN))
    today = shanghai_day(now)
    rules = rules_on(today)
    if not today <= day <= today + timedelta(days=rules.round.ahead_days):
        raise Refused.because(
            mark("不能安排{day}的巡查：只能从今天起排到{days}天以后。"),
            remedy=mark("请换一个日期。"),
            field="day",
            code="day",
            day=day.isoformat(),
            days=rules.round.ahead_days,
        )
    with transaction.atomic(), records.acting(actor):
        found = cells_to_plan(today, only=[cell_id])
        if not found or not actor.covers(found[0].scope):
            raise Refused.because(
                mark("没有这个网格，或者它还没有点位。"),
                remedy=mark("请先登记点位。"),
                field="cell",
                code="not_found",
            )
        [cell] = found
        if cell.walker_id is None:
            raise Refused.because(
                mark("这个网格现在没有网格员。"),
                remedy=mark("请先确定网格员；急的，打开已经排好的一轮，请别的网格员代走。"),
                field="cell",
                code="nobody",
            )
        known = Round.objects.filter(record.seen_by(actor), cell_id=cell_id, planned_on=day, second_of=None)
        existing = known.values_list("id", flat=True).first()
        if existing is not None:
            return existing
        points = points_of_cells([cell_id], today)[cell_id]
        try:
            with transaction.atomic():
                [number] = _write(actor, now, [(cell, day, points)], rules)
        except IntegrityError:  # the worker was quicker
            number = known.values_list("id", flat=True).get()
        return number


def give_round(*, actor: Actor, now: datetime, round_id: int, walker_id: int) -> None:
    """Let somebody else of the same community walk a planned round. The same walker again changes nothing.

    Who had it may be under way without a network and learn of it later: what he walked is taken all the same.

    Raises:
        Refused: the role may not; the round is not there, not the actor's or no longer planned; he walks no cell of
            this community.
    """
    demand(may(actor.role, Act.PLAN))
    with transaction.atomic(), records.acting(actor):
        row = Round.objects.select_for_update().filter(record.seen_by(actor), pk=round_id).first()
        if row is None:
            raise Refused.because(mark("没有这一轮巡查。"), code="not_found")
        if row.state != RoundState.PLANNED:
            raise Refused.because(
                mark("这一轮已经走完或过期，不能换人。"), remedy=mark("请安排新的一轮。"), code="over"
            )
        if row.walker_id == walker_id:
            return
        office = next(
            (one for one in offices_near(row.scope, shanghai_day(now)) if one.id == walker_id), None
        )
        if office is None:
            raise Refused.because(
                mark("这个人不是本社区的网格员。"),
                remedy=mark("请从列表里选。"),
                field="walker",
                code="walker",
            )
        row.former = former_of(row, walker_id)
        row.walker_id = walker_id
        row.save(update_fields=["walker", "former"])
        records.grant_access(stream=row.stream, persons=(office.person_id,))
        records.record_event(
            stream=row.stream, type="patrols.round_given", actor=actor, at=now, scope=row.scope,
            data={"walker": walker_id},
        )  # fmt: skip


def former_of(row: Round, walker_id: int) -> list[int]:
    """Return who was to walk a round before this office has it."""
    last = [row.walker_id] if row.walker_id is not None else []
    return [*(one for one in row.former if one != walker_id), *last]


_MISSED = """
select r.id from patrols_round r where r.state = 'planned' and r.planned_on <= %s order by r.id limit %s
for update skip locked
"""


def sweep_missed(*, now: datetime) -> int:
    """Call rounds missed that have not arrived in time, put their points on the next round of the cell, and ask why.

    Returns how many. May be killed and run again.
    """
    rules = rules_or_none(shanghai_day(now))
    if rules is None:
        return 0
    latest, total = shanghai_day(now), 0
    while arrives_by(latest, rules.missed) > now:
        latest -= timedelta(days=1)
    while True:
        with records.acting(SYSTEM):
            with connection.cursor() as cursor:
                cursor.execute(_MISSED, [latest, _AT_ONCE])
                ids = [number for (number,) in cursor.fetchall()]
            if not ids:
                return total
            _miss(ids, now, rules)
        total += len(ids)


# The next round of the cell that is still to walk takes the points along.
_CARRY = """
insert into patrols_visit (stream, scope, round_id, point_id, kind, name, result, case_kind, case_number)
select n.stream, n.scope, n.id, v.point_id, v.kind, p.name, '', '', ''
from patrols_visit v join patrols_round r on r.id = v.round_id join patrols_point p on p.id = v.point_id
join lateral (select f.* from patrols_round f where f.cell_id = r.cell_id and f.state = 'planned'
              and f.planned_on >= %(day)s order by f.planned_on limit 1) n on true
where v.round_id = any(%(rounds)s) and v.result in ('', 'blocked') and p.valid_until is null
on conflict (round_id, point_id) do nothing
"""


def carry_over(round_ids: Sequence[int], day: date) -> None:
    """Put what nobody could look at in some rounds on the next round of the cell."""
    with connection.cursor() as cursor:
        cursor.execute(_CARRY, {"rounds": list(round_ids), "day": day})


def _miss(ids: list[int], now: datetime, rules: PatrolRounds) -> None:
    """Call these rounds missed; why one that nobody was to walk was missed is known, and asked of nobody."""
    late = Round.objects.filter(pk__in=ids)
    late.filter(walker=None).update(
        state=RoundState.MISSED.value, missed_at=now, why=Why.VACANT.value, why_at=now
    )
    late.exclude(walker=None).update(state=RoundState.MISSED.value, missed_at=now)
    rows = list(late.order_by("id"))
    references = (rules.missed.warrant.reference,)
    drafts = [
        records.EventDraft(
            row.stream, "patrols.round_missed", now, row.scope,
            {"cell": row.cell_id, "day": row.planned_on.isoformat()}, references,
        )
        for row in rows
    ]  # fmt: skip
    drafts += [
        records.EventDraft(row.stream, "patrols.miss_explained", now, row.scope, {"why": row.why})
        for row in rows
        if row.why
    ]
    records.record_events(actor=SYSTEM, drafts=drafts)
    carry_over(ids, shanghai_day(now))
    for cell_id, scope in dict.fromkeys((row.cell_id, row.scope) for row in rows):
        keep_owed(cell_id=cell_id, scope=scope, now=now)
