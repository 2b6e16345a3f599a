"""Load what a decision must know: the documents of a day, the owners' matters, who sits for whom."""

from __future__ import annotations

from datetime import date

from hemei.community.deliberation.rules.concluding import Matter
from hemei.community.deliberation.rules.standards import SmallMatters, ThreeInOne
from hemei.community.voting import queries as voting
from hemei.ground.records import queries as records
from hemei.kernel.decision import Refused, mark
from hemei.kernel.standards import NoStandard


def three_in_one(day: date) -> ThreeInOne:
    """Return how sides deliberate on a day; refused where no document says so."""
    try:
        return records.standards().find("three-in-one", ThreeInOne, on=day)
    except NoStandard:
        raise Refused.because(
            mark("{day}没有适用的三位一体标准"), remedy=mark("请由市里发布本市的文件"), code="no_standard",
            day=day.isoformat(),
        ) from None  # fmt: skip


def small_matters(day: date) -> SmallMatters:
    """Return the five steps on a day; refused where no document says so."""
    try:
        return records.standards().find("small-matters", SmallMatters, on=day)
    except NoStandard:
        raise Refused.because(
            mark("{day}没有适用的关键小事标准"), remedy=mark("请由市里发布本市的文件"), code="no_standard",
            day=day.isoformat(),
        ) from None  # fmt: skip


def owners_matters(day: date) -> dict[str, Matter]:
    """Return the matters that owners decide together on a day, by code."""
    return {
        matter.code: Matter(matter.code, matter.name, matter.clause, matter.warrant.reference)
        for matter in voting.matters_on(day)
    }
