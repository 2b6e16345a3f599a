"""On the page of a case: that its reporter, its supporters and the telephone left with it are told, and how."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.coordination.cases import queries as cases
from hemei.faces.notices import queries, services
from hemei.ground.people.queries import CHANNEL_NAMES
from hemei.ground.records.services import acting
from hemei.kernel.actor import PUBLIC, Actor
from hemei.kernel.clock import utc_now
from hemei.ui.doors import stands_alone
from hemei.ui.render import render
from hemei.ui.words import say


@never_cache
@stands_alone
@require_http_methods(["GET", "POST"])
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """Say how one is told of this case; who has shown its telephone may stop the messages to it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = utc_now()
    if actor.account_id is None:
        if not cases.phone_shown(request.session, number, now):
            raise Http404
        return _contact(request, number)
    with acting(actor):
        if not queries.follows(actor=actor, number=number):
            raise Http404
        channel, off = queries.preference_of(actor=actor, now=now)
        address = next(
            (one.address for one in queries.my_means(actor=actor, now=now) if one.channel is channel), ""
        )
    context = {
        "number": number,
        "channel": channel,
        "by": say(CHANNEL_NAMES[channel]),
        "address": address,
        "off": queries.Matter.PROGRESS in off,
        "contact": False,
        "told": True,
    }
    return render(request, "notices/of_case.html", context)


def _contact(request: HttpRequest, number: str) -> HttpResponse:
    found = queries.contact_case(number=number)
    if found is None:
        raise Http404
    if request.method == "POST":
        stopped = request.POST.get("stop") == "1"
        services.stop_contact(actor=PUBLIC, now=utc_now(), case_id=found, stopped=stopped)
        messages.success(request, _("不再给这个手机号发短信。") if stopped else _("有变化会再发短信。"))
        return HttpResponseRedirect(reverse("cases:follow", args=[number]))
    context = {
        "number": number,
        "channel": "",
        "by": "",
        "address": "",
        "off": False,
        "contact": True,
        "told": queries.contact_told(case_id=found, now=utc_now()),
    }
    return render(request, "notices/of_case.html", context)
