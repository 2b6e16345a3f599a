"""Staff and their accounts: system administration registers and appoints, security administration lets in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hemei.ground.people import queries, services
from hemei.ground.people.pages import gate
from hemei.ground.people.pages.bodies import body_or_404
from hemei.ground.places import queries as places
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.forms import day_of, needed_day, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import listing, say

if TYPE_CHECKING:
    from django.http import QueryDict

    from hemei.kernel.actor import Actor

_FORM = require_http_methods(["GET", "POST"])
_CHUNK = 1_000
_PEOPLE, _APPOINT, _RESET = queries.Act.MANAGE_PEOPLE, queries.Act.APPOINT, queries.Act.RESET_PASSWORD


@require_safe
@never_cache
@signed_in
def staff(request: HttpRequest) -> HttpResponse:
    """List the staff accounts: where each works today, and whether it is open yet."""
    actor = gate.entered(request, _PEOPLE, _RESET)
    return _staff_page(request, actor)


def _staff_page(request: HttpRequest, actor: Actor, **more: Any) -> HttpResponse:
    typed = {"q": plain(request.GET.get("q", ""), 40), "closed": request.GET.get("closed", "")[:1]}
    after = whole_of(request.GET.get("after", "")) or 0
    found = queries.staff(
        actor=actor, text=typed["q"], closed_only=typed["closed"] == "1", after=after, limit=gate.PAGE + 1
    )
    rows = found[: gate.PAGE]
    older = "?" + urlencode(typed | {"after": str(rows[-1].account_id)}) if len(found) > gate.PAGE else ""
    context = {
        "rows": rows,
        "posts": queries.staff_at((row.person_id for row in rows), gate.today()),
        "role_names": queries.ROLE_NAMES,
        "asked": typed,
        "older": older,
        "sheet": f"{reverse('people:staff_sheet')}?{urlencode(typed)}",
        "registers": queries.may(actor.role, _PEOPLE).allowed,
        "issues": queries.may(actor.role, _RESET).allowed,
        "issued": {"account": 0, "password": ""},
        **more,
    }
    return render(request, "people/staff.html", context)


@require_safe
@never_cache
@signed_in
def staff_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = gate.entered(request, _PEOPLE, _RESET)
    header = [_("用户名"), _("机构"), _("职务"), _("已开通"), _("登记日期")]
    text, closed = plain(request.GET.get("q", ""), 40), request.GET.get("closed") == "1"
    return sheet(_("工作人员"), header, _sheet_rows(actor, text, closed_only=closed))


def _sheet_rows(actor: Actor, text: str, *, closed_only: bool) -> Iterator[list[Any]]:
    after = 0
    while rows := queries.staff(actor=actor, text=text, closed_only=closed_only, after=after, limit=_CHUNK):
        posts = queries.staff_at((row.person_id for row in rows), gate.today())
        for row in rows:
            held = posts.get(row.person_id, [])
            bodies = listing(post.body_name for post in held)
            roles = listing(say(queries.ROLE_NAMES[Role(post.role)]) for post in held)
            yield [row.username, bodies, roles, _("是") if row.opened else _("否"), row.created_at]
        after = rows[-1].account_id


@require_POST
@never_cache
@signed_in
def issue_password(request: HttpRequest, account_id: int) -> HttpResponse:
    """Hand a password over: it stands on this one answer and nowhere else."""
    actor = gate.entered(request, _RESET)
    password = services.issue_password(actor=actor, now=utc_now(), account_id=account_id)
    return _staff_page(request, actor, issued={"account": account_id, "password": password})


@require_safe
@never_cache
@signed_in
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show a member of staff with the appointments over time."""
    actor = gate.entered(request, _PEOPLE)
    member = queries.staff_member(actor=actor, person_id=person_id, now=utc_now())
    if member is None:
        raise Http404
    on = gate.as_of(request) if request.GET.get("on") else None
    rows = queries.appointments(person_id=person_id, on=on, limit=200)
    context = {
        "member": member,
        "rows": rows,
        "places": places.names_of(row.place_id for row in rows),
        "role_names": queries.ROLE_NAMES,
        "on": on,
        "today": gate.today(),
    }
    return render(request, "people/person.html", context)


@_FORM
@never_cache
@signed_in
def register(request: HttpRequest, body_id: int) -> HttpResponse:
    """Register somebody who is to work for a body, then go on to the appointment."""
    actor = gate.entered(request, _PEOPLE)
    body, data, refused = body_or_404(body_id), request.POST, None
    if request.method == "POST":
        draft = services.StaffDraft(
            name=plain(data.get("name", "")),
            username=plain(data.get("username", "")),
            phone=data.get("phone", "").replace("\x00", ""),
            public_office=bool(data.get("public_office")),
        )
        try:
            services.register_staff(actor=actor, now=utc_now(), body_id=body_id, draft=draft)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("人员和账号已登记。账号由安全管理员交付初始密码后才能登录。"))
            address = reverse("people:appoint", args=[body_id])
            return HttpResponseRedirect(f"{address}?{urlencode({'username': draft.username})}")
    fields = ("name", "username", "phone", "public_office")
    context = {"body": body, "values": {name: data.get(name, "") for name in fields}}
    return gate.form(request, "people/staff_register.html", refused, context)


@_FORM
@never_cache
@signed_in
def appoint(request: HttpRequest, body_id: int) -> HttpResponse:
    """Appoint a member of staff to a role in a body."""
    actor = gate.entered(request, _APPOINT)
    body, data, refused = body_or_404(body_id), request.POST or request.GET, None
    if request.method == "POST":
        try:
            services.appoint(actor=actor, now=utc_now(), body_id=body_id, **_drafted(actor, request.POST))
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("任命已登记。"))
            return HttpResponseRedirect(reverse("people:body", args=[body_id]))
    fields = ("username", "role", "place", "valid_from", "valid_until")
    roles = sorted(queries.ROLES_OF[body.kind], key=list(Role).index)
    context = {
        "body": body,
        "values": {name: data.get(name, "") for name in fields},
        "roles": [(role.value, say(queries.ROLE_NAMES[role])) for role in roles],
    }
    return gate.form(request, "people/appoint.html", refused, context)


def _drafted(actor: Actor, data: QueryDict) -> dict[str, Any]:
    username = plain(data.get("username", ""), 40)
    found = queries.staff_named(actor=actor, username=username)
    if found is None:
        raise Refused.because(
            mark("没有“{username}”这个用户名。"),
            remedy=mark("请先登记人员和账号。"),
            field="username",
            username=username,
        )
    if data.get("role") not in set(Role):
        raise Refused.because(mark("没有选职务。"), remedy=mark("请选择一个职务。"), field="role")
    place = data.get("place", "").strip()
    return {
        "person_id": found.person_id,
        "role": Role(data.get("role", "")),
        "place_id": gate.place_named(place).id if place else None,
        "valid_from": needed_day(data.get("valid_from", ""), "valid_from"),
        "valid_until": day_of(data.get("valid_until", ""), "valid_until"),
    }


@_FORM
@never_cache
@signed_in
def end_appointment(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """End an appointment on a day."""
    actor = gate.entered(request, _APPOINT)
    row = queries.appointment(appointment_id)
    if row is None:
        raise Http404
    refused = None
    if request.method == "POST":
        try:
            services.end_appointment(
                actor=actor,
                now=utc_now(),
                appointment_id=appointment_id,
                valid_until=needed_day(request.POST.get("valid_until", ""), "valid_until"),
            )
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("任职已结束。"))
            return HttpResponseRedirect(reverse("people:body", args=[row.body_id]))
    context = {
        "row": row,
        "username": queries.usernames([row.person_id]).get(row.person_id, ""),
        "role": queries.ROLE_NAMES[Role(row.role)],
        "values": {"valid_until": request.POST.get("valid_until", "")},
    }
    return gate.form(request, "people/appointment_end.html", refused, context)
