"""A grid worker's day: the rounds to walk, what he missed without a reason, what he walked last."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.coordination.patrols import queries
from hemei.coordination.patrols.pages import gate
from hemei.ui.doors import signed_in
from hemei.ui.render import render

if TYPE_CHECKING:
    from typing import Any

_AHEAD = timedelta(days=7)


@require_safe
@never_cache
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Show the walker's day; whoever does not walk goes to the overview."""
    actor = gate.entered(request)
    if not gate.may_do(actor, queries.Act.WALK):
        return HttpResponseRedirect(reverse("patrols:overview"))
    today = gate.today()
    rows = queries.rounds_to_walk(actor=actor, until=today + _AHEAD)
    context: dict[str, Any] = {
        "now": [row for row in rows if row.state is queries.RoundState.PLANNED and row.planned_on <= today],
        "next": [row for row in rows if row.state is queries.RoundState.PLANNED and row.planned_on > today],
        "owed": [row for row in rows if row.unexplained],
        "walked": queries.rounds_walked(actor=actor),
        "today": today,
        "names": queries.SHOWN_NAMES,
        "tones": gate.TONES,
        "tabs": gate.tabs(actor, "patrols:mine"),
    }
    response = render(request, "patrols/mine.html", context)
    # Cells and days, nothing of a resident: after a restart without a network the way to what he had begun.
    response["X-Hemei-Keep"] = "1"
    return response
