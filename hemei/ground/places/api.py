"""Places and estates for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Path
from ninja.params.functions import Query

from hemei.ground.places import queries
from hemei.kernel.clock import utc_now
from hemei.kernel.scopes import Scope
from hemei.kernel.workdays import shanghai_day
from hemei.ui.api import USUAL_ROWS, Code, Day, Limit, Router, Schema, Word, answers, opens

router = Router(tags=["places"])


class PlaceLine(Schema):
    """A division of the city: its official code, level and name."""

    code: str
    level: str
    name: str


class Place(PlaceLine):
    """A division with those directly below it."""

    below: list[PlaceLine]


class Estate(Schema):
    """An estate of the register. Area in square decimetres, position in millionths of a degree (CGCS2000)."""

    code: str
    token: str
    name: str
    kind: str
    address: str
    community: str
    built_area_dm2: int
    built_year: int | None
    households: int
    lon: int | None
    lat: int | None
    valid_from: date
    valid_until: date | None


class Estates(Schema):
    """A page of estates, by code; `next` is `after` of the page that follows, null on the last."""

    items: list[Estate]
    next: str | None


@router.get(
    "/places", response=answers(Place), **opens(Scope.PLACES, "The city and its districts", "本市和各区县")
)
def city(request: HttpRequest) -> dict[str, Any]:
    """Return the city this copy serves, with its counties and districts."""
    del request
    return _place(queries.city())


@router.get(
    "/places/{code}",
    response=answers(Place),
    **opens(Scope.PLACES, "A division and those below it", "一个区划和它下面的区划"),
)
def place(request: HttpRequest, code: Path[Code]) -> dict[str, Any]:
    """Return a county, street or community by its official code, with the divisions directly below it."""
    del request
    try:
        return _place(queries.place_by_code(code))
    except queries.NoSuchPlace:
        raise Http404 from None


def _place(found: queries.PlaceRow) -> dict[str, Any]:
    return _line(found) | {"below": [_line(row) for row in queries.child_places(found.id)]}


def _line(row: queries.PlaceRow) -> dict[str, Any]:
    return {"code": row.code, "level": row.level.value, "name": row.short_name}


@router.get(
    "/estates",
    response=answers(Estates),
    **opens(Scope.PLACES, "Estates of the caller", "密钥所代单位看得到的小区"),
)
def estates(
    request: HttpRequest,
    q: Word = Query(""),
    on: Day | None = Query(None),
    after: Code = Query(""),
    limit: Limit = Query(USUAL_ROWS),
) -> dict[str, Any]:
    """List the estates the key's holder may see, those of a day or of today, by code."""
    day = on or shanghai_day(utc_now())
    actor = request.actor  # type: ignore[attr-defined]
    rows = queries.estates(actor=actor, text=q, after=after, on=day, limit=limit + 1)
    return {
        "items": _estates(rows[:limit], day),
        "next": rows[limit - 1].code if len(rows) > limit else None,
    }


@router.get("/estates/{code}", response=answers(Estate), **opens(Scope.PLACES, "One estate", "一个小区"))
def estate(request: HttpRequest, code: Path[Code]) -> dict[str, Any]:
    """Return an estate by its code; one that is not there and one that is not the caller's look alike."""
    found = queries.estate_by_code(code, actor=request.actor)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return _estates([found], shanghai_day(utc_now()))[0]


def _estates(rows: list[queries.EstateRow], day: date) -> list[dict[str, Any]]:
    accountable = queries.accountable_communities([row.id for row in rows], day)
    names = queries.names_of(accountable.values())
    return [
        {
            **{name: getattr(row, name) for name in Estate.model_fields if name != "community"},
            "community": names.get(accountable.get(row.id, 0), ""),
        }
        for row in rows
    ]
