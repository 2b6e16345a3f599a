"""Figures: a list of subjects, each counted, not counted or not provable; the number is only its summary.

A share is taken of all subjects. What nobody can prove stands in the denominator and never in the
numerator, so no figure reaches 100 % by silence; it is shown apart, with the most it could make of the
figure. Numbers are whole or exact fractions, never floats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from math import isqrt
from types import MappingProxyType

from hemei.kernel.actor import PlaceRange
from hemei.kernel.decision import Reason, Reference

_ID = re.compile(r"[A-Z][0-9]{1,2}[a-z]?")

# The 97.5th percentile of the normal distribution, of which survey practice uses two decimals: 95 %.
_Z = Fraction(196, 100)
_FINENESS = 10**6


class Verdict(StrEnum):
    """Whether a subject counts. What cannot be proven is neither a yes nor a no."""

    YES = "yes"
    NO = "no"
    NOT_PROVABLE = "not_provable"


class Unit(StrEnum):
    """How a figure reads: a part of all its subjects, how many are counted, or how many more than a year before.

    Of a change what happened is counted, and what happened a year earlier is not: the same thing stands in the
    list twice, in its own month and, as that to compare with, in the same month of the next year. So months, places
    and bodies add up as for any other figure.
    """

    SHARE = "share"
    COUNT = "count"
    CHANGE = "change"


class Better(StrEnum):
    """Which way is good."""

    UP = "up"
    DOWN = "down"


class Span(StrEnum):
    """What a figure looks at: how things stand on the day, or what happened in the months up to it."""

    DAY = "day"
    MONTHS = "months"


class Measure(StrEnum):
    """What a subject weighs: one each, or its area in whole square decimetres."""

    NUMBER = "number"
    AREA_DM2 = "area_dm2"


@dataclass(frozen=True, slots=True)
class Link:
    """Where a subject's own record is: the name of a page and its arguments, or nowhere yet."""

    name: str = ""
    args: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing a figure speaks of.

    `key` is the stream of its record (`places.estate:12`), `place` the path it had on the day, `reason`
    why it counts or does not, in words. `weight` is 1, or the area where the figure weighs by area.
    """

    key: str
    label: str
    place: str
    counted: Verdict
    reason: Reason
    link: Link = Link()
    weight: int = 1

    def __post_init__(self) -> None:
        if self.weight < 0:
            raise ValueError(f"{self.key}: a subject cannot weigh {self.weight}")


@dataclass(frozen=True, slots=True)
class Relation:
    """Subjects as one SQL relation, so that millions are counted in SQL and judged nowhere else.

    Its columns: `key`, `label`, `place` (collation "C"), `verdict`, `reason` (a key of `reasons`, whose
    words take their values from `said`, jsonb), `weight`, `arg` (what `page` needs to show the record),
    `body` (who answers for it) and `at`. A relation of how things stand speaks of `{day}`; one of what
    happened gives in `at` the moment at which its verdict was settled for good. `values` are bound.

    For roll-ups: `apps` are those whose events can change it (any, where none is named), and `by_time` gives
    the places where a verdict falls between `%(since)s` and `%(moment)s` with nobody doing anything. What happened
    changes only the place it happened in; of how things stand that is so where the relation is `local`.
    """

    sql: str
    reasons: Mapping[str, str]
    page: str = ""
    values: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))
    apps: tuple[str, ...] = ()
    by_time: str = ""
    local: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """The one definition from which number, trend, comparison and list come.

    `counts` says what is counted, `of` of what (a count may leave it empty). `reference` is the item of
    the standard it rests on. A figure with `survey` rests on answers: it carries an interval.
    """

    id: str
    name: str
    unit: Unit
    counts: str
    of: str
    better: Better
    span: Span
    reference: Reference
    measure: Measure = Measure.NUMBER
    survey: bool = False

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f'"{self.id}" is no figure\'s name; write it like F10 or F13b')
        if self.unit is not Unit.COUNT and not self.of:
            raise ValueError(f"{self.id} is a {self.unit} and must say of what")
        if self.unit is Unit.CHANGE and self.span is not Span.MONTHS:
            raise ValueError(f"{self.id} compares what happened with the year before and must look at months")


@dataclass(frozen=True, slots=True)
class Tally:
    """What the subjects of a figure weigh, by verdict; tallies of places that share none add up."""

    counted: int = 0
    not_counted: int = 0
    not_provable: int = 0

    def __post_init__(self) -> None:
        if min(self.counted, self.not_counted, self.not_provable) < 0:
            raise ValueError(f"a tally cannot be negative: {self}")

    @property
    def of(self) -> int:
        """All subjects, also those nobody can prove."""
        return self.counted + self.not_counted + self.not_provable

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.counted + other.counted,
            self.not_counted + other.not_counted,
            self.not_provable + other.not_provable,
        )


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which two shares the true one lies, in 95 of 100 such surveys."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Spread:
    """How far apart the places are: the lowest, the middle and the highest value of so many places."""

    lowest: Fraction
    median: Fraction
    highest: Fraction
    places: int


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A figure of one place on one day; made from a tally of subjects and from nothing else."""

    unit: Unit
    tally: Tally
    interval: Interval | None = None
    spread: Spread | None = None

    @property
    def value(self) -> Fraction | None:
        """What is proven: a part of all subjects, how many, or how many more. A share of nothing is not a number."""
        if self.unit is Unit.COUNT:
            return Fraction(self.tally.counted)
        if self.unit is Unit.CHANGE:
            before = self.tally.not_counted
            return Fraction(self.tally.counted - before, before) if before else None
        return Fraction(self.tally.counted, self.tally.of) if self.tally.of else None

    @property
    def at_most(self) -> Fraction | None:
        """What it would be if everything that cannot be proven counted."""
        if self.unit is Unit.CHANGE:
            return self.value
        most = self.tally.counted + self.tally.not_provable
        if self.unit is Unit.COUNT:
            return Fraction(most)
        return Fraction(most, self.tally.of) if self.tally.of else None

    def between(self, places: Iterable[FigureValue]) -> FigureValue:
        """Return the same value with the spread of the places it is made of."""
        return replace(self, spread=spread_of(places))


@dataclass(frozen=True, slots=True)
class Standing:
    """A place among its peers; equal values share a rank, a place without a value has none."""

    place: str
    value: FigureValue
    rank: int | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A subject that now stands otherwise than before; None where it was not, or is no longer, a subject."""

    before: Subject | None
    after: Subject | None


def tally_of(subjects: Iterable[Subject]) -> Tally:
    """Return what the subjects weigh by verdict.

    Raises:
        ValueError: a subject stands in the list twice.
    """
    sums = dict.fromkeys(Verdict, 0)
    seen: set[str] = set()
    for subject in subjects:
        if subject.key in seen:
            raise ValueError(f"{subject.key} is counted twice")
        seen.add(subject.key)
        sums[subject.counted] += subject.weight
    return Tally(sums[Verdict.YES], sums[Verdict.NO], sums[Verdict.NOT_PROVABLE])


def value_of(figure: Figure, tally: Tally) -> FigureValue:
    """Return the figure's value; a survey's interval is drawn from the answers alone."""
    asked = tally.counted + tally.not_counted
    return FigureValue(figure.unit, tally, wilson(tally.counted, asked) if figure.survey and asked else None)


def summarised(figure: Figure, subjects: Iterable[Subject]) -> FigureValue:
    """Return the value of a figure from its subjects."""
    return value_of(figure, tally_of(subjects))


def within(subjects: Iterable[Subject], ranges: Sequence[PlaceRange]) -> list[Subject]:
    """Return the subjects that lay in the ranges of a place."""
    return [subject for subject in subjects if any(place.covers(subject.place) for place in ranges)]


def spread_of(values: Iterable[FigureValue]) -> Spread | None:
    """Return how far apart the values are; None where no place has one."""
    found = sorted(value.value for value in values if value.value is not None)
    if not found:
        return None
    middle = (found[(len(found) - 1) // 2] + found[len(found) // 2]) / 2
    return Spread(found[0], middle, found[-1], len(found))


def standings(values: Mapping[str, FigureValue], better: Better) -> tuple[Standing, ...]:
    """Return places by rank, the best first; those of equal value by place, those without a value last."""
    sign = -1 if better is Better.UP else 1
    known = sorted((sign * value.value, place) for place, value in values.items() if value.value is not None)
    ranks: dict[str, int] = {}
    for number, (key, place) in enumerate(known, start=1):
        tied = number > 1 and known[number - 2][0] == key
        ranks[place] = ranks[known[number - 2][1]] if tied else number
    rest = sorted(place for place in values if place not in ranks)
    ranked = [Standing(place, values[place], ranks[place]) for _, place in known]
    return tuple(ranked + [Standing(place, values[place], None) for place in rest])


def worsened(before: Iterable[Subject], after: Iterable[Subject], better: Better) -> tuple[Turn, ...]:
    """Return the subjects that pull the figure the wrong way since the earlier list, by key.

    Where up is good: what counted and no longer does, and what has come in without counting. Where down is
    good: what counts now and did not.
    """
    old = {subject.key: subject for subject in before}
    new = {subject.key: subject for subject in after}
    turns = [Turn(old.get(key), new.get(key)) for key in sorted({*old, *new})]
    return tuple(turn for turn in turns if _is_worse(turn, better))


def wilson(counted: int, asked: int) -> Interval:
    """Return the Wilson score interval of a share among `asked` answers, rounded outwards to a millionth.

    Raises:
        ValueError: nobody was asked, or more are counted than were asked.
    """
    if asked <= 0 or not 0 <= counted <= asked:
        raise ValueError(f"{counted} of {asked} is not a share of answers")
    square = _Z * _Z
    centre = counted + square / 2
    half = _Z * _root_above(Fraction(counted * (asked - counted), asked) + square / 4)
    low, high = ((centre - half) / (asked + square), (centre + half) / (asked + square))
    return Interval(max(Fraction(0), low), min(Fraction(1), high))


def _root_above(number: Fraction) -> Fraction:
    """Return the least multiple of a millionth that is not below the square root."""
    scaled = number * _FINENESS * _FINENESS
    floor = isqrt(scaled.numerator // scaled.denominator)
    return Fraction(floor if floor * floor == scaled else floor + 1, _FINENESS)


def _is_worse(turn: Turn, better: Better) -> bool:
    was = turn.before is not None and turn.before.counted is Verdict.YES
    now = turn.after is not None and turn.after.counted is Verdict.YES
    if better is Better.DOWN:
        return now and not was
    return (was and not now) or (turn.before is None and turn.after is not None and not now)
