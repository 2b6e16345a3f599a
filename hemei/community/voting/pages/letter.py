"""The code of a letter to the door, as a resident fills it in; where it agrees, he may vote by phone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.voting import services
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain
from hemei.ui.render import render

REFUSED = 422


@never_cache
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest) -> HttpResponseBase:
    """Show and take the form of a letter; the QR code of one printed before had its code in the address: drop it."""
    return HttpResponseRedirect(reverse("voting:letter")) if request.GET else _letter(request)


@signed_in
def _letter(request: HttpRequest) -> HttpResponse:
    """Take the code of a letter and an owner's name; a wrong one stays counted: the refusal is shown, not raised."""
    errors: dict[str, list[str]] = {}
    values = {
        "code": plain(request.POST.get("code", ""), 40),
        "name": plain(request.POST.get("name", ""), 40),
        "chosen": request.POST.get("chosen", "") == "1",
    }
    if request.method == "POST":
        try:
            done = services.use_letter(
                actor=request.actor,  # type: ignore[attr-defined]
                now=utc_now(),
                code=str(values["code"]),
                name=str(values["name"]),
                declared=bool(values["chosen"]),
            )
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, _("已确认由您为%(unit)s投票，现在可以投票。") % {"unit": done.unit})
            return HttpResponseRedirect(reverse("voting:own_sheet", args=[done.roll_unit_id]))
    context = {"values": values, "errors": errors}
    return render(request, "voting/letter.html", context, REFUSED if errors else 200)
