"""One's own account: sessions, second factor, password."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hemei.ground.people import queries, services
from hemei.ground.people.services.sessions import session_mark
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.devices import device_words
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render

_REFUSED = 422


@never_cache
@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """Show the account."""
    return _account(request)


def _account(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    actor = _actor(request)
    own = queries.account_of(actor=actor)
    context = {
        "errors": errors_of(refused) if refused else {},
        "username": own.username if own else "",
        "has_password": bool(own and own.has_usable_password()),
        "has_factor": queries.has_totp(actor=actor),
        "device_words": device_words,
        "sessions": queries.own_sessions(actor=actor),
        "this_session": session_mark(request.session.session_key or ""),
        "role_names": queries.ROLE_NAMES,
        "files": queries.may(actor.role, queries.Act.FILE_PRIVACY).allowed,
    }
    return render(request, "people/account.html", context, _REFUSED if refused else 200)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _done(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("people:account"))


@require_POST
@signed_in
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one of one's sessions, or all but this one."""
    actor, wanted = _actor(request), request.POST.getlist("mark")
    services.revoke_sessions(
        actor=actor,
        now=utc_now(),
        account_id=actor.account_id or 0,
        marks=wanted,
        keep=session_mark(request.session.session_key or ""),
    )
    return _done(request, _("会话已结束。"))


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def second_factor(request: HttpRequest) -> HttpResponse:
    """Enrol an authenticator: scan, then type one code."""
    actor, refused = _actor(request), None
    if request.method == "POST":
        try:
            services.confirm_totp(actor=actor, now=utc_now(), code=request.POST.get("code", ""))
        except Refused as error:
            refused = error
        else:
            return _done(request, _("动态码已启用，下次登录时需要输入。"))
    drawing, secret = services.enrol_totp(actor=actor, issuer="Hemei")
    context = {"drawing": drawing, "secret": secret, "errors": errors_of(refused) if refused else {}}
    return render(request, "people/second_factor.html", context, _REFUSED if refused else 200)


@sensitive_post_parameters("password")
@require_POST
@signed_in
def remove_factor(request: HttpRequest) -> HttpResponse:
    """Give up the second factor."""
    try:
        services.remove_totp(actor=_actor(request), now=utc_now(), password=request.POST.get("password", ""))
    except Refused as refused:
        return _account(request, refused)
    return _done(request, _("动态码已停用。"))


@sensitive_post_parameters("current", "new")
@require_POST
@signed_in
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; all sessions end, also this one."""
    actor = _actor(request)
    try:
        services.set_password(
            actor=actor,
            now=utc_now(),
            account_id=actor.account_id or 0,
            password=request.POST.get("new", ""),
            current=request.POST.get("current", ""),
        )
    except Refused as refused:
        return _account(request, refused)
    request.session.flush()
    return HttpResponseRedirect(reverse("people:sign_in"))
