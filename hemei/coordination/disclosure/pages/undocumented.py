"""没有适用文件的小区: what cannot be opened there, and the first day put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.pages import gate
from hemei.coordination.disclosure.queries import Act
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, plain, whole_of
from hemei.ui.render import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@never_cache
@signed_in
def undocumented(request: HttpRequest) -> HttpResponse:
    """List them, those longest on the calendar first."""
    return _list(request)


def _list(request: HttpRequest, refused: Refused | None = None, estate_id: int = 0) -> HttpResponse:
    actor, after = gate.entered(request, Act.SEE_OVERDUE), whole_of(request.GET.get("after", "")) or 0
    found = queries.undocumented(actor=actor, after=after, limit=gate.PAGE + 1)
    rows = found[: gate.PAGE]
    context = {
        "rows": [(row, places.short_name(row.community)) for row in rows],
        "first": not after,
        "older": f"?after={rows[-1].id}" if len(found) > gate.PAGE else "",
        "tabs": gate.tabs(actor, "disclosure:overview"),
        "refused": estate_id,
        "errors": errors_of(refused) if refused else {},
        "typed": plain(request.POST.get("since", "")),
    }
    return render(request, "disclosure/undocumented.html", context, gate.REFUSED if refused else 200)


@require_POST
@signed_in
def correct(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Put right from which day on an estate is on the calendar."""
    actor = gate.entered(request, Act.START)
    try:
        since = needed_day(request.POST.get("since", ""), "since")
        services.correct_start(actor=actor, now=utc_now(), estate_id=estate_id, since=since)
    except Refused as refused:
        return _list(request, refused, estate_id)
    messages.success(request, _("已更正，今天夜里按新的日期列出各期。"))
    return HttpResponseRedirect(reverse("disclosure:undocumented"))
