"""Security administration (sessions, locks) and audit (the event log); system administration has its own pages."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hemei.ground.people import queries, services
from hemei.ground.people.pages.gate import PAGE, entered
from hemei.ground.records.queries import event_names, payload_text
from hemei.kernel.clock import utc_now
from hemei.ui.devices import device_words
from hemei.ui.doors import signed_in
from hemei.ui.forms import plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import is_english


@never_cache
@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """Show running sessions and locked usernames."""
    actor = entered(request, queries.Act.SEE_SESSIONS)
    context = {
        "rows": queries.all_sessions(actor=actor),
        "locks": queries.locked_usernames(actor=actor),
        "device_words": device_words,
    }
    return render(request, "people/sessions.html", context)


@require_POST
@signed_in
def end_sessions(request: HttpRequest, account_id: int) -> HttpResponse:
    """End all sessions of an account."""
    actor = entered(request, queries.Act.END_SESSIONS)
    services.revoke_sessions(actor=actor, now=utc_now(), account_id=account_id)
    messages.success(request, _("会话已结束。"))
    return HttpResponseRedirect(reverse("people:sessions"))


@require_POST
@signed_in
def lift_lock(request: HttpRequest) -> HttpResponse:
    """Lift the lock of a username."""
    actor = entered(request, queries.Act.LIFT_LOCK)
    services.lift_lock(actor=actor, now=utc_now(), username=plain(request.POST.get("username", "")))
    messages.success(request, _("锁定已解除。"))
    return HttpResponseRedirect(reverse("people:sessions"))


def _event_words(code: str) -> str:
    """Return what an event is called: its name in the documentation, its code in plain words for English readers."""
    return code.split(".")[1].replace("_", " ") if is_english() else event_names()[code]


@never_cache
@signed_in
def audit(request: HttpRequest) -> HttpResponse:
    """Show the event log, newest first; each page read is recorded."""
    actor = entered(request, queries.Act.READ_AUDIT)
    asked = services.AuditFilter(
        before=whole_of(request.GET.get("before", "")),
        stream=plain(request.GET.get("stream", "")),
        type=plain(request.GET.get("type", "")),
    )
    rows = services.read_audit(actor=actor, now=utc_now(), asked=asked)
    older = ""
    if len(rows) == PAGE:
        older = "?" + urlencode({"before": str(rows[-1].id), "stream": asked.stream, "type": asked.type})
    shown = [(row, datetime.fromisoformat(row.payload["at"])) for row in rows]
    context = {
        "rows": shown,
        "asked": asked,
        "older": older,
        "payload_text": payload_text,
        "names": {code: _event_words(code) for code in event_names()},
    }
    return render(request, "people/audit.html", context)
