"""What waits for a second person around a voter: its clocks, and until when they run."""

from __future__ import annotations

from datetime import datetime, timedelta

from hemei.kernel.limits import Limit

SECOND, SETTLE = "second", "settle:"
"""The clocks of the residents' committee: of a binding that waits for a second clerk, of an objection to a voter."""
VOUCH, HEAR = "vouch:", "hear:"
"""How the clocks begin of the street that is next; the committee's follows."""
COMMITTEES_SHARE, STREETS_SHARE = 2, 1
"""Of what is left of a vote that runs the residents' committee has half, and the street all."""
_MINUTE = timedelta(minutes=1)


def kind_of(word: str) -> str:
    """Return the kind of the clocks whose keys begin so."""
    return f"voting_{word.removesuffix(':')}"


def limit_within(
    limit: Limit, *, due: datetime, now: datetime, ends_at: datetime | None, share: int
) -> Limit:
    """Return the limit of a clock, which would end on `due`: so that it ends within its share of a vote that runs.

    What is settled after the vote `ends_at` lets nobody vote in it any more.
    """
    left = (ends_at - now) / share if ends_at is not None else None
    if left is None or due <= now + left:
        return limit
    return Limit(max(left // _MINUTE, 1), "minutes")
