"""What estates have published, for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Path
from ninja.params.functions import Query

from hemei.coordination.disclosure import queries
from hemei.kernel.scopes import Scope
from hemei.ui.api import USUAL_ROWS, Code, Limit, Router, Schema, answers, opens

router = Router(tags=["disclosures"])


class Disclosure(Schema):
    """A published version; `late_by` counts days, `root` is that of the tree over its lines."""

    token: str
    estate_token: str
    estate: str
    community: str
    subject: str
    since: date
    until: date
    due_on: date
    number: int
    latest: int
    body: str
    root: str
    published_on: date
    published_at: datetime
    late_by: int


class Disclosures(Schema):
    """What an estate has published, the latest period first."""

    items: list[Disclosure]


class WholeDisclosure(Disclosure):
    """A published version with its lines, its explanations and the leaves anybody makes the root from."""

    because: str
    lines: list[Any]
    explanations: dict[str, str]
    leaves: list[str]


@router.get(
    "/disclosures",
    response=answers(Disclosures),
    **opens(Scope.PUBLISHED, "What an estate has published", "一个小区公开了什么"),
)
def disclosures(
    request: HttpRequest, estate: Code = Query(...), limit: Limit = Query(USUAL_ROWS)
) -> dict[str, Any]:
    """List the latest version of each disclosure of the estate of this token."""
    del request
    return {"items": [_told(row) for row in queries.public_versions(estate, limit=limit)]}


@router.get(
    "/disclosures/{token}",
    response=answers(WholeDisclosure),
    **opens(Scope.PUBLISHED, "One version whole", "一次公开的全文"),
)
def disclosure(request: HttpRequest, token: Path[Code]) -> dict[str, Any]:
    """Return a published version with everything needed to make its root again."""
    del request
    found = queries.public_version(token)
    if found is None:
        raise Http404
    return _told(found) | {
        "because": found.because,
        "lines": found.lines,
        "explanations": found.explanations,
        "leaves": queries.proof_of(found)["leaves"],
    }


def _told(row: queries.PublicVersion) -> dict[str, Any]:
    period = {"since": row.period.since, "until": row.period.until}
    return period | {name: getattr(row, name) for name in Disclosure.model_fields if name not in period}
