"""A settled score as it is kept, so that it reads the same years later: each item's share, and what records said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from hemei.oversight.assessment.rules.scoring import Evaluated, Scored, Share
from hemei.oversight.assessment.rules.standards import EvaluationStandard

Line = Mapping[str, Any]


def lines_of(found: Evaluated, records: Mapping[str, Share | None]) -> list[dict[str, Any]]:
    """Return a score item by item as JSON; `counted` of `of` is what the records said."""
    return [_line(one, records.get(one.item.filled_by)) for one in found.items]


def _line(one: Scored, share: Share | None) -> dict[str, Any]:
    line: dict[str, Any] = {"code": one.item.code, "why": one.why}
    if one.fulfilled is not None:
        line |= {"num": one.fulfilled.numerator, "den": one.fulfilled.denominator}
    if one.item.filled_by and share is not None:
        line |= {"counted": share.counted, "of": share.of}
    return line


def records_of(lines: Sequence[Line], standard: EvaluationStandard) -> dict[str, Share | None]:
    """Return what the records said, by the name of their source."""
    named = {item.code: item.filled_by for item in standard.item if item.filled_by}
    return {
        named[line["code"]]: Share(line["counted"], line["of"]) if "of" in line else None
        for line in lines
        if line["code"] in named
    }


def evaluated_of(lines: Sequence[Line], standard: EvaluationStandard, grade: str) -> Evaluated:
    """Return a kept score with the items of the standard it was settled by."""
    by_code = {line["code"]: line for line in lines}
    items = tuple(
        Scored(item, by_code[item.code]["why"], _fulfilled(by_code[item.code]))
        for item in standard.item
        if item.code in by_code
    )
    counting = [one for one in items if one.counts]
    return Evaluated(
        items,
        sum((one.points for one in counting), Fraction(0)),
        sum(one.item.weight for one in counting),
        grade,
        tuple(one.item.code for one in items if one.fails),
    )


def lost_items(lines: Sequence[Line]) -> list[str]:
    """Return the items of a kept score that did not give all their points."""
    return [line["code"] for line in lines if "num" in line and line["num"] < line["den"]]


def _fulfilled(line: Line) -> Fraction | None:
    return Fraction(line["num"], line["den"]) if "num" in line else None
