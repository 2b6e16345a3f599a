"""Whether a browser has shown the phone of a case's reporter: kept in its session for two hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hemei.coordination.cases.queries.proven import SHOWN_KEY, phone_shown
from hemei.kernel.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

_SECONDS = 2 * 3600


def remember(request: HttpRequest, number: str) -> None:
    """Keep that the phone of this case was shown."""
    proofs: Mapping[str, int] = request.session.get(SHOWN_KEY, {})
    request.session[SHOWN_KEY] = {**proofs, number: int(utc_now().timestamp()) + _SECONDS}


def is_proven(request: HttpRequest, number: str) -> bool:
    """Whether the phone of this case was shown here lately."""
    return phone_shown(request.session, number, utc_now())
