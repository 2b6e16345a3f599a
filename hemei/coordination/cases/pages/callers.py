"""The callers to be told by telephone how the case that theirs was joined into ended, each with what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.pages import faces
from hemei.coordination.cases.pages.case import REFUSED
from hemei.coordination.cases.rules.moves import ROLES, Who
from hemei.coordination.cases.rules.words import OUTCOME_TEXTS, Ending, Outcome, State
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

if TYPE_CHECKING:
    from django.http import HttpRequest

PAGE = 50


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def callers(request: HttpRequest) -> HttpResponse:
    """List who is to be called, and take what was said to one of them."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in ROLES[Who.CALLBACK]:
        raise PermissionDenied
    errors: dict[str, list[str]] = {}
    wanted, text = whole_of(request.POST.get("caller", "")), request.POST.get("text", "")
    if request.method == "POST" and wanted is not None:
        try:
            number = services.tell_caller(actor=actor, now=utc_now(), caller_id=wanted, text=text)
        except services.NoSuchCase as missing:
            raise Http404 from missing
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, _("已记下：%(number)s的来电人已经告知。") % {"number": number})
            return HttpResponseRedirect(reverse("cases:callers"))
    found = queries.callers(actor=actor, before=whole_of(request.GET.get("before", "")), limit=PAGE + 1)
    context = {
        "rows": [_line(row) for row in found[:PAGE]],
        "older": "?" + urlencode({"before": found[PAGE - 1].id}) if len(found) > PAGE else "",
        "errors": errors,
        "wanted": wanted,
        "text": text,
    }
    return render(request, "cases/callers.html", context, REFUSED if errors else 200)


def _line(row: queries.ToCall) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "kind": faces.kind_name(queries.law_of(row.fact_on), row.kind),
        "place": row.estate_name,
        "day": row.fact_on,
        "other": row.other,
        "state": faces.state_badge(
            State(row.other_state), Ending(row.other_ended) if row.other_ended else None
        ),
        "outcome": say(OUTCOME_TEXTS[Outcome(row.other_outcome)]) if row.other_outcome else "",
    }
