"""The standards in force for programs: which documents, and each item with what it rests on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest
from ninja import Path
from ninja.params.functions import Query

from hemei.kernel.clock import utc_now
from hemei.kernel.scopes import Scope
from hemei.kernel.standards import valued_items
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.policy import queries
from hemei.leadership.policy.pages.spoken import Spoken
from hemei.ui.api import Code, Day, Router, Schema, answers, opens
from hemei.ui.words import public_clause

if TYPE_CHECKING:
    from hemei.kernel.standards import Values, Warrant

router = Router(tags=["standards"])


class StandardLine(Schema):
    """A version of a document: whose it is, from which day it counts, until which it does not any more."""

    jurisdiction: str
    name: str
    title: str
    day: date
    until: date | None
    in_force: bool


class StandardLines(Schema):
    """Documents by name."""

    items: list[StandardLine]


class Item(Schema):
    """An item: its address in the document, what it says, on what it rests (`sourced`, `law` or `design`)."""

    item: str
    says: str
    basis: str
    source: str
    clause: str
    owner: str
    reason: str


class Standard(StandardLine):
    """A document item by item, and the text it is read from (TOML)."""

    text: str
    items: list[Item]


@router.get(
    "/standards",
    response=answers(StandardLines),
    **opens(Scope.PUBLISHED, "Standards in force", "施行中的标准"),
)
def standards(request: HttpRequest, on: Day | None = Query(None)) -> dict[str, Any]:
    """List the documents that count on a day, today if none is given, and those that will."""
    del request
    day = on or shanghai_day(utc_now())
    return {"items": [_line(row) for row in queries.standards_on(day)]}


@router.get(
    "/standards/{jurisdiction}/{name}/{day}",
    response=answers(Standard),
    **opens(Scope.PUBLISHED, "One standard, item by item", "一个标准逐条"),
)
def standard(
    request: HttpRequest, jurisdiction: Path[Code], name: Path[Code], day: Path[Day]
) -> dict[str, Any]:
    """Return a version of a document with each item, its basis and its clause."""
    del request
    versions = queries.standard_versions(name, on=shanghai_day(utc_now()))
    for row in versions:
        if (row.document.head.jurisdiction, row.document.head.day) == (jurisdiction, day):
            spoken = Spoken(row.document.content)
            items = [_item(spoken, found) for found in valued_items(row.document.content)]
            return _line(row) | {"text": public_clause(row.document.text), "items": items}
    raise Http404


def _line(row: queries.StandardRow) -> dict[str, Any]:
    head = row.document.head
    return {
        "jurisdiction": head.jurisdiction,
        "name": head.name,
        "title": head.title or head.name,
        "day": head.day,
        "until": row.until,
        "in_force": row.counts_on_day,
    }


def _item(spoken: Spoken, found: tuple[Values, Warrant]) -> dict[str, Any]:
    values, warrant = found
    return {
        "item": warrant.reference.item,
        "says": spoken.says(values),
        "basis": warrant.basis,
        "source": warrant.source.code,
        "clause": public_clause(warrant.clause),
        "owner": warrant.owner,
        "reason": warrant.reason,
    }
