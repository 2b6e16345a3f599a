"""The one door of our API: who calls, how often, in which language, and in which transaction it is answered."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import Resolver404, get_resolver
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from hemei.ground.people import services as people
from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Reason, Refused, mark
from hemei.ui.doors import stands_alone, status_of
from hemei.ui.problems import PROBLEM_TYPE, problem
from hemei.ui.words import speaking

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import ResolverMatch

LARGEST = 100_000
"""Bytes of a call: a report of 5,000 characters and some."""
_NO_KEY = Reason(
    mark("没有凭密钥访问。"),
    {},
    mark("请在 Authorization 头里写 Bearer 和密钥；密钥由平台安全管理员发放。"),
    "Authorization",
    "no_key",
)
_UNKNOWN = Reason(mark("没有这个接口。"), {}, mark("接口见 /api/。"), "", "not_found")
_METHOD = Reason(mark("这个接口不支持这种方法。"), {}, mark("可用的方法见 Allow 头。"), "", "method")
_LARGE = Reason(mark("内容超过 {most} 字节。"), {"most": LARGEST}, mark("请分开发送。"), "body", "too_large")


@csrf_exempt
@stands_alone
def door(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer a call in the caller's language."""
    language = asked_language(request.headers.get("Accept-Language", ""))
    with speaking(language):
        response = _answered(request, rest)
    response["Content-Language"] = language
    response.setdefault("Cache-Control", "private, no-cache")
    patch_vary_headers(response, ("Accept-Language", "Authorization"))
    return _unchanged(request, response)


def asked_language(header: str) -> str:
    """Return English where it is asked for before Chinese, else Chinese."""
    for part in header.lower().split(","):
        tag = part.partition(";")[0].strip()
        if tag.startswith(("zh", "en")):
            return "en" if tag.startswith("en") else "zh-hans"
    return "zh-hans"


def _answered(request: HttpRequest, rest: str) -> HttpResponse:
    try:
        match = get_resolver(settings.API).resolve(f"/{rest}")
    except Resolver404:
        return problem(404, [_UNKNOWN])
    request.resolver_match = match
    length = request.headers.get("Content-Length") or "0"
    if not length.isdigit() or int(length) > LARGEST:
        return problem(413, [_LARGE])
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        response = problem(401, [_NO_KEY])
        response["WWW-Authenticate"] = "Bearer"
        return response
    try:
        program = people.admitted(secret=secret.strip(), now=utc_now())
    except Refused as refused:
        return problem(status_of(refused, 403), refused.decision.reasons)
    return _run(request, match, program)


def _run(request: HttpRequest, match: ResolverMatch, program: people.Program) -> HttpResponse:
    """Run an endpoint as the program's actor; what it refuses or cannot read leaves nothing behind."""
    from hemei.ui.api import Answered  # noqa: PLC0415 - only who calls the API needs the library's megabytes

    request.program = program  # type: ignore[attr-defined]
    request.actor = program.actor  # type: ignore[attr-defined]
    try:
        with records.acting(program.actor):
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    except Answered as answered:
        response = answered.response
    if response.status_code == 405 and response["Content-Type"] != PROBLEM_TYPE:  # noqa: PLR2004
        response = not_allowed(response.get("Allow", ""))
    return response


def not_allowed(allowed: str) -> HttpResponse:
    """Answer 405 with the methods there are."""
    response = problem(405, [_METHOD])
    response["Allow"] = allowed
    return response


def _unchanged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Mark what was read, and say 304 where the caller has it already."""
    if request.method != "GET" or response.status_code != 200:  # noqa: PLR2004
        return response
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match", "") == response["ETag"]:
        response.status_code, response.content = 304, b""
    return response
