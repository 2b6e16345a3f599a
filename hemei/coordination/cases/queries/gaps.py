"""What the registers still lack, for those who are to close it: the subjects a figure does not count.

A committee that is not half in the Party is no gap of a register (F5), only one of which nobody can tell.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from hemei.community.committees import queries as committees
from hemei.community.deliberation import queries as deliberation
from hemei.coordination.offices import queries as offices
from hemei.ground.companies import queries as companies
from hemei.ground.places.queries import STREET_KINDS, TOWN_KINDS
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import mark
from hemei.kernel.figures import Measure, Relation, Verdict
from hemei.kernel.standards import NoStandard
from hemei.leadership.party import queries as party


@dataclass(frozen=True, slots=True)
class GapKind:
    """A figure whose uncounted subjects are something to do, and for whom; those above see the figure."""

    figure: str
    roles: frozenset[Role]
    words: str
    source: Callable[[date], Relation]
    verdict: Verdict = Verdict.NO


@dataclass(frozen=True, slots=True)
class Gap:
    """How many subjects of a figure are not as they should be in the actor's places."""

    figure: str
    verdict: Verdict
    words: str
    count: int


def _counted_since(code: str, day: date) -> date:
    """Return since when the city's list of figures counts the subjects of one, else since they are counted at all."""
    found = record.standards().in_force("figures", on=day)
    item = found.content.of(code) if found else None
    return (item.since if item else None) or committees.FIRST_COUNTED


def _staff(day: date) -> Relation:
    staff = offices.structure_on(day).part_time_staff
    return offices.part_time_staff(staff.least, staff.most)


_STREET = frozenset({Role.STREET_CLERK})
_SECRETARY = frozenset({Role.STREET_CLERK, Role.COMMUNITY_SECRETARY})
GAPS = (
    GapKind("F3", _STREET, mark("{count}个社区没有登记三位一体机制"), lambda _day: deliberation.REGISTERED),
    GapKind(
        "F4",
        _STREET,
        mark("{count}个业委会到期没有换届，或者选举后没有备案"),
        lambda day: committees.elected_committees(_counted_since("F4", day)),
    ),
    GapKind(
        "F5",
        _SECRETARY,
        mark("{count}个业委会有成员没有填报是否党员，不能证明党员过半"),
        lambda day: committees.party_halves(_counted_since("F5", day)),
        Verdict.NOT_PROVABLE,
    ),
    GapKind(
        "F7", _STREET, mark("{count}个街道没有物业管理专职部门"), lambda _day: offices.dedicated_offices(STREET_KINDS)
    ),
    GapKind(
        "F7a", _STREET, mark("{count}个乡镇没有物业管理专职部门"), lambda _day: offices.dedicated_offices(TOWN_KINDS)
    ),
    GapKind("F8", _SECRETARY, mark("{count}个社区的兼职人员数不符合规定"), _staff),
    GapKind("F13", _SECRETARY, mark("{count}个小区没有党组织覆盖"), lambda _day: party.COVERED_ESTATES),
    GapKind(
        "F13b",
        frozenset({Role.CITY_BUREAU}),
        mark("{count}家物业服务企业没有党组织"),
        lambda _day: party.COVERED_COMPANIES,
    ),
    GapKind(
        "F10",
        _STREET,
        mark("{count}个小区没有纳入物业管理"),
        lambda day: companies.managed_estates(Measure.NUMBER, covered=companies.counted_modes(day)),
    ),
)  # fmt: skip
_COUNT = (
    "select '{figure}' as figure, count(*) as count from ({sql}) s where ({here}) and s.verdict = '{verdict}'"
)


def gaps(*, actor: Actor, day: date) -> record.Lines[Gap]:
    """Return what the actor is to close in his places, none where nothing is missing; one statement."""
    kinds = [kind for kind in GAPS if actor.role in kind.roles]
    values: dict[str, Any] = {"day": day}
    for number, place in enumerate(actor.places):
        values |= {f"low{number}": place.lower, f"high{number}": place.upper}
    here = " or ".join(
        f"(s.place >= %(low{number})s and s.place < %(high{number})s)" for number in range(len(actor.places))
    )
    parts = []
    for kind in kinds if here else ():
        with contextlib.suppress(NoStandard):  # a city that has issued no such document lacks nothing
            parts.append(_part(kind, day, here, values))
    if not parts:
        return record.Lines()
    found = record.lines(" union all ".join(parts), values, lambda figure, count: (figure, count))
    return found.then(lambda counts: _gaps(kinds, dict(counts)))


def _gaps(kinds: list[GapKind], counts: dict[str, int]) -> list[Gap]:
    return [
        Gap(kind.figure, kind.verdict, kind.words, counts[kind.figure])
        for kind in kinds
        if counts.get(kind.figure)
    ]


def _part(kind: GapKind, day: date, here: str, values: dict[str, Any]) -> str:
    """Return the count of one figure; the values it binds get names of their own."""
    source = kind.source(day)
    sql = source.sql.format(day="%(day)s::date")
    for name, value in source.values.items():
        sql = sql.replace(f"%({name})s", f"%({kind.figure}_{name})s")
        values[f"{kind.figure}_{name}"] = value
    return _COUNT.format(figure=kind.figure, sql=sql, here=here, verdict=kind.verdict.value)
