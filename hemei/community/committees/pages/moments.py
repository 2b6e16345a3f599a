"""Day and hour of a meeting as a form says them."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import SHANGHAI
from hemei.ui.forms import needed_day

if TYPE_CHECKING:
    from django.http import QueryDict


def moment_of(data: QueryDict) -> datetime:
    """Return the moment a form names by day and hour; raises Refused."""
    day = needed_day(data.get("day", ""), "day")
    try:
        hour = time.fromisoformat(data.get("hour", ""))
    except ValueError as error:
        raise Refused.because(mark("请填写开会的时间。"), field="hour", code="hour") from error
    return datetime.combine(day, hour.replace(tzinfo=None), SHANGHAI)
