"""Numbers over time as a line: placed in whole units of a drawing, and said in words for who does not see it.

The macro `line` of `ui/charts.html` draws it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from hemei.kernel.money import yuan
from hemei.kernel.periods import months_after
from hemei.ui.words import gettext as _


@dataclass(frozen=True, slots=True)
class Point:
    """A month or week: what it is called, its number, and the number in words; None where nothing is known."""

    time: str
    number: Fraction | int | None
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A point in the drawing: where it stands, in whole units, and what it says."""

    x: int
    y: int | None
    time: str
    words: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A lower or upper edge of the drawing: its number and its words."""

    number: Fraction | int
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A line: the drawing's size, its marks, the joined stretches, and what its edges mean."""

    width: int
    height: int
    marks: tuple[Mark, ...]
    lines: tuple[str, ...]
    low: str
    high: str
    words: str


def chart(
    points: Sequence[Point], low: Edge, high: Edge, *, name: str, unknown: str, size: tuple[int, int, int]
) -> Chart:
    """Draw points between two edges; one without a number interrupts the line.

    `size` is width, height and margin; `unknown` is what is said where no point has a number.
    """
    width, height, margin = size
    step = (width - 2 * margin) // max(1, len(points) - 1)
    span = Fraction(high.number - low.number)
    marks = tuple(
        Mark(
            margin + place * step,
            None
            if point.number is None
            else height - margin - int((point.number - low.number) / span * (height - 2 * margin)),
            point.time,
            point.words,
        )
        for place, point in enumerate(points)
    )
    return Chart(width, height, marks, _stretches(marks), low.words, high.words, _said(marks, name, unknown))


_MONTHS = (720, 180, 24)


def month_chart(fen: Mapping[date, int], since: date, until: date, name: str) -> Chart:
    """Draw an amount of each month from a day until another, from nothing up to the highest; months by their first."""
    points, month = [], since
    while month < until:
        amount = fen.get(month, 0)
        points.append(Point(f"{month:%Y-%m}", amount, yuan(amount)))
        month = months_after(month, 1)
    high = max((int(point.number or 0) for point in points), default=0) or 1
    edges = Edge(0, "0"), Edge(high, yuan(high))
    return chart(points, *edges, name=name, unknown=_("没有记录"), size=_MONTHS)


def _stretches(marks: Sequence[Mark]) -> tuple[str, ...]:
    found: list[list[str]] = [[]]
    for mark in marks:
        if mark.y is None:
            found.append([])
        else:
            found[-1].append(f"{mark.x},{mark.y}")
    return tuple(" ".join(stretch) for stretch in found if stretch)


def _said(marks: Sequence[Mark], name: str, unknown: str) -> str:
    known = [mark for mark in marks if mark.y is not None]
    if not known:
        return unknown
    return _("%(name)s：%(first)s 为 %(from)s，%(last)s 为 %(to)s") % {
        "name": name,
        "first": known[0].time,
        "from": known[0].words,
        "last": known[-1].time,
        "to": known[-1].words,
    }
