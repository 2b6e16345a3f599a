"""What setting up, renaming and dissolving a body must keep, and what an appointment to it must."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hemei.ground.people.rules.bodies import (
    DEPARTMENTS,
    KIND_NAMES,
    LEVEL_NAMES,
    NEEDS_CODE,
    OWN_CODE,
    ROLES_OF,
    STANDS_AT,
    BodyKind,
    Level,
)
from hemei.ground.people.rules.platform import ROLE_NAMES
from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark

# A day further ahead than this is taken for a slip of the pen (2062 for 2026), not for a plan.
FURTHEST_AHEAD = timedelta(days=366)
LONGEST_NAME = 60


def code_of(kind: BodyKind, department: str) -> str:
    """Return the department code of a body: a street's and a community's follow from the kind."""
    return OWN_CODE.get(kind, department)


def is_name(name: str) -> Decision:
    """Whether a text can be a body's name."""
    if 2 <= len(name) <= LONGEST_NAME:  # noqa: PLR2004 - one character names nothing
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("名称要有 2 到 {most} 个字。"),
            {"most": LONGEST_NAME},
            mark("请填写机构全称。"),
            "name",
            "name",
        )
    )


def may_be_dissolved(kind: BodyKind) -> Decision:
    """Whether system administration dissolves bodies of this kind."""
    return Decision.yes() if kind in STANDS_AT else _own_register(kind)


def _own_register(kind: BodyKind) -> Decision:
    return Decision.no(
        Reason(mark("“{kind}”不在这里设立或撤销。"), {"kind": KIND_NAMES[kind]},
               mark("物业公司在企业登记中办理，各类委员会由选举产生。"), "kind", "kind")
    )  # fmt: skip


def may_stand(kind: BodyKind, level: Level, department: str) -> Decision:
    """Whether a body of this kind may be founded at a place of this level, with this department code."""
    if kind not in STANDS_AT:
        return _own_register(kind)
    reasons = []
    if level not in STANDS_AT[kind]:
        reasons.append(
            Reason(mark("“{kind}”不能设在“{level}”一级。"), {"kind": KIND_NAMES[kind], "level": LEVEL_NAMES[level]},
                   mark("请换一个地点，或换一种机构。"), "place", "level")
        )  # fmt: skip
    if department and department not in DEPARTMENTS:
        reasons.append(_unknown_code(department))
    elif kind in NEEDS_CODE and not department:
        reasons.append(
            Reason(mark("没有选部门代码，派单时找不到这个部门。"), {}, mark("请从职责清单的部门中选择。"),
                   "department", "department")
        )  # fmt: skip
    return Decision(not reasons, tuple(reasons))


def _unknown_code(department: str) -> Reason:
    return Reason(mark("没有“{department}”这个部门代码。"), {"department": department},
                  mark("请从职责清单的部门代码中选择。"), "department", "unknown")  # fmt: skip


def known_code(department: str) -> Decision:
    """Whether a department code stands in the responsibility list; none is fine."""
    if not department or department in DEPARTMENTS:
        return Decision.yes()
    return Decision.no(_unknown_code(department))


def may_hold_in(role: Role, kind: BodyKind) -> Decision:
    """Whether a role fits a body of this kind: nobody is a department's clerk in a residents' committee."""
    if role in ROLES_OF[kind]:
        return Decision.yes()
    return Decision.no(
        Reason(mark("“{kind}”没有“{role}”这个职务。"), {"kind": KIND_NAMES[kind], "role": ROLE_NAMES[role]},
               mark("请选择与机构相符的职务。"), "role", "role_of_kind")
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """What an appointment says of time and place, beside what its body says; paths are those of the first day."""

    valid_from: date
    valid_until: date | None
    path: str
    body_from: date
    body_until: date | None
    body_path: str
    body_name: str


def may_serve(term: Term, today: date) -> Decision:
    """Whether an appointment lies in its body's time and place; every fault is told at once."""
    reasons = [*_faults_of_days(term, today)]
    if not term.path.startswith(term.body_path):
        reasons.append(
            Reason(mark("任职的地点不在“{name}”的范围内。"), {"name": term.body_name},
                   mark("请选择该机构范围内的地点，或留空。"), "place", "outside")
        )  # fmt: skip
    return Decision(not reasons, tuple(reasons))


def _faults_of_days(term: Term, today: date) -> Iterator[Reason]:
    if term.valid_from < term.body_from:
        yield Reason(mark("“{name}”到{day}才设立。"), {"name": term.body_name, "day": term.body_from.isoformat()},
                     mark("请填写这一天或以后的日期。"), "valid_from", "before_body")  # fmt: skip
    if term.body_until is not None and term.body_until <= term.valid_from:
        yield Reason(mark("“{name}”已经撤销，不能再任命。"), {"name": term.body_name}, mark("请选择接续的机构。"),
                     "body", "dissolved")  # fmt: skip
    elif term.body_until is not None and (term.valid_until is None or term.valid_until > term.body_until):
        yield Reason(mark("“{name}”将在{day}撤销。"), {"name": term.body_name, "day": term.body_until.isoformat()},
                     mark("任期请到那一天为止。"), "valid_until", "after_body")  # fmt: skip
    if term.valid_until is not None and term.valid_until <= term.valid_from:
        yield PERIOD_EMPTY
    yield from may_begin(term.valid_from, today).reasons


PERIOD_EMPTY = Reason(
    mark("结束日早于开始日。"), {}, mark("请填写开始日以后的日期。"), "valid_until", "period"
)


def may_begin(day: date, today: date) -> Decision:
    """Whether a body or an appointment may begin on a day: at most a year ahead."""
    if day <= today + FURTHEST_AHEAD:
        return Decision.yes()
    return Decision.no(
        Reason(mark("日期{day}太远。"), {"day": day.isoformat()},
               mark("最多提前一年登记，请核对年份。"), "valid_from", "far")
    )  # fmt: skip


def may_change_on(day: date, since: date, today: date, field: str) -> Decision:
    """Whether a rename or a dissolution may be recorded: on or after its day, and later than the beginning.

    Not ahead, because what the body still has to do moves to the successor at once.
    """
    if day > today:
        reason = Reason(
            mark("{day}还没有到。"), {"day": day.isoformat()}, mark("请在当天或以后登记。"), field, "future"
        )
    elif day <= since:
        reason = Reason(mark("这一天不晚于设立或上次更名的日期{since}。"), {"since": since.isoformat()},
                        mark("请填写以后的日期。"), field, "period")  # fmt: skip
    else:
        return Decision.yes()
    return Decision.no(reason)


@dataclass(frozen=True, slots=True)
class Heir:
    """The body that is to go on in another's stead, beside that one."""

    same: bool
    runs: bool
    kind: BodyKind
    name: str


_INTERCHANGEABLE = frozenset({BodyKind.CITY_BUREAU, BodyKind.DEPARTMENT, BodyKind.UTILITY})


def may_succeed(heir: Heir, kind: BodyKind) -> Decision:
    """Whether a body may take over from one of this kind: another one that runs, of the same sort."""
    if heir.same or not heir.runs:
        return Decision.no(
            Reason(mark("“{name}”不能接续：它就是本机构，或那一天已经撤销。"), {"name": heir.name},
                   mark("请选择另一个仍在运行的机构。"), "successor", "successor")
        )  # fmt: skip
    alike = heir.kind is kind or {heir.kind, kind} <= _INTERCHANGEABLE
    if alike:
        return Decision.yes()
    return Decision.no(
        Reason(mark("“{name}”是“{kind}”，种类不同，不能接续。"), {"name": heir.name, "kind": KIND_NAMES[heir.kind]},
               mark("请选择同类机构。"), "successor", "successor_kind")
    )  # fmt: skip
