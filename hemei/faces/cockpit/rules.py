"""What the city says of its figures, and the days a question is asked of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.standards import Head, Share, Warrant
from hemei.kernel.workdays import SHANGHAI, shanghai_day

MONTHS = 12
KEPT = 2 * MONTHS
WEEK = 7
FIRST_DAY = date(2000, 1, 1)
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class FigureItem:
    """A figure of the document `figures`: what it rests on, what is aimed at, of which sizes and since when.

    `fewer_by` is the part by which what is compared with the year before is to fall, that part included.
    """

    code: str
    warrant: Warrant
    more_than: Share | None = None
    at_least: Share | None = None
    fewer_by: Share | None = None
    area_at_least_dm2: int = 0
    since: date | None = None

    def __post_init__(self) -> None:
        if sum(aim is not None for aim in (self.more_than, self.at_least, self.fewer_by)) > 1:
            raise ValueError(f"{self.code} aims at more than a share or at a share and more, not at both")
        if self.area_at_least_dm2 < 0:
            raise ValueError(f"{self.code}: an area cannot be {self.area_at_least_dm2}")

    @property
    def aim(self) -> Fraction | None:
        """The share that is aimed at, reached or passed; a fall is below nothing."""
        if self.fewer_by:
            return -self.fewer_by.value
        share = self.more_than or self.at_least
        return share.value if share else None

    def reached(self, value: Fraction | None) -> bool | None:
        """Whether a value does what is aimed at; None where nothing is, or there is no value."""
        if self.aim is None or value is None:
            return None
        if self.fewer_by:
            return value <= self.aim
        return value > self.aim if self.more_than else value >= self.aim

    def speaks_of(self, area_dm2: int) -> bool:
        """Whether an estate of this area is among the figure's subjects; the size itself is included."""
        return area_dm2 >= self.area_at_least_dm2


@dataclass(frozen=True, slots=True)
class FiguresDocument:
    """The document `figures`."""

    head: Head
    figure: tuple[FigureItem, ...]

    def of(self, code: str) -> FigureItem | None:
        """Return the item of a figure."""
        return next((item for item in self.figure if item.code == code), None)


STANDARDS: dict[str, type] = {"figures": FiguresDocument}


class BulletinState(StrEnum):
    """How far a bulletin has come; the value is stored. `OPEN` was asked for and never made yet."""

    OPEN = "open"
    MADE = "made"
    PUBLISHED = "published"


class BulletinWork(StrEnum):
    """What the worker has to do for a bulletin; the value is stored."""

    NONE = ""
    MAKE = "make"
    CHECK = "check"


# From which states what may be done. Making again replaces the files, so what residents read is only checked.
BULLETIN_MAY: dict[str, frozenset[BulletinState]] = {
    "make": frozenset({BulletinState.OPEN, BulletinState.MADE}),
    "check": frozenset({BulletinState.MADE, BulletinState.PUBLISHED}),
    "publish": frozenset({BulletinState.MADE}),
    "withdraw": frozenset({BulletinState.PUBLISHED}),
}


def may_report(month: date, today: date) -> Decision:
    """Whether a month can have a bulletin: it has passed, and lies within what is kept."""
    if month.day == 1 and month >= FIRST_DAY and month < today.replace(day=1):
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("{month}还没有结束，或者不在记录范围内。"),
            {"month": f"{month:%Y-%m}"},
            mark("请选择已经过去的月份。"),
            "month",
            "month",
        )
    )


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day a figure is asked of, and the moment up to which what happened is known.

    `kept` is the last month that is read from the roll-ups, None where all is counted anew; `live` says that it
    is asked of the very moment the roll-ups state, so that they also know of the week.
    """

    day: date
    moment: datetime
    kept: date | None = None
    live: bool = False

    @classmethod
    def of(cls, day: date | None, now: datetime) -> AsOf:
        """Return the end of a past day, or this moment for today.

        Raises:
            ValueError: the day has not come, or lies before any record.
        """
        today = shanghai_day(now)
        day = day or today
        if not FIRST_DAY <= day <= today:
            raise ValueError(f"{day} does not lie between {FIRST_DAY} and {today}")
        return cls(day, now if day == today else _midnight(day + timedelta(days=1)))

    @classmethod
    def of_past(cls, day: date) -> AsOf:
        """Return the end of a day that has passed; the caller knows that it has."""
        return cls(day, _midnight(day + timedelta(days=1)))

    @property
    def rolled_up(self) -> bool:
        """Whether everything is read from the roll-ups."""
        return self.kept == self.months[-1]

    def reading(self, stated: datetime) -> AsOf:
        """Return the same question with what roll-ups of this moment answer of it.

        The days and months before the moment are kept whole; of the month a day lies in only a last day is.
        """
        begun, whole = _midnight(self.months[-1]), (self.day + timedelta(days=1)).day == 1
        if self.months[0] < _months_to(shanghai_day(stated), KEPT)[0] or begun > stated:
            return self
        kept = self.months[-1] if whole and self.moment <= stated else self.months[-2]
        return replace(self, kept=kept)

    @property
    def months(self) -> tuple[date, ...]:
        """The first days of the twelve months up to this day, the oldest first."""
        return _months_to(self.day, MONTHS)

    @property
    def month_ends(self) -> tuple[date, ...]:
        """The day by which each of these months is read: its last one, this day for the last."""
        return _ends(self.months, self.day)

    @property
    def kept_months(self) -> tuple[tuple[date, date], ...]:
        """The months roll-ups keep, each with the day it is read by: a board of a year ago has its twelve too."""
        months = _months_to(self.day, KEPT)
        return tuple(zip(months, _ends(months, self.day), strict=True))

    @property
    def since(self) -> datetime:
        """The first moment of the twelve months."""
        return _midnight(self.months[0])

    @property
    def week(self) -> Stretch:
        """The seven days that end with this one, and the seven before them."""
        return Stretch(*(AsOf.of_past(self.day - timedelta(days=WEEK * back)) for back in (1, 2)))

    @property
    def month(self) -> Stretch:
        """This month, and the month before it."""
        begun, before = self.months[-1], self.months[-2]
        return Stretch(*(AsOf.of_past(first - timedelta(days=1)) for first in (begun, before)))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of days up to a question, and one like it before: the end of the earlier one, and its begin."""

    before: AsOf
    begin: AsOf


def hull_of(points: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the corners of the smallest convex area that holds all points, counter-clockwise (Andrew)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:  # noqa: PLR2004 - two points are a line
        return tuple(ordered)
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return tuple(lower[:-1] + upper[:-1])


def _chain(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    chain: list[tuple[int, int]] = []
    for point in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(start: tuple[int, int], middle: tuple[int, int], end: tuple[int, int]) -> int:
    """Return more than nothing where the way turns left."""
    return (middle[0] - start[0]) * (end[1] - start[1]) - (middle[1] - start[1]) * (end[0] - start[0])


def _months_to(day: date, count: int) -> tuple[date, ...]:
    last = day.year * _DECEMBER + day.month - 1
    return tuple(date(*_year_and_month(last - back)) for back in range(count - 1, -1, -1))


def _ends(months: Sequence[date], day: date) -> tuple[date, ...]:
    return (*(begin - timedelta(days=1) for begin in months[1:]), day)


def _year_and_month(number: int) -> tuple[int, int, int]:
    return number // _DECEMBER, number % _DECEMBER + 1, 1


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
