"""The calendar of one's office: how to subscribe, its secret address shown once, and the feed itself."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.faces.notices import queries, services
from hemei.faces.notices.pages import gate
from hemei.faces.notices.pages.ics import calendar_bytes
from hemei.kernel.clock import utc_now
from hemei.ui.doors import signed_in, stands_alone
from hemei.ui.render import render
from hemei.ui.words import speaking

LONGEST = 100


@require_safe
@never_cache
@signed_in
def calendar(request: HttpRequest) -> HttpResponse:
    """Say how to subscribe, and what stands in the calendar today."""
    return _page(request)


def _page(request: HttpRequest, secret: str = "") -> HttpResponse:
    actor = gate.entered(request, queries.Act.FEED)
    entries = queries.calendar_of(person_id=actor.person_id or 0, now=utc_now()) or []
    address = request.build_absolute_uri(reverse("notices:feed", args=[secret])) if secret else ""
    context = {
        "tabs": gate.tabs(actor, "notices:calendar"),
        "feed": queries.my_feed(actor=actor),
        "address": address,
        "webcal": address.replace("https://", "webcal://").replace("http://", "webcal://"),
        "entries": entries[:20],
        "count": len(entries),
        "phone_reaches": settings.HTTPS or settings.DEMO,
    }
    return render(request, "notices/calendar.html", context)


@require_POST
@never_cache
@signed_in
def issue(request: HttpRequest) -> HttpResponse:
    """Make a new secret address; this answer is the only page that ever shows it."""
    actor = gate.entered(request, queries.Act.FEED)
    return _page(request, services.issue_feed(actor=actor, now=utc_now()))


@require_POST
@never_cache
@signed_in
def close(request: HttpRequest) -> HttpResponse:
    """Close the address."""
    services.close_feed(actor=gate.entered(request, queries.Act.FEED), now=utc_now())
    messages.success(request, _("日历地址已停用，手机上的订阅不再更新。"))
    return HttpResponseRedirect(reverse("notices:calendar"))


@require_safe
@stands_alone
def entries(request: HttpRequest, secret: str) -> HttpResponse:
    """Give the calendar to a program. Unknown, closed, or nobody in office any more: all look alike."""
    now = utc_now()
    person = services.read_feed(secret=secret, now=now) if len(secret) <= LONGEST else None
    found = queries.calendar_of(person_id=person, now=now) if person is not None else None
    if person is None or found is None:
        raise Http404
    with speaking(queries.calendar_language(person_id=person)):
        body = calendar_bytes(found)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = {part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")}
    if tag in known:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="hemei.ics"'
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response
