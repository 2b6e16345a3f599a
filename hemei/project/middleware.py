"""The client's address behind proxies; one line of log a request, never an address with data in it."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hemei.project.logs import request_id

_log = logging.getLogger("hemei.request")


class ClientAddress:
    """Take the client's address from what our own proxies wrote.

    Each of our proxies appends whom it saw to `X-Forwarded-For`; what stands
    before those entries was sent by the client and may be invented.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.proxies: int = settings.PROXIES

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the address throttling counts by."""
        seen = [entry.strip() for entry in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if self.proxies and len(seen) >= self.proxies:
            request.META["REMOTE_ADDR"] = seen[-self.proxies]
        return self.get_response(request)


class RequestLog:
    """Give each request an id and log its end by route name, so guessed or personal parts stay out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle the request and log it."""
        token = request_id.set(secrets.token_hex(8))
        begun = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = request_id.get()
            match = request.resolver_match
            _log.info(
                "request",
                extra={
                    "method": request.method,
                    "route": match.view_name if match else "",
                    "status": response.status_code,
                    "milliseconds": round((time.perf_counter() - begun) * 1000),
                },
            )
            return response
        finally:
            request_id.reset(token)
