"""Whether a browser has shown the phone left with a case: kept in its session for two hours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

SHOWN_KEY = "followed"


def phone_shown(session: Any, number: str, now: datetime) -> bool:
    """Whether the phone of this case was shown in a session lately; a visitor without a session has shown none."""
    until: int = session.get(SHOWN_KEY, {}).get(number, 0) if session.session_key else 0
    return until > now.timestamp()
