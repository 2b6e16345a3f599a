"""At the door: two persons, an identity document, a ballot. Made for a phone in one hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hemei.community.voting import queries, services
from hemei.community.voting.pages.counter import REFUSED, cast_here, faces
from hemei.community.voting.pages.mine import confirmed_at, to_confirm
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.ground.people import queries as people
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, whole_of
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


@never_cache
@require_GET
@signed_in
def visits(request: HttpRequest) -> HttpResponse:
    """List the visits of the reader or of his places, and those that wait for his word as the second person."""
    if request.actor.role not in roles_for(Act.VISIT) | roles_for(Act.SEE):  # type: ignore[attr-defined]
        raise Refused.because(
            mark("这个身份不能看上门收的票"), remedy=mark("由社区、街道和网格员查看"), code="role"
        )
    return _visits(request)


def _visits(request: HttpRequest, refused: Refused | None = None, wrong: int | None = None) -> HttpResponse:
    now = utc_now()
    rows = queries.visits_of(actor=request.actor)  # type: ignore[attr-defined]
    context = {
        "waiting": [one for one in rows if one.waits(now)],
        "others": [(one, _STATES[one.there]) for one in rows if not one.waits(now)],
        "wrong": wrong,
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "voting/visits.html", context, REFUSED if refused else 200)


_STATES = {
    True: (mark("已确认"), "good"),
    False: (mark("同行的人说没有去"), "bad"),
    None: (mark("没有确认，不计入"), "warn"),
}


@never_cache
@require_POST
@visitors_only
def answer(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Say as the second person that one was there, or was not; the second factor is asked again."""
    try:
        services.answer_visit(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            visit_id=visit_id,
            there=request.POST.get("there") == "yes",
            confirmed_at=confirmed_at(request),
        )
    except Refused as refused:
        if refused.decision.reasons[0].code == "step_up":
            return to_confirm(reverse("voting:visits"))
        return _visits(request, refused, visit_id)
    messages.success(request, _("已答复。"))
    return HttpResponseRedirect(reverse("voting:visits"))


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
