"""A person in public office without a seat: appointed again, or out of public office."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hemei.ground.people import queries, services
from hemei.ground.people.pages import gate
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.forms import needed_day, plain
from hemei.ui.words import say


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def officer(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show what the person held last, and appoint again; the form is filled with it."""
    actor = gate.entered(request, queries.Act.APPOINT)
    refused = None
    if request.method == "POST":
        try:
            services.appoint(
                actor=actor, now=utc_now(), person_id=_officer(person_id).person_id, **_drafted(request.POST)
            )
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("任命已登记。"))
            return HttpResponseRedirect(reverse("people:officer", args=[person_id]))
    return _page(request, person_id, refused)


@require_POST
@never_cache
@signed_in
def leave(request: HttpRequest, person_id: int) -> HttpResponse:
    """Say that the person holds public office no more."""
    actor: Actor = gate.entered(request, queries.Act.MANAGE_PEOPLE)
    name = _officer(person_id).name
    try:
        services.leave_public_office(actor=actor, now=utc_now(), person_id=person_id)
    except Refused as refused:
        return _page(request, person_id, refused)
    messages.success(request, _("%(name)s不再登记为公职人员，姓名不再公开。") % {"name": name})
    return HttpResponseRedirect(reverse("people:bodies"))


def _page(request: HttpRequest, person_id: int, refused: Refused | None) -> HttpResponse:
    found = _officer(person_id)
    held = queries.appointments(person_id=person_id, limit=200)
    last = max(held, key=lambda row: (row.valid_from, row.id), default=None)
    today = gate.today()
    values = request.POST or {
        "body": last.body_name if last else "",
        "role": last.role if last else "",
        "valid_from": today.isoformat(),
    }
    running = any(
        row.valid_from <= today and (row.valid_until is None or row.valid_until > today) for row in held
    )
    context = {
        "officer": found,
        "held": sorted(held, key=lambda row: (row.valid_from, row.id), reverse=True),
        "running": running,
        "values": {name: values.get(name, "") for name in ("body", "role", "valid_from")},
        "roles": [(role.value, say(queries.ROLE_NAMES[role])) for role in _ROLES],
        "role_names": queries.ROLE_NAMES,
    }
    return gate.form(request, "people/officer.html", refused, context)


_ROLES = sorted({role for roles in queries.ROLES_OF.values() for role in roles}, key=list(Role).index)


def _officer(person_id: int) -> queries.Officer:
    found = queries.officer(person_id)
    if found is None:
        raise Http404
    return found


def _drafted(data: QueryDict) -> dict[str, Any]:
    name = plain(data.get("body", ""))
    bodies = queries.bodies_named(name)
    if len(bodies) != 1:
        raise Refused.because(
            mark("“{name}”不止一个机构。") if bodies else mark("没有“{name}”这个机构。"),
            remedy=mark("请到机构的页面任命。") if bodies else mark("请填写机构的全称。"),
            field="body",
            name=name,
        )
    if data.get("role") not in set(Role):
        raise Refused.because(mark("没有选职务。"), remedy=mark("请选择一个职务。"), field="role")
    return {
        "body_id": bodies[0].id,
        "role": Role(data.get("role", "")),
        "valid_from": needed_day(data.get("valid_from", ""), "valid_from"),
    }
