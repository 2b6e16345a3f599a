"""A subject through the years: its published scores by every standard, for whoever chooses or answers for it."""

from __future__ import annotations

from typing import Any, get_args

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.oversight.assessment import queries
from hemei.oversight.assessment.pages.shared import entered, grade_of, points
from hemei.ui.doors import signed_in
from hemei.ui.render import render
from hemei.ui.words import percent, say


@never_cache
@require_safe
@signed_in
def subject(request: HttpRequest, kind: str, subject_id: int) -> HttpResponse:
    """Show the published scores of a subject, the latest first."""
    entered(request)
    if kind not in get_args(queries.SubjectKind):
        raise Http404
    found = queries.history_of(kind, subject_id)  # type: ignore[arg-type]  # held against the kinds above
    context = {
        "name": found[0].name if found else say(queries.KIND_TEXTS[kind]),  # type: ignore[index]
        "kind": say(queries.KIND_TEXTS[kind]),  # type: ignore[index]
        "rows": [_row(one) for one in found],
    }
    return render(request, "assessment/subject.html", context)


def _row(one: queries.Result) -> dict[str, Any]:
    standard = queries.version(one.standard, one.standard_day)
    grade, tone = grade_of(standard, one.grade)
    return {
        "id": one.entry_id, "title": one.title, "standard": standard.head.title, "points": points(one.points),
        "of": one.of, "share": percent(one.share), "grade": grade, "tone": tone, "rank": one.rank,
        "published": one.published_on, "lost": [lost.item.name for lost in one.lost[:3]],
    }  # fmt: skip
