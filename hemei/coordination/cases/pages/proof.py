"""Whether a browser has shown the phone of a case's reporter: kept in its session for two hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hemei.kernel.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

_KEY = "followed"
_SECONDS = 2 * 3600


def remember(request: HttpRequest, number: str) -> None:
    """Keep that the phone of this case was shown."""
    proofs: Mapping[str, int] = request.session.get(_KEY, {})
    request.session[_KEY] = {**proofs, number: int(utc_now().timestamp()) + _SECONDS}


def is_proven(request: HttpRequest, number: str) -> bool:
    """Whether the phone of this case was shown here lately."""
    until: int = request.session.get(_KEY, {}).get(number, 0) if request.session.session_key else 0
    return until > utc_now().timestamp()
