"""G6: the figures of the whole city, counted anew against the same answer in plain SQL, and from the roll-ups."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from bench import ground
from bench.table import Report

if TYPE_CHECKING:
    from hemei.faces.cockpit.queries import AsOf

BOARDS = 200
_MOST, _BOARD_MS, _FRESH_SECONDS = 2.0, 100.0, 60.0

# The same answer by hand, as the owner: no subject, no reason, no wall.
_CLOCKS = """
select date_trunc('month', at at time zone 'Asia/Shanghai')::date, scope, body_id,
       count(*) filter (where met), count(*) filter (where not met)
from (select scope, body_id, state = 'met' as met, case when state = 'met' then settled_at else due_at end as at
      from clocks_deadline where kind = '{kind}' and state in ('met', 'missed', 'running')) d
where at >= %(since)s and at <= %(moment)s group by 1, 2, 3
"""
_COVERAGE = """
select d.month, t.path, count(coalesce(p.id, m.id)), count(*) - count(coalesce(p.id, m.id))
from unnest(%(months)s::date[], %(days)s::date[]) as d(month, day)
join places_estate e on daterange(e.valid_from, e.valid_until) @> d.day
join places_accountablecommunity a on a.estate_id = e.id and daterange(a.valid_from, a.valid_until) @> d.day
join places_placeposition t on t.place_id = a.community_id and daterange(t.valid_from, t.valid_until) @> d.day
left join companies_project p on p.estate_id = e.id and daterange(p.valid_from, p.valid_until) @> d.day
left join companies_management m on m.estate_id = e.id and daterange(m.valid_from, m.valid_until) @> d.day
  and m.mode = 'community' and m.voided_at is null
group by 1, 2
"""
PLAIN = {
    "C1": _CLOCKS.format(kind="accept"),
    "C2": _CLOCKS.format(kind="arrival"),
    "C3": _CLOCKS.format(kind="handling"),
    "F10": _COVERAGE,
}


def run(report: Report, *, pairs: int) -> None:
    """Count four figures anew and by hand in turn, then keep roll-ups and read the city's board from them."""
    from hemei.faces.cockpit import queries
    from hemei.kernel.clock import utc_now

    report.title("G6", "figures of the whole city")
    asked = queries.AsOf.of(None, utc_now())
    ours, plain = [], []
    for _ in range(pairs):
        ours.append(_seconds(lambda: _anew(asked)))
        plain.append(_seconds(lambda: _by_hand(asked)))
    report.spread("G6", "counted anew: four figures", [1000 * one for one in ours], "ms")
    report.spread("G6", "plain SQL: the same four", [1000 * one for one in plain], "ms")
    ratio = median(a / b for a, b in zip(ours, plain, strict=True))
    report.figure("G6", "counted anew : plain SQL", ratio)
    report.goal("G6", "counting anew takes at most twice the plain SQL", met=ratio <= _MOST)
    _from_rollups(report)


def _from_rollups(report: Report) -> None:
    from datetime import timedelta

    from hemei.faces.cockpit import queries, services
    from hemei.kernel.clock import utc_now

    now = utc_now()
    whole = _seconds(lambda: services.refresh_rollups(now=now, whole=True))
    report.figure("G6", "all roll-ups counted anew", whole, "s")
    services.refresh_rollups(now=now + timedelta(seconds=20))
    later = now + timedelta(seconds=80)
    round_of_a_minute = _seconds(lambda: services.refresh_rollups(now=later))
    report.figure("G6", "a round of the worker", round_of_a_minute, "s")
    report.goal(
        "G6", "a round takes less than the minute to the next", met=round_of_a_minute < _FRESH_SECONDS
    )
    asked = queries.as_of(None, later)
    times = [1000 * _seconds(lambda: _board(asked)) for _ in range(BOARDS)]
    report.spread("G6", "the city's board from roll-ups", times, "ms")
    p99 = quantiles(times, n=100)[98]
    report.figure("G6", "p99", p99, "ms")
    report.goal("G6", "p99 of the board is at most 100 ms", met=p99 <= _BOARD_MS)
    report.goal("G6", "roll-ups equal a count anew as of their moment", met=_agree(asked))


def _anew(asked: AsOf) -> dict[str, Any]:
    from hemei.faces.cockpit import queries
    from hemei.ground.records import services as records

    seer = _city()
    with records.acting(seer):
        return {
            code: queries.cells(_entry(code, asked), actor=seer, ranges=seer.places, asked=asked)
            for code in PLAIN
        }


def _by_hand(asked: AsOf) -> None:
    values = {
        "since": asked.since,
        "moment": asked.moment,
        "months": list(asked.months),
        "days": list(asked.month_ends),
    }
    with ground.connect() as owner:
        for statement in PLAIN.values():
            owner.execute(statement, values).fetchall()


def _board(asked: AsOf) -> list[Any]:
    from hemei.faces.cockpit import queries
    from hemei.ground.places import queries as places
    from hemei.ground.records import services as records

    seer = _city()
    with records.acting(seer):
        area = queries.area(places.city().id, actor=seer, day=asked.day)
        return queries.readings(area, actor=seer, asked=asked) if area else []


def _agree(asked: AsOf) -> bool:
    from dataclasses import replace

    rolled, anew = _board(asked), _board(replace(asked, kept=None, live=False))
    return bool(rolled) and [(one.value, one.months, one.parts) for one in rolled] == [
        (one.value, one.months, one.parts) for one in anew
    ]


def _entry(code: str, asked: AsOf) -> Any:
    from hemei.faces.cockpit import queries

    return queries.entry_of(code, asked.day)


def _city() -> Any:
    from hemei.ground.places import queries as places
    from hemei.kernel.actor import system_actor

    return system_actor(places.city().path)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
