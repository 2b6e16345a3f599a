"""The reporter's phone number in full: asked for with a reason, shown once, and recorded."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.pages.case import REFUSED, viewer_of
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in, status_of
from hemei.ui.forms import errors_of
from hemei.ui.render import render


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def contact(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the reason, then show the number to call; each look is an event of its own."""
    viewer, now = viewer_of(request, number), utc_now()
    page = queries.case_page(viewer=viewer, number=number, now=now)
    if page is None or not page.contact:
        raise Http404
    allowed = people.may(viewer.actor.role, people.Act.UNMASK)
    if not allowed.allowed:
        raise Refused(allowed)
    phone, refused = "", None
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        try:
            phone = services.open_contact(viewer=viewer, now=now, number=number, reason=reason)
        except Refused as error:
            refused = error
    context = {
        "number": number,
        "phone": phone,
        "masked": people.masked("phone", page.contact, now),
        "reason": reason,
        "errors": errors_of(refused) if refused else {},
        "way": [(_("首页"), "/"), (number, reverse("cases:case", args=[number])), (_("联系电话"), "")],
    }
    return render(request, "cases/contact.html", context, status_of(refused, REFUSED) if refused else 200)
