"""Figures as a page shows them: numbers in words, months as a chart; nothing is counted here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from hemei.kernel.decision import mark
from hemei.kernel.figures import Figure, FigureValue, Measure, Span, Unit, Verdict
from hemei.ui import charts
from hemei.ui.words import percent, say

if TYPE_CHECKING:
    from hemei.faces.cockpit.queries import Reading

VERDICT_TEXTS = {
    Verdict.YES: mark("计入"),
    Verdict.NO: mark("未计入"),
    Verdict.NOT_PROVABLE: mark("未能证明"),
}
CHANGE_TEXTS = {**VERDICT_TEXTS, Verdict.YES: mark("近12个月"), Verdict.NO: mark("上年同期")}
GROUPS = ((mark("小区管理"), "F"), (mark("案件办理"), "C"))
_DM2_OF_TENTH = 100_000  # dm2 of a tenth of ten thousand square metres
_STEP = Fraction(1, 10)


def speaks(reading: Reading) -> bool:
    """Whether a figure says anything of the place: a count of what is kept elsewhere does not."""
    return reading.value.unit is not Unit.COUNT or reading.value.tally.of > 0


def value(one: FigureValue) -> str:
    """Return a value as people read it: a percentage, a number, or by how much more or fewer."""
    if one.unit is Unit.COUNT:
        return str(one.tally.counted)
    if one.unit is Unit.CHANGE:
        return signed(one.value)
    return percent(one.value)


def signed(share: Fraction | None) -> str:
    """Return a change with its sign; no change has none."""
    if not share:
        return percent(share)
    return f"{'+' if share > 0 else '-'}{percent(abs(share))}"


def verdict_texts(figure: Figure) -> dict[Verdict, str]:
    """Return what a verdict is called: of a change it says which of the two years is meant."""
    return CHANGE_TEXTS if figure.unit is Unit.CHANGE else VERDICT_TEXTS


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
    if figure.unit is Unit.CHANGE:
        return _("%(now)s，上年同期 %(before)s") % {
            "now": counted,
            "before": weight(figure, one.tally.not_counted),
        }
    return f"{counted} / {weight(figure, one.tally.of)}"


def aim(reading: Reading) -> str:
    """Return what is aimed at, in words; empty where nothing is."""
    item = reading.entry.item
    if item.aim is None:
        return ""
    words = (
        _("下降 %(share)s 以上")
        if item.fewer_by
        else _("超过 %(share)s")
        if item.more_than
        else _("达到 %(share)s")
    )
    return words % {"share": percent(abs(item.aim))}


def change(reading: Reading) -> str:
    """Return how the last month differs from the one before, in percentage points.

    What happened in twelve months is counted over all of them: then the two are not the value, and it says so.
    """
    last, before = (one.value for _month, one in reversed(reading.months[-2:]))
    if last is None or before is None or reading.value.unit is not Unit.SHARE:
        return ""
    words = _against_before(last - before)
    if reading.entry.figure.span is Span.DAY:
        return words
    return _("数值是近12个月合计；当月 %(now)s，%(words)s") % {"now": percent(last), "words": words}


def _against_before(points: Fraction) -> str:
    if not points:
        return _("与上月持平")
    words = _("比上月高 %(points)s 个百分点") if points > 0 else _("比上月低 %(points)s 个百分点")
    return words % {"points": percent(abs(points)).rstrip("%")}


def chart(reading: Reading, *, width: int, height: int, edge: int = 8) -> charts.Chart:
    """Draw a figure's twelve months; a month without a value interrupts the line.

    Of a change the line is how many there were: a month's own change leaps where few things happen.
    """
    unit = Unit.SHARE if reading.value.unit is Unit.SHARE else Unit.COUNT
    points = [_point(month, one) for month, one in reading.months]
    low, high = _bounds([one.number for one in points if one.number is not None], unit)
    name = say(reading.entry.figure.name)
    return charts.chart(
        points,
        charts.Edge(low, _edge(low, unit)),
        charts.Edge(high, _edge(high, unit)),
        name=name,
        unknown=_("%(name)s：近12个月没有数据") % {"name": name},
        size=(width, height, edge),
    )


def _point(month: date, one: FigureValue) -> charts.Point:
    if one.unit is Unit.CHANGE:
        return charts.Point(f"{month:%Y-%m}", Fraction(one.tally.counted), str(one.tally.counted))
    return charts.Point(f"{month:%Y-%m}", one.value, value(one))


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
        "counted": counted_of(figure, reading.value) if figure.unit is not Unit.COUNT else "",
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
