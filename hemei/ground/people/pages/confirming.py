"""Before an act that counts one proves once more that it is he: by authenticator, or by a code to his phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.ground.people import queries, services
from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in, stands_alone
from hemei.ui.forms import errors_of
from hemei.ui.render import render

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

_REFUSED = 422


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@stands_alone
def confirm(request: HttpRequest) -> HttpResponse:
    """Take the code of one's authenticator, or send one to one's phone and take that; it counts for some minutes."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = utc_now()
    with records.acting(actor):
        phone = queries.own_phone(actor=actor)
    has_totp = queries.has_totp(actor=actor)
    sent, shown_code, errors = has_totp, "", {}
    if request.method == "POST" and (phone or has_totp):
        checks = request.POST.get("step") == "check"
        sent = sent or checks
        try:
            if checks:
                code = request.POST.get("code", "")
                services.confirm_self(session=request.session, actor=actor, now=now, code=code)
                return HttpResponseRedirect(_next(request))
            shown_code = services.send_own_code(actor=actor, now=now)
            sent = True
        except Refused as refused:
            errors = errors_of(refused)
            sent = sent or refused.decision.reasons[0].code == "wait"
    context = {
        "shown": queries.masked("phone", phone, now) if phone else "",
        "has_totp": has_totp,
        "sent": sent,
        "shown_code": shown_code,
        "minutes": queries.CODE_MINUTES,
        "next": _next(request),
        "errors": errors,
    }
    return render(request, "people/confirm.html", context, _REFUSED if errors else 200)


def _next(request: HttpRequest) -> str:
    address = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if own else "/"
