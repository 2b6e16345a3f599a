"""One line of log a request: its id, route, status and time; never an address with data in it."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hemei.project.logs import request_id

_log = logging.getLogger("hemei.request")


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
