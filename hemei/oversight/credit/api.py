"""The published credit levels of companies for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja.params.functions import Query
from pydantic import StringConstraints

from hemei.kernel.clock import utc_now
from hemei.kernel.scopes import Scope
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.credit import queries
from hemei.ui.api import USUAL_ROWS, Day, Limit, Router, Schema, Word, answers, opens

router = Router(tags=["credit"])
After = Annotated[str, StringConstraints(pattern=r"^([0-9]{1,9}-[0-9]{1,15})?$")]


class Level(Schema):
    """A company's level of a year; `place` of `rated` is its rank, `projects` counts those it serves now."""

    company_id: int
    name: str
    uscc: str
    year: int
    score: int
    level: str
    place: int
    rated: int
    projects: int


class Levels(Schema):
    """A page of levels by rank; `next` is `after` of the page that follows, null on the last."""

    items: list[Level]
    next: str | None


@router.get(
    "/credit/levels",
    response=answers(Levels),
    **opens(Scope.CREDIT, "Published credit levels", "已公布的信用等级"),
)
def levels(
    request: HttpRequest,
    q: Word = Query(""),
    on: Day | None = Query(None),
    after: After = Query(""),
    limit: Limit = Query(USUAL_ROWS),
) -> dict[str, Any]:
    """List the levels in force on a day by rank; `q` is a part of a company's or an estate's name, or a code."""
    del request
    place, _, company = (after or "0-0").partition("-")
    rows = queries.public_levels(
        on=on or shanghai_day(utc_now()),
        only=queries.PublicFilter(text=q),
        after=(int(place), int(company)),
        limit=limit + 1,
    )
    items = [{name: getattr(row, name) for name in Level.model_fields} for row in rows[:limit]]
    last = rows[limit - 1] if len(rows) > limit else None
    return {"items": items, "next": f"{last.place}-{last.company_id}" if last else None}
