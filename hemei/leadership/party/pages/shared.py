"""What the pages of the Party side share: today, who may come in, numbers and days of forms."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.party import queries

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

REFUSED = 422


def today() -> date:
    """Return today in the city."""
    return shanghai_day(utc_now())


def staff_only(actor: Actor) -> None:
    """Refuse whoever may not see the Party side."""
    decision = queries.may(actor.role, queries.Act.SEE)
    if not decision.allowed:
        raise Refused(decision)


def number(raw: str, field: str, words: str) -> int:
    """Return the id a field names; raises Refused."""
    if not (raw.isascii() and raw.isdigit() and len(raw) < 19):  # noqa: PLR2004 - a bigint
        raise Refused.because(words, field=field, code=field)
    return int(raw)


def day(raw: str, field: str) -> date:
    """Return the day a field names; raises Refused."""
    try:
        return date.fromisoformat(raw.strip())
    except ValueError:
        raise Refused.because(mark("请填写日期"), field=field, code="no_day") from None
