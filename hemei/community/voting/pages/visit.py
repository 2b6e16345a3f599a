"""At the door: two persons, an identity document, a ballot. Made for a phone in one hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.voting import queries
from hemei.community.voting.pages.counter import REFUSED, cast_here, faces
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.ground.people import queries as people
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import whole_of
from hemei.ui.render import render
from hemei.ui.words import say


def visitors_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let in who may bring a ballot from a door, after signing in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor.role not in roles_for(Act.VISIT):  # type: ignore[attr-defined]
            raise Refused.because(
                mark("这个身份不能上门收票"), remedy=mark("由社区工作人员和网格员办理"), code="role"
            )
        return view(request, *args, **kwargs)

    return signed_in(guarded)


@never_cache
@require_http_methods(["GET", "POST"])
@visitors_only
def visit(request: HttpRequest, roll_unit_id: int) -> HttpResponse:
    """Take the sheet of somebody at his door; a second person came along."""
    now = utc_now()
    unit = queries.desk_unit(roll_unit_id, actor=request.actor, now=now)  # type: ignore[attr-defined]
    if unit is None:
        raise Http404
    refused = None
    if request.method == "POST":
        try:
            return cast_here(request, unit, "doorstep", visitor=whole_of(request.POST.get("visitor", "")))
        except Refused as error:
            refused = error
    context = {
        **faces(request, unit, "cast" if refused else "", refused),
        "open": now <= unit.closes_at,
        "visitors": _colleagues(request),
    }
    return render(request, "voting/visit.html", context, REFUSED if refused else 200)


def _colleagues(request: HttpRequest) -> list[tuple[int, str]]:
    """Return who works in the reader's body and may come along, by name and office."""
    actor, now = request.actor, utc_now()  # type: ignore[attr-defined]
    roles = {role.value for role in roles_for(Act.VISIT)}
    with people.own_body_open(actor):
        offices = {
            row.person_id: row.role
            for row in people.appointments_on(shanghai_day(now), body_id=actor.body_id)
            if row.role in roles and row.person_id != actor.person_id
        }
        names = people.whole_names(offices)
    return sorted(
        (
            (person, f"{names[person]}（{say(people.ROLE_NAMES[Role(role)])}）")
            for person, role in offices.items()
            if person in names
        ),
        key=lambda one: one[1],
    )
