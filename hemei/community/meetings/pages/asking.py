"""Owners demand a meeting on their phones: begin, join, take back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hemei.community.meetings import queries, services
from hemei.community.meetings.pages.shared import REFUSED, entered, kind_name
from hemei.community.meetings.queries import Act
from hemei.kernel.actor import Actor
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.limits import UNIT_TEXTS
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.words import say

CHANGES = {"join": services.join_demand, "leave": services.leave_demand}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form by which an owner demands a meeting, and take it."""
    actor = entered(request, Act.ASK)
    if request.method == "GET":
        return _show(request, actor, request.GET.dict())
    typed = request.POST.dict()
    try:
        draft = services.AskDraft(
            kind=plain(typed.get("kind", ""), 40),
            title=plain(typed.get("title", ""), 100),
            reason=typed.get("reason", "").replace("\x00", "").replace("\r\n", "\n"),
            estate_id=whole_of(typed.get("estate", "")) or 0,
            key=f"ask:{actor.account_id}:{plain(typed.get('key', ''), 40)}",
        )
        services.ask_for_meeting(actor=actor, now=utc_now(), draft=draft)
    except Refused as refused:
        return _show(request, actor, typed, refused)
    messages.success(request, _("已提出。其他业主可以在这里一起要求；人数够了，社区须在时限内召集。"))
    return HttpResponseRedirect(reverse("meetings:meetings"))


def _show(
    request: HttpRequest, actor: Actor, typed: Mapping[str, str], refused: Refused | None = None
) -> HttpResponse:
    today = shanghai_day(utc_now())
    estates = queries.owned_estates(actor=actor, now=utc_now())
    kinds = [kind for kind in queries.kinds_on(today).kind if kind.owners_ask and kind.ask]
    context = {
        "estates": estates,
        "kinds": [(kind.code, kind_name(kind), _says(kind)) for kind in kinds],
        "key": typed.get("key") or secrets.token_urlsafe(12),
        "values": {"estate": estates[0][0] if len(estates) == 1 else "", **typed},
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "meetings/ask.html", context, REFUSED if refused else 200)


def _says(kind: queries.Kind) -> str:
    limit = kind.call_within
    return _("业主人数的%(share)s以上要求，社区须在%(limit)s内召集") % {
        "share": str(kind.ask.share) if kind.ask else "",
        "limit": say(UNIT_TEXTS[limit.unit], {"amount": limit.amount}) if limit else "",
    }


@require_POST
@signed_in
def change(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Join a demand, or take one's own back."""
    actor = entered(request, Act.ASK)
    service = CHANGES.get(request.POST.get("do", ""))
    if service is None:
        raise Http404
    try:
        service(actor=actor, now=utc_now(), meeting_id=meeting_id)
    except Refused as refused:
        reasons = errors_of(refused)
        messages.error(request, next(text for texts in reasons.values() for text in texts))
    else:
        messages.success(request, _("已记录。"))
    return HttpResponseRedirect(reverse("meetings:meetings"))
