"""Who walks a cell: the community names one of its own staff, and says until when one walks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hemei.coordination.patrols import queries
from hemei.coordination.patrols.pages import gate
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, needed_day, whole_of
from hemei.ui.render import render

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_MOST = 1_000
_FORM = require_http_methods(["GET", "POST"])


def _entered(request: HttpRequest) -> Actor:
    actor = gate.entered(request)
    if not gate.names_workers(actor):
        raise PermissionDenied
    return actor


@_FORM
@never_cache
@signed_in
def worker(request: HttpRequest, cell_id: int) -> HttpResponse:
    """Show who walks a cell and whom to name; name him."""
    actor = _entered(request)

    def name() -> None:
        people_services.name_grid_worker(
            actor=actor, now=utc_now(), person_id=whole_of(request.POST.get("person", "")) or 0, cell_id=cell_id,
            valid_from=needed_day(request.POST.get("valid_from", ""), "valid_from"),
        )  # fmt: skip

    return _done(request, actor, cell_id, name, _("已经确定，接下来的巡查归他。"))


@require_POST
@never_cache
@signed_in
def release(request: HttpRequest, cell_id: int, appointment_id: int) -> HttpResponse:
    """End the office of who walks a cell, on a day."""
    actor = _entered(request)

    def end() -> None:
        people_services.release_grid_worker(
            actor=actor, now=utc_now(), appointment_id=appointment_id,
            valid_until=needed_day(request.POST.get("valid_until", ""), "valid_until"),
        )  # fmt: skip

    return _done(request, actor, cell_id, end, _("已经登记到哪一天为止。"))


def _done(
    request: HttpRequest, actor: Actor, cell_id: int, act: Callable[[], None], said: str
) -> HttpResponse:
    """Do what was sent and go back to the page, or show the page with what was wrong."""
    refused = None
    if request.method == "POST":
        try:
            act()
        except Refused as error:
            refused = error
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("patrols:worker", args=[cell_id]))
    names = places.names_of([cell_id])
    if cell_id not in dict(queries.cells_of(actor=actor, day=gate.today())) or cell_id not in names:
        raise Http404
    found = _offices(actor, cell_id)
    context = {
        "cell": names[cell_id],
        "cell_id": cell_id,
        "offices": found,
        "walkers": queries.walker_names(row.person_id for row in found),
        "staff": [(str(one), name) for one, name in people.nameable(actor=actor, on=gate.today()).items()],
        "typed": {name: request.POST.get(name, "") for name in ("person", "valid_from", "valid_until")},
        "today": gate.today(),
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "patrols/worker.html", context, gate.REFUSED if refused else 200)


def _offices(actor: Actor, cell_id: int) -> list[people.AppointmentRow]:
    """Return the offices of the cell's grid workers that run, or begin later."""
    rows = people.appointments(body_id=actor.body_id, limit=_MOST)
    return [
        row
        for row in rows
        if row.place_id == cell_id
        and row.role == Role.GRID_WORKER
        and (row.valid_until is None or row.valid_until > gate.today())
    ]
