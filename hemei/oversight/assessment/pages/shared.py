"""What the pages of assessment share: who may come in, points and shares in words, items with their clause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment import queries
from hemei.oversight.assessment.queries import Scored
from hemei.ui.clauses import cited_item
from hemei.ui.words import percent, public_clause, say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

PAGE, CHUNK, REFUSED = 50, 1_000, 422
_HUNDREDTHS = 100


def entered(request: HttpRequest, act: queries.Act = queries.Act.SEE) -> Actor:
    """Return the actor if his role may do the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor.role, act).allowed:
        raise PermissionDenied
    return actor


def today() -> date:
    """Return today in the city."""
    return shanghai_day(utc_now())


def points(value: Fraction | int | None) -> str:
    """Return points with at most two decimals, rounded half up; the exact fraction stands in the record."""
    if value is None:
        return "-"
    scaled = Fraction(value) * _HUNDREDTHS
    whole, part = divmod((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), _HUNDREDTHS)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") if part else str(whole)


def grade_of(standard: queries.EvaluationStandard, code: str) -> tuple[str, str]:
    """Return a grade's name and its tone, the best good and the last bad."""
    codes = [band.code for band in standard.grade]
    if code not in codes:
        return "", ""
    tone = "good" if code == codes[0] else "bad" if code == codes[-1] else ""
    return standard.grade[codes.index(code)].name, tone


def standard_title(name: str, day: date) -> str:
    """Return what a version of a standard is called."""
    return queries.version(name, day).head.title


def standard_names(on: date) -> list[tuple[str, str]]:
    """Return the evaluation standards in force on a day: name and title."""
    found = ((name, queries.standard_on(name, on)) for name in queries.EVALUATIONS)
    return [(name, standard.head.title) for name, standard in found if standard is not None]


def scale_options(item: queries.Item) -> list[tuple[str, str]]:
    """Return the steps of an item's scale as a form offers them, the best first: value and words with points."""
    words = _STEPS[item.scale]() if item.scale in _STEPS else {}
    found = []
    for step in reversed(queries.steps_of(item.scale)):
        name = words.get(step, percent(step))
        found.append((str(step), name if item.veto else f"{name}（{points(step * item.weight)}）"))
    return found


_STEPS: dict[str, Any] = {
    "met": lambda: {Fraction(1): _("符合"), Fraction(0): _("不符合")},
    "full_half": lambda: {Fraction(1): _("符合"), Fraction(1, 2): _("基本符合"), Fraction(0): _("不符合")},
    "grades": lambda: {Fraction(step, 5): _("%(step)s档") % {"step": step} for step in range(6)},
}


def sections(
    standard: queries.EvaluationStandard, items: Sequence[Scored], lines: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return a score section by section with each item: what it gives, why, and the clause its weight rests on."""
    by_section: dict[str, list[dict[str, Any]]] = {}
    said = {line["code"]: line for line in lines}
    for one in items:
        by_section.setdefault(one.item.section, []).append(_item(standard, one, said.get(one.item.code, {})))
    return [
        {
            "code": section.code,
            "name": section.name,
            "weight": section.weight,
            "points": points(
                sum(
                    (one.points for one in items if one.item.section == section.code and one.counts),
                    Fraction(0),
                )
            ),
            "clause": cited(standard, section.warrant),
            "items": by_section.get(section.code, []),
        }
        for section in standard.section
    ]


def cited(standard: queries.EvaluationStandard, warrant: Any) -> tuple[str, str, bool]:
    """Return what a weight rests on in words, where it stands, and whether it is a design value of the city's own."""
    words, address = cited_item(standard.head, warrant.reference.as_payload())
    return public_clause(words), address, warrant.basis == "design"


def _item(standard: queries.EvaluationStandard, one: Scored, line: Mapping[str, Any]) -> dict[str, Any]:
    item = one.item
    return {
        "code": item.code,
        "name": item.name,
        "veto": item.veto,
        "fails": one.fails,
        "weight": item.weight,
        "points": "-" if one.why == "not_provable" else points(one.points),
        "lost": one.counts and one.points < item.weight,
        "why": say(queries.WHY_TEXTS[one.why]),
        "proven": one.why != "not_provable",
        "said": _("%(of)s项中%(counted)s项") % {"counted": line["counted"], "of": line["of"]}
        if "of" in line
        else "",
        "share": percent(one.fulfilled) if one.fulfilled is not None else "",
        "source": item.filled_by,
        "opens": item.filled_by in queries.SOURCES,
        "waits": say(queries.WAITING[item.filled_by]) if item.filled_by in queries.WAITING else "",
        "evidence": item.evidence,
        "clause": cited(standard, item.warrant),
    }


def spread_words(standard: queries.EvaluationStandard, spread: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a round as a whole came to: grades with how many, and the warnings."""
    total = sum(count for _grade, count in spread.get("grades", ()))
    counted = dict(spread.get("grades", ()))
    names = {item.code: item.name for item in standard.item}
    crowded = spread.get("crowded", "")
    return {
        "grades": [
            {"name": band.name, "count": counted.get(band.code, 0), "tone": grade_of(standard, band.code)[1]}
            for band in standard.grade
        ],
        "total": total,
        "crowded": _("“%(grade)s”有%(count)s个，占%(share)s：这次评价区分不出好坏。")
        % {
            "grade": grade_of(standard, crowded)[0],
            "count": counted.get(crowded, 0),
            "share": percent(Fraction(counted.get(crowded, 0), total)),
        }
        if crowded and total
        else "",
        "same": [
            _("“%(item)s”有%(times)s个（共%(of)s个）得分相同（%(share)s），已不能区分。")
            % {"item": names.get(code, code), "times": times, "of": of, "share": percent(Fraction(num, den))}
            for code, num, den, times, of in spread.get("same", ())
        ],
    }
