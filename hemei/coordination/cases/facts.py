"""Load what a decision must know: the law of the day, the calendar, the bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from hemei.coordination.cases.rules.facts import Body, Facts, Portion
from hemei.coordination.cases.rules.law import Law, law_on
from hemei.coordination.cases.rules.moves import ROLES, Who
from hemei.coordination.cases.rules.parts import WORK, Hand
from hemei.coordination.cases.rules.standards import ResponsibilityList
from hemei.coordination.cases.rules.words import EVENT_TYPES
from hemei.ground.clocks import queries as clocks
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.standards import NoStandard, Standards
from hemei.kernel.workdays import shanghai_day

LEVEL_OF_KIND = {
    people.BodyKind.COMMUNITY: "community",
    people.BodyKind.STREET: "street",
    people.BodyKind.COUNTY_GOVERNMENT: "county",
    people.BodyKind.CITY_BUREAU: "city",
}


def law_of(day: date) -> Law:
    """Return the law of a day; no statement but the minute's look for newly issued documents."""
    return _law(records.standards(), day)


def has_law(day: date) -> bool:
    """Whether documents of a day say how cases go."""
    try:
        law_of(day)
    except NoStandard:
        return False
    return True


def listed_on(day: date) -> ResponsibilityList:
    """Return the responsibility list in force on a day."""
    return _listed(records.standards(), day)


@lru_cache(maxsize=64)
def _listed(standards: Standards, day: date) -> ResponsibilityList:
    return standards.find("responsibility-list", ResponsibilityList, on=day)


@lru_cache(maxsize=200)  # a list of a small place reaches back over months, and each row asks for its day
def _law(standards: Standards, day: date) -> Law:
    return law_on(standards, day)


def facts_of(
    *,
    scope: str,
    fact_on: date,
    now: datetime,
    named: Iterable[int] = (),
    asked: Iterable[int | None] = (),
    divided: int | None = None,
) -> Facts:
    """Return the facts for a case at a place; `named` are further bodies the act speaks of.

    `asked` are those beside the responsible ones of whom it is asked whether they had a part in the case. `divided` is
    the estate whose division of duties the act is judged by, None where it matters to nothing.
    """
    today = shanghai_day(now)
    chain: dict[str, Body] = {}
    beyond: list[Body] = []
    others = {body for body in asked if body}
    found = people.staffed_bodies(scope, today, LEVEL_OF_KIND, roles=ROLES[Who.HOME], others=others)
    for row in (one.row for one in found):
        if row.kind in LEVEL_OF_KIND and scope.startswith(row.scope) and row.runs_on(today):
            body = _body(row, today)
            if chain.setdefault(LEVEL_OF_KIND[row.kind], body) is not body:
                beyond += [body] if row.kind is people.BodyKind.CITY_BUREAU else []
    wanted = {body for body in named if body}
    rows = people.bodies_by_id(wanted) if wanted else {}
    return Facts(
        law=law_of(fact_on),
        working=clocks.working_time(now=now),
        city=city_of(scope),
        chain=chain,
        beyond=tuple(beyond),
        bodies={number: replace(_body(row, today), heir=_heir(row, today)) for number, row in rows.items()},
        portions=portions_of(divided, today) if divided is not None else {},
        lines={one.row.id: one.line for one in found},
        staff={one.row.id: one.staff for one in found},
    )


def hands_in(streams: Iterable[str]) -> dict[str, tuple[Hand, ...]]:
    """Return who did the work of some cases himself, and for whom, by stream; one statement."""
    found: dict[str, dict[tuple[int, int], Hand]] = {}
    for one in records.actors_in(streams, types=ACT_OF_WORK):
        hand = Hand(one.person_id, one.body_id, ACT_OF_WORK[one.type])
        found.setdefault(one.stream, {}).setdefault((hand.person, hand.body), hand)
    return {stream: tuple(hands.values()) for stream, hands in found.items()}


ACT_OF_WORK = {EVENT_TYPES[act]: act for act in WORK}
"""What a person does of the work of a case, by the event that tells of it."""


def _heir(row: people.BodyRow, today: date) -> int | None:
    """Return who has the duties of a dissolved body today, over as many successors as there were; None without one."""
    seen = {row.id}
    while not row.runs_on(today) and row.successor_id is not None and row.successor_id not in seen:
        seen.add(row.successor_id)
        row = people.bodies_by_id([row.successor_id])[row.successor_id]
    return row.id if len(seen) > 1 and row.runs_on(today) else None


def portions_of(estate_id: int, day: date) -> dict[str, Portion]:
    """Return whose each row of the list is in an estate of the mixed mode, nothing for any other."""
    return {
        matter: Portion(one.name, one.falls_to == companies.Side.COMPANY.value, one.warrant.reference)
        for matter, one in companies.division_of(estate_id, day).items()
    }


def facts_from(*, scope: str, bodies: Iterable[Mapping[str, Any]], fact_on: date, now: datetime) -> Facts:
    """Return the facts for a report, from the bodies the intake door named, nearest first."""
    chain: dict[str, Body] = {}
    for body in bodies:
        level = LEVEL_OF_KIND[people.BodyKind(body["kind"])]
        chain.setdefault(level, Body(body["id"], body["name"], body["department"]))
    return Facts(
        law=law_of(fact_on),
        working=clocks.working_time(now=now),
        city=city_of(scope),
        chain=chain,
    )


def city_of(scope: str) -> str:
    """Return the city's path: the first part of any path."""
    return scope.split(".", 1)[0] + "."


def _body(row: people.BodyRow, today: date) -> Body:
    return Body(row.id, row.short_name, row.department, row.runs_on(today))
