"""Personal data as an outsider sees it: the standard `masking` says how much stays visible."""

from __future__ import annotations

from datetime import datetime

from hemei.ground.records.queries import standards
from hemei.kernel.standards.protection import Masking
from hemei.kernel.workdays import shanghai_day


def masked(kind: str, text: str, now: datetime) -> str:
    """Return a value masked by today's standard; kinds are `name`, `phone`, `identity`, `plate`, `bank_account`."""
    if not text:
        return ""
    return standards().find("masking", Masking, on=shanghai_day(now)).of(kind).apply(text)
