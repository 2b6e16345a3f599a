"""The score of a subject: whole points and exact shares; what cannot be proven leaves the denominator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from hemei.kernel.decision import mark
from hemei.oversight.assessment.rules.standards import EvaluationStandard, Item, Scale

Why = Literal["marked", "from_records", "not_marked", "not_provable"]
WHY_TEXTS: dict[Why, str] = {
    "marked": mark("评分员评定"),
    "from_records": mark("由记录得出"),
    "not_marked": mark("尚未评定"),
    "not_provable": mark("目前没有记录可证，不计入总分"),
}
_GRADES = 5
_STEPS: dict[Scale, tuple[Fraction, ...]] = {
    "met": (Fraction(0), Fraction(1)),
    "full_half": (Fraction(0), Fraction(1, 2), Fraction(1)),
    "grades": tuple(Fraction(step, _GRADES) for step in range(_GRADES + 1)),
    "share": (),
}


@dataclass(frozen=True, slots=True)
class Share:
    """What records say of an item: so many of so many; of none, nothing can be proven."""

    counted: int
    of: int


@dataclass(frozen=True, slots=True)
class Scored:
    """One item of a score: what it gives, of what, and why."""

    item: Item
    why: Why
    fulfilled: Fraction | None

    @property
    def points(self) -> Fraction:
        """The points it gives, exact."""
        return (self.fulfilled or Fraction(0)) * self.item.weight

    @property
    def counts(self) -> bool:
        """Whether its weight stands in the denominator; what was only not marked yet does."""
        return self.why != "not_provable" and not self.item.veto

    @property
    def fails(self) -> bool:
        """Whether it is a veto that is not met; what nobody looked at vetoes nothing."""
        return self.item.veto and self.fulfilled == 0


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A subject's score with each item; `grade` is capped by the vetoes that failed."""

    items: tuple[Scored, ...]
    points: Fraction
    of: int
    grade: str
    vetoes: tuple[str, ...]

    @property
    def share(self) -> Fraction | None:
        """The share of the points that could be had, or None where nothing can be proven."""
        return self.points / self.of if self.of else None

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be marked."""
        return all(one.why != "not_marked" for one in self.items)

    @property
    def lost(self) -> tuple[Scored, ...]:
        """The items that cost points, the dearest first."""
        short = [one for one in self.items if one.counts and one.points < one.item.weight]
        return tuple(sorted(short, key=lambda one: (one.points - one.item.weight, one.item.code)))


def steps_of(scale: Scale) -> tuple[Fraction, ...]:
    """Return what a mark on this scale can be; a share is not marked by hand."""
    return _STEPS[scale]


def evaluate(
    standard: EvaluationStandard,
    *,
    marks: Mapping[str, Fraction],
    records: Mapping[str, Share | None],
) -> Evaluated:
    """Score a subject from marks by item and from what records say by the name of their source.

    A source that is absent or None cannot be proven. The order in which marks were given says nothing.

    Raises:
        ValueError: a mark is of no item, of an item that records fill, or not on its scale.
    """
    _check(standard, marks)
    items = tuple(_scored(item, marks, records) for item in standard.item)
    of = sum(one.item.weight for one in items if one.counts)
    points = sum((one.points for one in items if one.counts), Fraction(0))
    vetoes = tuple(one.item.code for one in items if one.fails)
    grade = standard.grade_at(points / of if of else Fraction(0)).code
    if vetoes:
        order = [band.code for band in standard.grade]
        grade = order[max(order.index(grade), order.index(standard.veto_cap.grade))]
    return Evaluated(items, points, of, grade, vetoes)


def _check(standard: EvaluationStandard, marks: Mapping[str, Fraction]) -> None:
    by_code = {item.code: item for item in standard.item}
    for code, value in marks.items():
        item = by_code.get(code)
        if item is None:
            raise ValueError(f"{standard.head.name} of {standard.head.day} has no item {code}")
        if item.filled_by:
            raise ValueError(f"{code} is filled by {item.filled_by}; nobody marks it")
        if value not in steps_of(item.scale):
            raise ValueError(f"{code}: {value} is not on the scale {item.scale}")


def _scored(item: Item, marks: Mapping[str, Fraction], records: Mapping[str, Share | None]) -> Scored:
    if not item.filled_by:
        return Scored(item, "marked" if item.code in marks else "not_marked", marks.get(item.code))
    found = records.get(item.filled_by)
    if found is None or not found.of:
        return Scored(item, "not_provable", None)
    share = Fraction(found.counted, found.of)
    return Scored(item, "from_records", Fraction(share == 1) if item.veto else share)
