"""The days that follow: until when coverage is asked, an emergency lasts, its successor is decided."""

from __future__ import annotations

from datetime import date, timedelta

from hemei.kernel.limits import Limit
from hemei.kernel.periods import months_after


def later(day: date, limit: Limit, *, back: bool = False) -> date:
    """Return the day a limit of days or months later, or earlier: the start does not count (art. 201, 202)."""
    sign = -1 if back else 1
    if limit.unit == "months":
        return months_after(day, sign * limit.amount)
    return day + timedelta(days=sign * limit.amount)
