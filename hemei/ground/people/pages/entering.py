"""Sign in and out, choose an appointment, become a sample person of a demonstration."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hemei.ground.people import queries, services
from hemei.kernel.actor import Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in, stands_alone
from hemei.ui.forms import errors_of
from hemei.ui.render import render

if TYPE_CHECKING:
    from typing import Any

_FORM = require_http_methods(["GET", "POST"])
_REFUSED = 422


def _next(request: HttpRequest) -> str:
    address = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if own else ""


def _enter(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Go on to where the person wanted to be, to the choice of an appointment, or to the work of the day."""
    running = queries.appointments_on(shanghai_day(utc_now()), person_id=actor.person_id)
    if actor.appointment_id is None and running:
        return HttpResponseRedirect(reverse("people:appointments"))
    return HttpResponseRedirect(_next(request) or _home(actor.role))


def _entered(request: HttpRequest, entered: services.SignedIn) -> HttpResponse:
    """Go on after a password; an old one is spoken of, but nobody is kept from urgent work by it."""
    if entered.actor is None:
        return _page(request, "first_password" if entered.needs_password else "factor", None)
    if entered.password_old:
        messages.warning(request, _("密码已使用很久，请在“我的账号”中修改。"))
    return _enter(request, entered.actor)


def _home(role: Role) -> str:
    homes = {
        Role.AUDITOR: "people:audit",
        Role.DATA_OFFICER: "privacy:requests",
        Role.SYSTEM_ADMIN: "people:bodies",
        Role.SECURITY_ADMIN: "people:sessions",
        Role.ASSESSOR: "assessment:my_visits",
        Role.MEDIATOR: "mediation:inbox",
    }
    try:
        return reverse(homes.get(role, "cases:work"))
    except NoReverseMatch:
        return "/"


def _page(request: HttpRequest, name: str, refused: Refused | None, **values: Any) -> HttpResponse:
    errors = errors_of(refused) if refused else {}
    context = {"errors": errors, "next": _next(request), **values}
    return render(request, f"people/{name}.html", context, _REFUSED if errors else 200)


@stands_alone
@never_cache
@sensitive_post_parameters("password")
@_FORM
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by username and password."""
    refused, username = None, request.POST.get("username", "")
    if request.method == "POST":
        password = request.POST.get("password", "")
        try:
            entered = services.sign_in(request=request, username=username, password=password, now=utc_now())
        except Refused as error:
            refused = error
        else:
            return _entered(request, entered)
    return _page(request, "sign_in", refused, username=username, demonstration_persons=settings.DEMO)


@stands_alone
@never_cache
@require_POST
def factor(request: HttpRequest) -> HttpResponse:
    """Finish with the code of the authenticator."""
    try:
        entered = services.confirm_second_factor(
            request=request, code=request.POST.get("code", ""), now=utc_now()
        )
    except Refused as refused:
        return _page(request, "factor", refused)
    return _entered(request, entered)


@stands_alone
@never_cache
@sensitive_post_parameters("new")
@require_POST
def first_password(request: HttpRequest) -> HttpResponse:
    """Finish with a password of one's own in the place of the one handed over."""
    try:
        entered = services.choose_password(
            request=request, password=request.POST.get("new", ""), now=utc_now()
        )
    except Refused as refused:
        return _page(request, "first_password", refused)
    return _entered(request, entered)


@stands_alone
@never_cache
@_FORM
def phone(request: HttpRequest) -> HttpResponse:
    """Ask for a phone number and send a code."""
    refused, number = None, request.POST.get("phone", "")
    if request.method == "POST":
        try:
            shown_code = services.request_code(phone=number, now=utc_now())
        except Refused as error:
            refused = error
        else:
            return _code_page(request, None, number, shown_code)
    return _page(request, "phone", refused, phone=number)


def _code_page(
    request: HttpRequest, refused: Refused | None, number: str, shown_code: str = ""
) -> HttpResponse:
    shown = queries.masked("phone", number, utc_now())
    return _page(request, "code", refused, phone=number, shown=shown, shown_code=shown_code)


@stands_alone
@never_cache
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """Sign a resident in by the code."""
    number = request.POST.get("phone", "")
    try:
        actor = services.sign_in_with_code(
            session=request.session,
            phone=number,
            code=request.POST.get("code", ""),
            now=utc_now(),
            agent=request.headers.get("User-Agent", ""),
        )
    except Refused as refused:
        return _code_page(request, refused, number)
    return _enter(request, actor)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    services.sign_out(session=request.session, actor=request.actor, now=utc_now())  # type: ignore[attr-defined]
    return HttpResponseRedirect("/")


@never_cache
@_FORM
@signed_in
def appointments(request: HttpRequest) -> HttpResponse:
    """Choose in which of one's appointments to act, or in none."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = utc_now()
    if request.method == "POST":
        wanted = request.POST.get("appointment", "")
        services.choose_appointment(
            session=request.session,
            actor=actor,
            now=now,
            appointment_id=int(wanted) if wanted.isascii() and wanted.isdigit() else None,
        )
        return HttpResponseRedirect(_next(request) or "/")
    rows = queries.appointments_on(shanghai_day(now), person_id=actor.person_id)
    return _page(request, "appointments", None, rows=rows, role_names=queries.ROLE_NAMES)


@stands_alone
@never_cache
def samples(request: HttpRequest) -> HttpResponse:
    """Show the sample persons of the demonstration by role, with what each can do."""
    if not settings.DEMO:
        raise Http404
    found = queries.sample_persons(shanghai_day(utc_now()))
    order = list(Role)
    found.sort(key=lambda row: (order.index(Role(row.role)), row.stands_in))
    groups = [
        {
            "role": queries.STAND_IN_MEMBER if stands_in else queries.ROLE_NAMES[Role(role)],
            "sentence": queries.ROLE_SENTENCES.get(Role(role), ""),
            "persons": list(rows),
        }
        for (role, stands_in), rows in groupby(found, key=lambda row: (row.role, row.stands_in))
    ]
    return _page(request, "samples", None, groups=groups)


@stands_alone
@require_POST
def become(request: HttpRequest, account_id: int) -> HttpResponse:
    """Become a sample person."""
    if not settings.DEMO:
        raise Http404
    try:
        actor = services.become_sample(request=request, account_id=account_id, now=utc_now())
    except Refused as refused:
        raise Http404 from refused
    return _enter(request, actor)
