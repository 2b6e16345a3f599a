"""What a visit tells of itself and its assessor: too short, copied photos, straight lines. Flags ask, people judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from statistics import median_low
from typing import Literal

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment.rules.standards import AssessmentRules, Item

Flag = Literal["short", "rushed", "copied", "outside", "elsewhere", "undated", "unproven", "straight"]
FLAG_TEXTS: dict[Flag, str] = {
    "short": mark("检查时间过短"),
    "rushed": mark("多数项目打分过快"),
    "copied": mark("照片与别处的相同"),
    "outside": mark("照片不在检查时间内拍摄"),
    "elsewhere": mark("照片不在小区附近拍摄"),
    "undated": mark("照片没有拍摄时间"),
    "unproven": mark("应当拍照的项目没有照片"),
    "straight": mark("各项得分完全相同"),
}
DOUBTFUL: frozenset[Flag] = frozenset({"short", "rushed", "copied", "outside", "elsewhere", "straight"})
"""Flags that count against an assessor; a photo without a time, or none, costs proof and says nothing of him."""
PHOTO_WANTED = "现场照片"
_LONGEST = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo of a visit: its item, when and how far from the estate it was taken, and whether it was there before."""

    item: str
    at: datetime | None
    metres: int | None
    copied: bool


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """A visit as it came in: marks and seconds by item, photos."""

    started_at: datetime
    ended_at: datetime
    marks: Mapping[str, Fraction]
    seconds: Mapping[str, int]
    shots: tuple[Shot, ...]


def flags_of(visit: VisitFacts, items: Iterable[Item], rules: AssessmentRules) -> tuple[Flag, ...]:
    """Return what there is to check about a visit, in the order of the list."""
    found: dict[Flag, bool] = {
        "short": visit.ended_at - visit.started_at < timedelta(minutes=rules.shortest_visit.minutes),
        "rushed": _rushed(visit, rules),
        "copied": any(shot.copied for shot in visit.shots),
        "outside": any(_outside(shot, visit, rules) for shot in visit.shots),
        "elsewhere": any((shot.metres or 0) > rules.photo_distance.metres for shot in visit.shots),
        "undated": any(shot.at is None for shot in visit.shots),
        "unproven": bool(wanting(visit, items)),
        "straight": len(visit.marks) >= rules.straight_line.items and len(set(visit.marks.values())) == 1,
    }
    return tuple(flag for flag, holds in found.items() if holds)


def _rushed(visit: VisitFacts, rules: AssessmentRules) -> bool:
    return bool(visit.seconds) and median_low(visit.seconds.values()) < rules.quick_item.seconds


def _outside(shot: Shot, visit: VisitFacts, rules: AssessmentRules) -> bool:
    slack = timedelta(minutes=rules.photo_window.minutes)
    return shot.at is not None and not visit.started_at - slack <= shot.at <= visit.ended_at + slack


def wanting(visit: VisitFacts, items: Iterable[Item]) -> tuple[str, ...]:
    """Return the marked items whose evidence is a photo, and that have none."""
    shown = {shot.item for shot in visit.shots}
    return tuple(
        item.code
        for item in items
        if PHOTO_WANTED in item.evidence and item.code in visit.marks and item.code not in shown
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How an assessor stands over a round: visits, those with something to check, and the flags counted."""

    visits: int
    doubtful: int
    flags: tuple[tuple[Flag, int], ...]
    careless: bool


def standing_of(visits: Sequence[Sequence[Flag]], rules: AssessmentRules) -> Standing:
    """Judge an assessor by the flags of his visits. A straight line counts only where it is his habit."""
    counted = Counter(flag for flags in visits for flag in flags)
    habit = bool(visits) and Fraction(counted["straight"], len(visits)) > rules.careless.share.value
    against = DOUBTFUL if habit else DOUBTFUL - {"straight"}
    doubtful = sum(bool(against & set(flags)) for flags in visits)
    enough = len(visits) >= rules.careless.visits
    careless = enough and Fraction(doubtful, len(visits)) > rules.careless.share.value
    return Standing(len(visits), doubtful, tuple(sorted(counted.items())), careless)


@dataclass(frozen=True, slots=True)
class Window:
    """When a visit may happen: the days of its round and of its contract, upper ends excluded."""

    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is missing in a visit: the names of items without a mark, and of those marked down without photo or note."""

    unmarked: tuple[str, ...]
    unexplained: tuple[str, ...]


def may_end(
    *, started_at: datetime, ended_at: datetime, now: datetime, window: Window, gaps: Gaps
) -> Decision:
    """Whether a visit may be handed in as it is; a phone's clock is looked at, not trusted."""
    reasons = []
    if gaps.unmarked:
        reasons.append(
            Reason(mark("还有{count}项没有评定：{names}"), _some(gaps.unmarked),
                   mark("请逐项评定后再提交"), "marks", "missing")
        )  # fmt: skip
    if gaps.unexplained:
        reasons.append(
            Reason(mark("有{count}项扣了分，没有照片也没有说明：{names}"), _some(gaps.unexplained),
                   mark("请拍照，或写明看到了什么"), "marks", "unexplained")
        )  # fmt: skip
    if not started_at < ended_at <= started_at + _LONGEST or ended_at > now + timedelta(minutes=10):
        reasons.append(
            Reason(mark("检查的起止时间不对"), {}, mark("请核对手机时间后再提交"), "started_at", "clock")
        )
    elif not window.valid_from <= started_at < window.valid_until:
        reasons.append(
            Reason(mark("{day}不在合同和这一轮检查的期限内"), {"day": shanghai_day(started_at).isoformat()},
                   mark("请在期限内检查，或请主管部门核对合同"), "started_at", "window")
        )  # fmt: skip
    return Decision(not reasons, tuple(reasons))


def _some(names: Sequence[str]) -> dict[str, str | int]:
    return {"count": len(names), "names": "、".join(names[:3])}
