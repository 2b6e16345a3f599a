"""Follow a case without an account: the number, then a code sent to the phone left with the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hemei.coordination.cases import services
from hemei.coordination.cases.pages.case import show_case, viewer_of
from hemei.coordination.cases.pages.proof import is_proven, remember
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import stands_alone
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.words import say

REFUSED = 422


@dataclass(frozen=True, slots=True)
class ByCode:
    """What whoever shows a phone by a code may do: how it is sent and taken, and the page that asks for it."""

    send: Callable[..., str]
    take: Callable[..., None]
    page: str


_FOLLOW = ByCode(services.send_follow_code, services.check_follow_code, "cases/follow_code.html")
_STOP = ByCode(services.send_stop_code, services.stop_texts, "cases/follow_stop.html")


@require_GET
def follow_search(request: HttpRequest) -> HttpResponse:
    """Ask for the number; which numbers exist is told to nobody here."""
    number = "".join(request.GET.get("number", "").split())
    if number.isascii() and number.isdigit():
        return HttpResponseRedirect(reverse("cases:follow", args=[number]))
    errors = {"number": [say(mark("编号只有数字。请核对报事后给您的编号。"))]} if number else {}
    return render(
        request, "cases/follow_search.html", {"number": number, "errors": errors}, REFUSED if errors else 200
    )


@stands_alone
@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, number: str) -> HttpResponse:
    """Show the case to who has shown its phone, else ask for the phone and the code."""
    if is_proven(request, number):
        return show_case(request, viewer_of(request, number), number)
    asked = _asked(request, number, _FOLLOW)
    if asked is not None:
        return asked
    remember(request, number)
    return HttpResponseRedirect(request.path)


@stands_alone
@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, number: str) -> HttpResponse:
    """Let who follows a case by a phone alone stop the messages to it: he shows the phone by a code."""
    asked = _asked(request, number, _STOP)
    if asked is not None:
        return asked
    messages.success(request, _("不再跟着办%(number)s，也不再给这个手机号发短信。") % {"number": number})
    return HttpResponseRedirect(reverse("cases:follow_search"))


def _asked(request: HttpRequest, number: str, what: ByCode) -> HttpResponse | None:
    """Return the page that asks for the phone, then for the code; None where the code was taken."""
    sent, shown_code, errors, now = False, "", {}, utc_now()
    phone = request.POST.get("phone", "").strip()
    if request.method == "POST":
        sent = request.POST.get("step") == "show"
        try:
            if sent:
                what.take(number=number, phone=phone, code=request.POST.get("code", "").strip(), now=now)
                return None
            shown_code = what.send(number=number, phone=phone, now=now)
            sent = True
        except Refused as refused:
            errors = errors_of(refused)
    context = {
        "number": number,
        "phone": phone,
        "sent": sent,
        "shown_code": shown_code,
        "minutes": services.CODE_MINUTES,
        "errors": errors,
    }
    return render(request, what.page, context, REFUSED if errors else 200)
