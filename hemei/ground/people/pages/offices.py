"""The three administrations: system (bodies), security (sessions and locks), audit (the event log)."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hemei.ground.people import queries, services
from hemei.ground.records.queries import payload_text
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import SHANGHAI
from hemei.ui.doors import signed_in
from hemei.ui.render import render

_PAGE = 50


def _office(request: HttpRequest, act: queries.Act) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor.role, act).allowed:
        raise PermissionDenied
    return actor


@never_cache
@signed_in
def bodies(request: HttpRequest) -> HttpResponse:
    """Show the register of bodies, page by page."""
    _office(request, queries.Act.SEE_BODIES)
    rows = queries.bodies(after=_whole(request.GET.get("after", "")) or 0, limit=_PAGE)
    older = "?" + urlencode({"after": rows[-1].id}) if len(rows) == _PAGE else ""
    return render(request, "people/bodies.html", {"rows": rows, "older": older})


@never_cache
@signed_in
def body(request: HttpRequest, body_id: int) -> HttpResponse:
    """Show a body and who is appointed to it today."""
    _office(request, queries.Act.SEE_BODIES)
    found = queries.body(body_id)
    if found is None:
        return HttpResponseRedirect(reverse("people:bodies"))
    rows = queries.appointments_on(utc_now().astimezone(SHANGHAI).date(), body_id=body_id)
    context = {"body": found, "rows": rows, "role_names": queries.ROLE_NAMES}
    return render(request, "people/body.html", context)


@never_cache
@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """Show running sessions and locked usernames."""
    actor = _office(request, queries.Act.SEE_SESSIONS)
    context = {"rows": queries.all_sessions(actor=actor), "locks": queries.locked_usernames(actor=actor)}
    return render(request, "people/sessions.html", context)


@require_POST
@signed_in
def end_sessions(request: HttpRequest, account_id: int) -> HttpResponse:
    """End all sessions of an account."""
    actor = _office(request, queries.Act.END_SESSIONS)
    services.revoke_sessions(actor=actor, now=utc_now(), account_id=account_id)
    messages.success(request, _("会话已结束。"))
    return HttpResponseRedirect(reverse("people:sessions"))


@require_POST
@signed_in
def lift_lock(request: HttpRequest) -> HttpResponse:
    """Lift the lock of a username."""
    actor = _office(request, queries.Act.LIFT_LOCK)
    services.lift_lock(actor=actor, now=utc_now(), username=_plain(request.POST.get("username", "")))
    messages.success(request, _("锁定已解除。"))
    return HttpResponseRedirect(reverse("people:sessions"))


@never_cache
@signed_in
def audit(request: HttpRequest) -> HttpResponse:
    """Show the event log, newest first; each page read is recorded."""
    actor = _office(request, queries.Act.READ_AUDIT)
    asked = services.AuditFilter(
        before=_whole(request.GET.get("before", "")),
        stream=_plain(request.GET.get("stream", "")),
        type=_plain(request.GET.get("type", "")),
    )
    rows = services.read_audit(actor=actor, now=utc_now(), asked=asked)
    older = ""
    if len(rows) == _PAGE:
        older = "?" + urlencode({"before": str(rows[-1].id), "stream": asked.stream, "type": asked.type})
    shown = [(row, datetime.fromisoformat(row.payload["at"])) for row in rows]
    context = {"rows": shown, "asked": asked, "older": older, "payload_text": payload_text}
    return render(request, "people/audit.html", context)


def _plain(text: str) -> str:
    return text.replace("\x00", "").strip()[:100]  # no text of the database holds a NUL


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None  # noqa: PLR2004 - 64 bits
