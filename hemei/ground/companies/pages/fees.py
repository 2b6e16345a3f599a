"""How fee, service grade and services changed within a contract: entered, and voided where entered in error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.ground.companies import queries, services
from hemei.ground.companies.pages.contract import asked
from hemei.ground.companies.rules.fees import DEAREST, LONGEST_GRADE, LONGEST_SERVICES
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Decision, Reason, Refused
from hemei.kernel.registers import Unreadable
from hemei.kernel.registers.cells import hundredths
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render

if TYPE_CHECKING:
    from django.http import QueryDict

    from hemei.kernel.actor import Actor

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def fees(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show how fee, grade and services of a running contract changed, enter a change, or void one."""
    actor, project, estate = asked(request, project_id)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            _do(actor, project_id, request.POST)
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, _("已登记。"))
            return HttpResponseRedirect(reverse("companies:fees", args=[project_id]))
    context: dict[str, Any] = {
        "project": project,
        "estate": estate,
        "rows": queries.fees_of(project_id, actor=actor),
        "first": queries.first_fee(project_id, actor=actor),
        "today": shanghai_day(utc_now()),
        "errors": errors,
        "typed": {
            name: request.POST.get(name, "")
            for name in ("act", "valid_from", "fee", "grade", "services", "reason", "row")
        },
        "most": LONGEST_GRADE,
        "most_services": LONGEST_SERVICES,
    }
    return render(request, "companies/fees.html", context, UNPROCESSABLE if errors else 200)


def _do(actor: Actor, project_id: int, data: QueryDict) -> None:
    now = utc_now()
    if data.get("act") == "void":
        number, reason = whole_of(data.get("row", "")) or 0, plain(data.get("reason", ""), 200)
        services.void_revision(actor=actor, now=now, revision_id=number, reason=reason)
    else:
        draft = services.FeeDraft(
            needed_day(data.get("valid_from", ""), "valid_from"),
            _fee(data.get("fee", "")),
            plain(data.get("grade", ""), LONGEST_GRADE),
            plain(data.get("services", ""), LONGEST_SERVICES),
        )
        services.revise_fee(actor=actor, now=now, project_id=project_id, draft=draft)


def _fee(text: str) -> int | None:
    """Return a fee in fen, None where none is given."""
    typed = plain(text, 20)
    try:
        return hundredths(DEAREST)(typed) if typed else None
    except Unreadable as wrong:
        reason = wrong.reason
        said = Reason(reason.text, reason.values, reason.remedy, "fee", reason.code)
        raise Refused(Decision.no(said)) from None
