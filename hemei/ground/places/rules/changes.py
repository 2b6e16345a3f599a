"""May a place be renamed, moved, split or merged, and what is missing if not.

A change is recorded on or after its day, never before: what the city sees today is what is in force today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hemei.ground.places.rules.codes import DIGITS, Kind, Level
from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark

CHANGERS = frozenset({Role.CITY_BUREAU, Role.SYSTEM})
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place that a split or merger founds."""

    code: str
    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What the rules ask about a place; `changed_on` is the day its present name or position began."""

    id: int
    level: Level
    name: str
    path: str
    changed_on: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class When:
    """The day a change takes force, and today."""

    day: date
    today: date


def may_rename(role: Role, place: PlaceFacts, name: str, when: When) -> Decision:
    """Answer whether the place may be called `name` from the day on."""
    reasons = [*_common(role, [place], when), *_bad_name(name)]
    if name == place.name:
        reasons.append(
            Reason(mark("“{name}”已经是现用名称。"), {"name": name}, field="name", code="same_name")
        )
    return _decided(reasons)


def may_move(role: Role, place: PlaceFacts, parent: PlaceFacts, when: When) -> Decision:
    """Answer whether the place may stand under another parent from the day on."""
    reasons = _common(role, [place, parent], when)
    levels = list(Level)
    if levels.index(parent.level) != levels.index(place.level) - 1:
        reasons.append(
            Reason(
                mark("“{name}”不能归到“{parent}”之下：层级不相接。"),
                {"name": place.name, "parent": parent.name},
                remedy=mark("请选择上一级的地点。"),
                field="parent",
                code="wrong_level",
            )
        )
    elif place.path.startswith(parent.path):
        reasons.append(
            Reason(
                mark("“{name}”已经归“{parent}”管辖。"),
                {"name": place.name, "parent": parent.name},
                field="parent",
                code="same_parent",
            )
        )
    return _decided(reasons)


def may_replace(
    role: Role,
    places: Sequence[PlaceFacts],
    founded: Sequence[NewPlace],
    when: When,
) -> Decision:
    """Answer whether the places may end and the founded ones go on in their stead (split or merger)."""
    reasons = _common(role, places, when)
    if len({place.level for place in places}) != 1:
        reasons.append(Reason(mark("合并的地点必须属于同一层级。"), field="places", code="mixed_levels"))
    digits = DIGITS.get(places[0].level, 0)
    reasons += [
        Reason(
            mark("代码“{code}”不是{digits}位数字。"),
            {"code": new.code, "digits": digits},
            field="code",
            code="bad_code",
        )
        for new in founded
        if len(new.code) != digits or not (new.code.isascii() and new.code.isdigit())
    ]
    for new in founded:
        reasons += _bad_name(new.name)
    if len({new.code for new in founded}) != len(founded):
        reasons.append(Reason(mark("新地点的代码重复。"), field="code", code="same_code"))
    return _decided(reasons)


def every_home_is_named(
    children: Iterable[tuple[int, str]], homes: Mapping[int, int], choices: int
) -> Decision:
    """Answer whether each child (id and name) is given to one of the `choices` successors, counted from 0."""
    lost = [name for number, name in children if not 0 <= homes.get(number, -1) < choices]
    if not lost:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("还有{count}个下级没有指定归属，例如“{name}”。"),
            {"count": len(lost), "name": lost[0]},
            remedy=mark("请为每个下级指定新的归属。"),
            field="homes",
            code="homeless",
        )
    )


def _common(role: Role, places: Sequence[PlaceFacts], when: When) -> list[Reason]:
    reasons = []
    if role not in CHANGERS:
        reasons.append(Reason(mark("您的岗位不能变更行政区划。"), code="role"))
    if when.day > when.today:
        reasons.append(
            Reason(
                mark("生效日{day}尚未到来。"),
                {"day": when.day.isoformat()},
                remedy=mark("请在生效当日或之后登记。"),
                field="day",
                code="future_day",
            )
        )
    reasons += [
        Reason(mark("“{name}”已经撤销。"), {"name": place.name}, field="places", code="ended")
        for place in places
        if place.valid_until is not None
    ]
    reasons += [
        Reason(
            mark("“{name}”在{day}已有变更，生效日必须更晚。"),
            {"name": place.name, "day": place.changed_on.isoformat()},
            field="day",
            code="too_early",
        )
        for place in places
        if when.day <= place.changed_on
    ]
    return reasons


def _bad_name(name: str) -> list[Reason]:
    if name.strip() == name and 0 < len(name) <= LONGEST_NAME and name.isprintable():
        return []
    return [
        Reason(
            mark("名称须为1至{most}个字，前后不留空格。"),
            {"most": LONGEST_NAME},
            field="name",
            code="bad_name",
        )
    ]


def _decided(reasons: list[Reason]) -> Decision:
    return Decision.no(*reasons) if reasons else Decision.yes()
