"""Write the patrols of the made-up city around the showcase: points, three weeks of rounds, the plan of the days ahead.

A case that a grid worker reported on patrol is the find of his round of that day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from hemei.coordination.cases import queries as cases
from hemei.coordination.patrols import queries, services
from hemei.coordination.patrols.rules.planning import PointFacts, due_points
from hemei.ground.clocks import queries as clocks
from hemei.ground.places.queries import EstateKind
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.project.demonstration.people import People, showcase
from hemei.project.demonstration.places import Ground, Lot
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice

_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
_CELLS, _DAYS = 24, 21
_FIRST_HOUR, _LAST_HOUR = 9, 18  # a find of the day; what was reported at night was no round's
_POINTS = (
    ("fire_lane", "大门内消防通道"),
    ("fire_lane", "北侧登高场地"),
    ("charging", "电动自行车棚"),
    ("waste", "1号垃圾房"),
    ("corridor", "1幢至3幢楼道"),
    ("road", "主路和井盖"),
    ("lift", "1幢电梯"),
    ("public_space", "中心活动场地"),
    ("green", "中心绿地"),
    ("facade", "沿街外墙"),
)
_WHYS = (services.Why.LEAVE, services.Why.CALLED_AWAY, services.Why.WEATHER)


def write_patrols(*, now: datetime, ground: Ground, people: People, progress: Progress) -> None:
    """Write points and rounds in the cells around the showcase, and let the worker plan the days ahead."""
    show = showcase(ground)
    finds = _finds(show, now)
    lots = _around(ground, show, finds)
    with progress.stage("巡查 patrols", len(lots), "cells") as stage:
        points = _points(lots, now)
        told = [
            one
            for lot in lots
            for one in _rounds(lot, points[lot.cell.id], people, now, finds.pop(lot.row.name, {}))
        ]
        services.load_rounds(actor=_SYSTEM, now=now, told=told)
        services.plan_rounds(now=now, cells=[lot.cell.id for lot in lots])
        services.add_round(actor=_SYSTEM, now=now, cell_id=show.cell.id, day=shanghai_day(now))
        stage.step(len(lots))


_Finds = dict[str, dict[date, cases.ListRow]]


def _around(ground: Ground, show: Lot, finds: _Finds) -> list[Lot]:
    """Return the showcase and the cells around it: its street, then those of its county where something was found."""
    street, county = show.site.home.street.id, show.site.home.county.id

    def far(lot: Lot) -> tuple[bool, bool, bool, bool, int]:
        home, found = lot.site.home, lot.row.name in finds
        return lot is not show, home.street.id != street, home.county.id != county, not found, lot.row.id

    return sorted(ground.lots, key=far)[:_CELLS]


def _points(lots: Sequence[Lot], now: datetime) -> dict[int, list[tuple[int, str, str]]]:
    """Add the points of the cells, around the middle of their estates; returns them by cell: id, kind, name."""
    drafts = [
        services.PointDraft(lot.cell.id, kind, name, lot.row.id, *_near(lot, name))
        for lot in lots
        for kind, name in _POINTS
        if kind != "lift" or lot.site.type.kind is EstateKind.COMMODITY
    ]
    at = now - timedelta(days=_DAYS + 7)
    ids = services.add_points(actor=_SYSTEM, now=at, drafts=drafts)
    found: dict[int, list[tuple[int, str, str]]] = {}
    for number, draft in zip(ids, drafts, strict=True):
        found.setdefault(draft.cell_id, []).append((number, draft.kind, draft.name))
    return found


def _near(lot: Lot, name: str) -> tuple[int | None, int | None]:
    if lot.row.lon is None or lot.row.lat is None:
        return None, None
    throw = dice("patrol point", lot.row.name, name)
    return lot.row.lon + throw.randrange(-700, 700), lot.row.lat + throw.randrange(-600, 600)


def _finds(show: Lot, now: datetime) -> _Finds:
    """Return the cases reported on patrol lately, one a day of each estate."""
    found: _Finds = {}
    within = ".".join(show.cell.path.split(".")[:2]) + "."
    since = now - timedelta(days=_DAYS)
    with records.acting(_SYSTEM):
        rows = list(cases.case_rows(actor=_SYSTEM, filters=cases.CaseFilters(within=within)))
    for row in rows:
        hour = row.reported_at.astimezone(SHANGHAI).hour
        if row.channel == "patrol" and row.reported_at > since and _FIRST_HOUR <= hour < _LAST_HOUR:
            found.setdefault(row.estate_name, {})[shanghai_day(row.reported_at)] = row
    return found


def _rounds(
    lot: Lot,
    points: Sequence[tuple[int, str, str]],
    people: People,
    now: datetime,
    finds: dict[date, cases.ListRow],
) -> Iterator[services.ToldRound]:
    today, works = shanghai_day(now), clocks.working_time(now=now).is_working_day
    walker = people.grid[lot.cell.id].appointment_id
    last: dict[int, date | None] = {number: None for number, _, _ in points}
    for back in range(_DAYS, 0, -1):
        day = today - timedelta(days=back)
        if not works(day) or walker is None:
            continue
        throw, rules = dice("patrol", lot.row.name, day.isoformat()), queries.rules_on(day)
        due = set(
            due_points(
                [PointFacts(number, kind, last[number]) for number, kind, _ in points], day=day, rules=rules
            )
        )
        find = finds.get(day)
        if throw.randrange(16) == 0 and back > 1 and find is None:
            why = throw.choice(_WHYS) if back > 5 else None  # noqa: PLR2004 - the latest are not explained yet
            missed = tuple(services.ToldPoint(*one) for one in points if one[0] in due)
            yield services.ToldRound(lot.cell.id, lot.cell.path, day, walker, missed, why=why)
            continue
        spot = _spot(points, find, rules) if find else None
        told = _told(throw, day, [one for one in points if one[0] in due or one[0] == spot], find, spot)
        if find is not None and spot is not None:
            told = _ended_by(told, find.reported_at)
        seen_at = [point.seen_at for point in told if point.seen_at is not None]
        last.update({point.point_id: day for point in told if point.result is not services.Result.BLOCKED})
        start, end = min(seen_at) - timedelta(minutes=1), max(seen_at) + timedelta(minutes=1)
        waits = 0 if find is not None else throw.choice((0, 0, 0, 95))
        arrived = min(end + timedelta(minutes=waits), now)
        yield services.ToldRound(lot.cell.id, lot.cell.path, day, walker, told, (start, end, arrived))


def _ended_by(told: tuple[services.ToldPoint, ...], reported_at: datetime) -> tuple[services.ToldPoint, ...]:
    """Move a round so that it ends, and arrives, when its find was reported."""
    last = max(point.seen_at for point in told if point.seen_at is not None)
    later = reported_at - timedelta(minutes=1) - last
    return tuple(
        replace(point, seen_at=point.seen_at + later) if point.seen_at is not None else point
        for point in told
    )


def _told(
    throw: Random, day: date, points: Sequence[tuple[int, str, str]], find: cases.ListRow | None, spot: int | None,
) -> tuple[services.ToldPoint, ...]:  # fmt: skip
    """Return what was seen at the points of a walked round; the find is at the point where one finds such a thing."""
    at = datetime.combine(day, time(8, 30), SHANGHAI) + timedelta(minutes=throw.randrange(60))
    told = []
    for number, kind, name in points:
        at += timedelta(seconds=throw.randrange(70, 260))
        metres = throw.randrange(3, 60)
        if find is not None and number == spot:
            told.append(
                services.ToldPoint(
                    number, kind, name, services.Result.FOUND, at, metres, find.kind, find.number
                )
            )
            continue
        blocked = throw.randrange(60) == 0
        result = services.Result.BLOCKED if blocked else services.Result.CLEAR
        told.append(services.ToldPoint(number, kind, name, result, at, metres))
    return tuple(told)


def _spot(
    points: Sequence[tuple[int, str, str]], find: cases.ListRow, rules: queries.PatrolRounds
) -> int | None:
    kinds = {kind.code: kind.cases for kind in rules.point}
    return next((number for number, code, _ in points if find.kind in kinds.get(code, ())), None)
