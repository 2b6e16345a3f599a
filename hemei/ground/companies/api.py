"""The public register of property companies for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja.params.functions import Query

from hemei.ground.companies import queries
from hemei.kernel.clock import utc_now
from hemei.kernel.scopes import Scope
from hemei.kernel.workdays import shanghai_day
from hemei.ui.api import USUAL_ROWS, Day, Limit, Number, Router, Schema, Word, answers, opens

router = Router(tags=["companies"])


class Company(Schema):
    """A company of the register; `projects` counts those the caller may see."""

    id: int
    name: str
    uscc: str
    valid_from: date
    projects: int | None


class Companies(Schema):
    """A page of companies, by pinyin; `next` is `after` of the page that follows, null on the last."""

    items: list[Company]
    next: int | None


@router.get(
    "/companies", response=answers(Companies), **opens(Scope.PLACES, "Property companies", "物业企业")
)
def companies(
    request: HttpRequest,
    q: Word = Query(""),
    on: Day | None = Query(None),
    after: Number | None = Query(None),
    limit: Limit = Query(USUAL_ROWS),
) -> dict[str, Any]:
    """List the companies of the register by a part of the name or the credit code."""
    rows = queries.listed_companies(
        actor=request.actor,  # type: ignore[attr-defined]
        on=on or shanghai_day(utc_now()),
        wanted=queries.CompanyFilter(text=q.strip()),
        after=after or 0,
        limit=limit + 1,
    )
    items = [{name: getattr(row, name) for name in Company.model_fields} for row in rows[:limit]]
    return {"items": items, "next": rows[limit - 1].id if len(rows) > limit else None}
