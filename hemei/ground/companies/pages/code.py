"""A company's credit code is corrected, or the reason is kept why it is right though it fails its check."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.ground.companies import queries, services
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain
from hemei.ui.render import render
from hemei.ui.words import say_reason

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def code(request: HttpRequest, company_id: int) -> HttpResponse:
    """Show a company's code with what is wrong with it, and take the right one or the reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in queries.CODE_KEEPERS:
        raise PermissionDenied
    company = queries.company(company_id)
    if company is None:
        raise Http404
    uscc = plain(request.POST.get("uscc", company.uscc)).upper()
    override = request.POST.get("override", "").replace("\x00", "")[:500]
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            services.correct_code(
                actor=actor, now=utc_now(), company_id=company_id, uscc=uscc, override=override
            )
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, _("已登记，这条矛盾随即消失。"))
            return HttpResponseRedirect(reverse("companies:code", args=[company_id]))
    doubt = queries.code_doubt(company.uscc)
    context = {
        "company": company,
        "doubt": say_reason(doubt) if doubt else "",
        "uscc": uscc,
        "override": override,
        "errors": errors,
    }
    return render(request, "companies/code.html", context, UNPROCESSABLE if errors else 200)
