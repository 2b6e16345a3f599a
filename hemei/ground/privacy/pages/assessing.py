"""Impact assessments: the list, one of them, and the form to enter another."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hemei.ground.people import queries as people
from hemei.ground.privacy import queries, services
from hemei.ground.privacy.pages import words
from hemei.ground.privacy.pages.gate import PAGE, REFUSED, document_today, entered, whole
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def assessments(request: HttpRequest) -> HttpResponse:
    """Show the impact assessments of this body, and enter another."""
    actor = entered(request, people.Act.ASSESS_PRIVACY)
    refused = None
    if request.method == "POST":
        try:
            _assess(request, actor)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("评估已登记。"))
            return HttpResponseRedirect(reverse("privacy:assessments"))
    rows = queries.assessments(actor=actor, after=whole(request), limit=PAGE + 1)
    more, rows, document = len(rows) > PAGE, rows[:PAGE], document_today()
    names = {row.code: words.named(row) for row in document.activity}
    context = {
        "rows": [
            (row, names.get(row.activity, row.activity), say(words.OUTCOME_TEXTS[row.outcome]))
            for row in rows
        ],
        "older": f"?{urlencode({'after': rows[-1].id})}" if more else "",
        "activities": list(names.items()),
        "outcomes": [(code, say(text)) for code, text in words.OUTCOME_TEXTS.items()],
        "kept": words.length(document.assessment.kept),
        "typed": request.POST if refused else {},
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "privacy/assessments.html", context, REFUSED if refused else 200)


def _assess(request: HttpRequest, actor: Actor) -> None:
    try:
        done_on = date.fromisoformat(request.POST.get("done_on", ""))
    except ValueError:
        raise Refused.because(mark("请填写评估日期。"), field="done_on", code="no_day") from None
    services.add_assessment(
        actor=actor,
        now=utc_now(),
        activity=request.POST.get("activity", ""),
        title=request.POST.get("title", ""),
        outcome=request.POST.get("outcome", ""),
        text=request.POST.get("text", ""),
        done_on=done_on,
    )


@never_cache
@require_GET
@signed_in
def assessment(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Show what an assessment says."""
    actor = entered(request, people.Act.ASSESS_PRIVACY)
    row = queries.assessment(assessment_id, actor=actor)
    if row is None:
        raise Http404
    names = {one.code: words.named(one) for one in document_today().activity}
    context = {
        "row": row,
        "activity": names.get(row.activity, row.activity),
        "outcome": say(words.OUTCOME_TEXTS[row.outcome]),
        "text": queries.assessment_text(row),
    }
    return render(request, "privacy/assessment.html", context)
