"""What stands before a view: who may come in, in which transaction it runs, what a refusal looks like."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.ui.render import is_fragment, render
from hemei.ui.words import say_reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from hemei.kernel.decision import Refused

_STATUS = {
    "role": 403,
    "locked": 429,
    "wait": 429,
    "not_found": 404,
    "too_large": 413,
    "key": 401,
    "scope": 403,
}


def stands_alone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that opens its own transactions, or needs no database.

    All other views run in one transaction, bound to the signed-in actor or to the public role.
    """
    view.stands_alone = True  # type: ignore[attr-defined]
    return view


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Send visitors to the sign-in page and bring them back afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor.account_id is None:  # type: ignore[attr-defined]
            back = request.get_full_path() if request.method == "GET" else "/"
            response = HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back})}")
            if is_fragment(request):
                response = HttpResponse(status=204, headers={"HX-Redirect": response.url})  # type: ignore[assignment]
            return response
        return view(request, *args, **kwargs)

    return guarded


def status_of(refused: Refused, otherwise: int) -> int:
    """Return the status of a refusal: that of its first reason's code, or what is usual where it has none."""
    reasons = refused.decision.reasons
    return _STATUS.get(reasons[0].code, otherwise) if reasons else otherwise


def say_when(response: HttpResponse, refused: Refused) -> HttpResponse:
    """Say in `Retry-After` how long to wait, where the refusal knows it (`seconds` of a reason)."""
    for reason in refused.decision.reasons:
        if "seconds" in reason.values:
            response["Retry-After"] = str(reason.values["seconds"])
    return response


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Answer a refusal that no form took up: a page with the reasons, or JSON for programs.

    The status is 409 unless the first reason's code says otherwise: `role` 403, `not_found` 404,
    `too_large` 413, `locked` and `wait` 429.
    """
    reasons = refused.decision.reasons
    status = status_of(refused, 409)
    if request.path.startswith("/api/"):
        rows = [
            {"code": reason.code, "field": reason.field, "message": say_reason(reason)} for reason in reasons
        ]
        return JsonResponse({"refused": rows}, status=status)
    context = {
        "title": _("没有办成"),
        "words": " ".join(say_reason(reason) for reason in reasons),
        "address": "/",
        "action": _("回首页"),
        "request_id": "",
    }
    return render(request, "ui/error.html", context, status)
