"""A property unit with its owners and residents as of a day; residents move in and out here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hemei.ground.people import queries, services
from hemei.ground.people.pages import gate
from hemei.ground.people.pages.acts import maybe, options, read
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.registers.cells import phone
from hemei.ui.doors import signed_in
from hemei.ui.forms import needed_day, plain

if TYPE_CHECKING:
    from django.http import QueryDict

SEE, KEEP = queries.Act.SEE_RESIDENTS, queries.Act.KEEP_RESIDENTS


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show who owns a unit and who lives there; enter somebody who moved in."""
    actor = gate.entered(request, SEE)
    found = _unit_or_404(unit_id, actor)
    refused = None
    if request.method == "POST":
        try:
            _move_in(actor, unit_id, request.POST)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("已登记住户。"))
            return HttpResponseRedirect(reverse("people:unit", args=[unit_id]))
    return _page(request, actor, found, refused, request.POST.dict())


def _unit_or_404(unit_id: int, actor: Actor) -> places.UnitDoor:
    found = places.unit(unit_id, actor=actor)
    if found is None:
        raise Http404
    return found


def _move_in(actor: Actor, unit_id: int, data: QueryDict) -> None:
    kind = maybe(queries.ResidenceKind, data, "kind")
    if kind is None:
        raise Refused.because(mark("请选择住户类型。"), field="kind", code="choose")
    services.move_in(
        actor=actor, now=utc_now(), unit_id=unit_id, kind=kind, name=plain(data.get("name", ""), 60),
        since=needed_day(data.get("since", ""), "since"), phone=read(phone, data, "phone"),
    )  # fmt: skip


def _page(
    request: HttpRequest,
    actor: Actor,
    found: places.UnitDoor,
    refused: Refused | None,
    typed: dict[str, Any],
    leaving: int = 0,
) -> HttpResponse:
    day, now = gate.as_of(request), utc_now()
    residents = queries.residents_of([found.id], actor=actor, now=now).get(found.id, [])
    begun = [row for row in residents if row.valid_from <= day]
    context = {
        "unit": found,
        "estate": places.estate(found.estate_id, actor=actor),
        "day": day,
        "owners": queries.owners_of([found.id], actor=actor, now=now, on=day).get(found.id, []),
        "living": [row for row in begun if row.valid_until is None or row.valid_until > day],
        "gone": [row for row in begun if row.valid_until is not None and row.valid_until <= day],
        "kinds": queries.RESIDENCE_NAMES,
        "kind_options": options(queries.RESIDENCE_NAMES),
        "keeps": queries.may(actor.role, KEEP).allowed and day == gate.today(),
        "back": reverse("people:unit", args=[found.id]),
        "typed": typed,
        "leaving": leaving,
    }
    return gate.form(request, "people/unit.html", refused, context)


@never_cache
@require_POST
@signed_in
def move_out(request: HttpRequest, residence_id: int) -> HttpResponse:
    """Enter that a resident moved out."""
    actor = gate.entered(request, KEEP)
    row = queries.resident(residence_id, actor=actor, now=utc_now())
    if row is None:
        raise Http404
    try:
        services.move_out(
            actor=actor, now=utc_now(), residence_id=residence_id, day=needed_day(request.POST.get("day", ""), "day")
        )  # fmt: skip
    except Refused as refused:
        return _page(request, actor, _unit_or_404(row.unit_id, actor), refused, {}, leaving=residence_id)
    messages.success(request, _("已登记迁出。"))
    return HttpResponseRedirect(reverse("people:unit", args=[row.unit_id]))
