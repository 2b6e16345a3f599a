"""The doors of other departments: our public keys, signed questions, signed penalties. No session, no cookie."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from hemei.kernel.clock import utc_now
from hemei.oversight.credit import services
from hemei.oversight.credit.signing import NoKey, Unverified, public_keys
from hemei.ui.doors import stands_alone
from hemei.ui.words import say_reason

LARGEST = 16_384
_JOSE = "application/jose"


@require_safe
@stands_alone
def keys(request: HttpRequest) -> HttpResponse:
    """Give our public keys as a JSON Web Key Set (RFC 7517); former ones stay while their files do."""
    del request
    return JsonResponse(public_keys(), headers={"Cache-Control": "max-age=300"})


@csrf_exempt
@never_cache
@require_POST
@stands_alone
def query(request: HttpRequest, department: str) -> HttpResponse:
    """Answer a department's signed question about a company."""
    return _reply(request, department, services.answer_query)


@csrf_exempt
@never_cache
@require_POST
@stands_alone
def penalty(request: HttpRequest, department: str) -> HttpResponse:
    """Take in a penalty, to be confirmed by the authority before it counts."""
    return _reply(request, department, services.take_penalty)


def _reply(request: HttpRequest, department: str, act: Callable[..., services.Replied]) -> HttpResponse:
    if len(request.body) > LARGEST:
        return _problem("too_large", "The message is too long.", 413)
    try:
        token = request.body.decode("ascii")
        replied = act(now=utc_now(), department=department, token=token)
    except (Unverified, UnicodeDecodeError):
        return _problem("signature", "The signature is not one of this department's keys.", 401)
    except NoKey:
        return _problem("no_key", "There is no key to sign the answer with.", 503)
    if not replied.decision.allowed:
        rows = [
            {"code": reason.code, "field": reason.field, "message": say_reason(reason)}
            for reason in replied.decision.reasons
        ]
        return JsonResponse({"refused": rows}, status=422)
    return HttpResponse(replied.token, content_type=_JOSE)


def _problem(code: str, message: str, status: int) -> JsonResponse:
    return JsonResponse({"refused": [{"code": code, "field": "", "message": message}]}, status=status)
