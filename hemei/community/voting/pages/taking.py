"""Paper that somebody hands in at the counter: taken one by one, each with its moment and a receipt to take home."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.voting import queries, services
from hemei.community.voting.pages.paper import REFUSED, clerks_only
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.forms import errors_of, plain
from hemei.ui.render import render


@never_cache
@require_http_methods(["GET", "POST"])
@clerks_only
def taking(request: HttpRequest, roll_id: int) -> HttpResponse:
    """Take a printed ballot by its number or its QR code, and show the receipt of the one just taken."""
    actor, now = request.actor, utc_now()  # type: ignore[attr-defined]
    row = queries.paper_roll(roll_id, actor=actor)
    if row is None:
        raise Http404
    taken: services.TakenSheet | None = None
    errors: dict[str, list[str]] = {}
    said = plain(request.POST.get("serial", ""), 60)
    if request.method == "POST":
        try:
            taken = services.take_sheet(actor=actor, now=now, roll_id=roll_id, said=said)
        except Refused as refused:
            errors = errors_of(refused)
    context = {
        "row": row,
        "open": now <= row.closes_at,
        "coming": row.opens_at is not None and now < row.opens_at,
        "counts": queries.paper_counts(roll_id, actor=actor),
        "taken": taken,
        "serial": said if errors else "",
        "errors": errors,
    }
    return render(request, "voting/taking.html", context, REFUSED if errors else 200)
