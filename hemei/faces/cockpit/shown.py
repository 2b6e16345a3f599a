"""Figures as a page shows them: numbers in words, months as a chart; nothing is counted here."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from hemei.kernel.decision import mark
from hemei.kernel.figures import Figure, FigureValue, Measure, Unit, Verdict
from hemei.ui import charts
from hemei.ui.words import percent, say

if TYPE_CHECKING:
    from hemei.faces.cockpit.queries import Reading

VERDICT_TEXTS = {
    Verdict.YES: mark("计入"),
    Verdict.NO: mark("未计入"),
    Verdict.NOT_PROVABLE: mark("未能证明"),
}
GROUPS = ((mark("小区管理"), "F"), (mark("案件办理"), "C"))
_DM2_OF_TENTH = 100_000  # dm2 of a tenth of ten thousand square metres
_STEP = Fraction(1, 10)


def speaks(reading: Reading) -> bool:
    """Whether a figure says anything of the place: a count of what is kept elsewhere does not."""
    return reading.value.unit is Unit.SHARE or reading.value.tally.of > 0


def value(one: FigureValue) -> str:
    """Return a value as people read it: a percentage or a number."""
    if one.unit is Unit.COUNT:
        return str(one.tally.counted)
    return percent(one.value)


def weight(figure: Figure, amount: int) -> str:
    """Return what subjects weigh: how many, or their area."""
    if figure.measure is Measure.NUMBER:
        return f"{amount:,}"
    tenths = (2 * amount + _DM2_OF_TENTH) // (2 * _DM2_OF_TENTH)
    return _("%(area)s 万平方米") % {"area": f"{tenths // 10:,}.{tenths % 10}"}


def counted_of(figure: Figure, one: FigureValue) -> str:
    """Return the two numbers a share is made of."""
    counted = weight(figure, one.tally.counted)
    if figure.unit is Unit.COUNT:
        return counted
    return f"{counted} / {weight(figure, one.tally.of)}"


def aim(reading: Reading) -> str:
    """Return what is aimed at, in words; empty where nothing is."""
    item = reading.entry.item
    if item.aim is None:
        return ""
    words = _("超过 %(share)s") if item.more_than else _("达到 %(share)s")
    return words % {"share": percent(item.aim)}


def change(reading: Reading) -> str:
    """Return how the last month differs from the one before, in percentage points."""
    last, before = (one.value for _month, one in reversed(reading.months[-2:]))
    if last is None or before is None or reading.value.unit is Unit.COUNT:
        return ""
    points = last - before
    if not points:
        return _("与上月持平")
    words = _("比上月高 %(points)s 个百分点") if points > 0 else _("比上月低 %(points)s 个百分点")
    return words % {"points": percent(abs(points)).rstrip("%")}


def chart(reading: Reading, *, width: int, height: int, edge: int = 8) -> charts.Chart:
    """Draw a figure's twelve months; a month without a value interrupts the line."""
    points = [charts.Point(f"{month:%Y-%m}", one.value, value(one)) for month, one in reading.months]
    low, high = _bounds([one.number for one in points if one.number is not None], reading.value.unit)
    name = say(reading.entry.figure.name)
    return charts.chart(
        points,
        charts.Edge(low, _edge(low, reading.value.unit)),
        charts.Edge(high, _edge(high, reading.value.unit)),
        name=name,
        unknown=_("%(name)s：近12个月没有数据") % {"name": name},
        size=(width, height, edge),
    )


def _bounds(numbers: Sequence[Fraction | int], unit: Unit) -> tuple[Fraction, Fraction]:
    """Return the drawing's edges: whole tenths around the values, or from nothing to the most."""
    if not numbers:
        return Fraction(0), Fraction(1)
    if unit is Unit.COUNT:
        return Fraction(0), Fraction(max(1, *numbers))
    low = min(numbers) // _STEP * _STEP
    high = -(-max(numbers) // _STEP) * _STEP
    return low, max(high, low + _STEP)


def _edge(number: Fraction, unit: Unit) -> str:
    return str(int(number)) if unit is Unit.COUNT else percent(number)


def tile(reading: Reading, address: str) -> dict[str, Any]:
    """Return a figure as a tile of the board."""
    figure = reading.entry.figure
    spread = reading.value.spread if figure.unit is Unit.SHARE else None
    return {
        "code": figure.id,
        "name": say(figure.name),
        "address": address,
        "value": value(reading.value),
        "counted": counted_of(figure, reading.value) if figure.unit is Unit.SHARE else "",
        "not_provable": weight(figure, reading.value.tally.not_provable)
        if reading.value.tally.not_provable
        else "",
        "at_most": percent(reading.value.at_most) if reading.value.tally.not_provable else "",
        "aim": aim(reading),
        "reached": reading.reached,
        "rank": reading.rank,
        "spread": spread,
        "change": change(reading),
        "chart": chart(reading, width=238, height=56),
    }
