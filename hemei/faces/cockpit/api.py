"""Figures for programs: the value of each as of a day, and the very rows it counts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Path
from ninja.params.functions import Query
from pydantic import StringConstraints

from hemei.faces.cockpit import queries
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.figures import Unit, Verdict
from hemei.kernel.scopes import Scope
from hemei.ui.api import USUAL_ROWS, Code, Day, Limit, Router, Schema, answers, opens
from hemei.ui.words import say, say_reason

router = Router(tags=["figures"])
_DIGITS = 6
After = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]


class FigureValue(Schema):
    """A figure of a place: a share lies between 0 and 1, null of nothing; `rows` lists what it counts."""

    id: str
    name: str
    unit: str
    value: float | int | None
    counted: int
    of: int
    not_provable: int
    standard: str
    item: str
    clause: str
    rows: str
    page: str


class Figures(Schema):
    """The figures of a place as of a day; of today as of the moment `at`."""

    place: str
    day: date
    at: datetime
    items: list[FigureValue]


class FigureRow(Schema):
    """A subject of a figure: the stream of its record, whether it counts, and why."""

    key: str
    label: str
    verdict: str
    reason: str
    weight: int
    body: str


class FigureRows(Schema):
    """A page of the subjects of a figure; `next` is `after` of the page that follows, null on the last."""

    items: list[FigureRow]
    next: str | None


@router.get(
    "/figures", response=answers(Figures), **opens(Scope.FIGURES, "Figures of a place", "一个地方的指标")
)
def figures(request: HttpRequest, place: Code = Query(""), on: Day | None = Query(None)) -> dict[str, Any]:
    """Return every figure of the place of this code, of the caller's own if none is given, as of a day or of now."""
    found, asked = _asked(request, place, on)
    read = queries.readings(found, actor=request.actor, asked=asked)  # type: ignore[attr-defined]
    return {
        "place": found.place.code,
        "day": asked.day,
        "at": asked.moment,
        "items": [_value(one, found) for one in read],
    }


@router.get(
    "/figures/{code}/rows",
    response=answers(FigureRows),
    **opens(Scope.FIGURES, "What a figure counts", "一个指标数的明细"),
)
def figure_rows(
    request: HttpRequest,
    code: Path[Code],
    place: Code = Query(""),
    on: Day | None = Query(None),
    verdict: Verdict | None = Query(None),
    after: After = Query(""),
    limit: Limit = Query(USUAL_ROWS),
) -> dict[str, Any]:
    """List the very subjects a figure counts, by the key of their record."""
    found, asked = _asked(request, place, on)
    entry = queries.entry_of(code, asked.day)
    if entry is None:
        raise Http404
    wanted = queries.Wanted(verdict=verdict, after=after, limit=limit + 1)
    actor = request.actor  # type: ignore[attr-defined]
    rows = queries.rows(entry, actor=actor, ranges=found.ranges, asked=asked, wanted=wanted)
    bodies = people.body_names(row.body for row in rows if row.body)
    items = [
        {
            "key": row.subject.key,
            "label": say(row.subject.label),
            "verdict": row.subject.counted,
            "reason": say_reason(row.subject.reason),
            "weight": row.subject.weight,
            "body": bodies.get(row.body or 0, ""),
        }
        for row in rows[:limit]
    ]
    return {"items": items, "next": rows[limit - 1].token if len(rows) > limit else None}


def _asked(request: HttpRequest, code: str, day: date | None) -> tuple[queries.Area, queries.AsOf]:
    """Return the place and the day a call asks of; not there, not then and not the caller's look alike."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        asked = queries.as_of(day, utc_now())
        number = places.place_by_code(code).id if code else actor.home_place
    except ValueError:
        raise Refused.because(
            mark("{day}不能查：还没有到，或者早于全部记录。"),
            remedy=mark("请写今天或者以前的一天。"),
            field="on",
            code="day",
            day=f"{day}",
        ) from None
    except places.NoSuchPlace:
        raise Http404 from None
    found = queries.area(number, actor=actor, day=asked.day) if number else None
    if found is None:
        raise Http404
    return found, asked


def _value(one: queries.Reading, found: queries.Area) -> dict[str, Any]:
    figure, value = one.entry.figure, one.value
    number = value.value
    shown = (
        number
        if number is None
        else int(number)
        if figure.unit is Unit.COUNT
        else round(float(number), _DIGITS)
    )
    return {
        "id": figure.id,
        "name": say(figure.name),
        "unit": figure.unit,
        "value": shown,
        "counted": value.tally.counted,
        "of": value.tally.of,
        "not_provable": value.tally.not_provable,
        "standard": figure.reference.standard,
        "item": figure.reference.item,
        "clause": figure.reference.clause,
        "rows": f"/api/figures/{figure.id}/rows?place={found.place.code}",
        "page": reverse("cockpit:figure", args=[found.place.id, figure.id]),
    }
