"""When paper was handed in, where only a period of it is known, and which moment it is counted by.

The order of two ballots of a unit decides which of them counts. Of a phone vote the moment is known; of paper often
only that it came between two moments. Paper then never displaces another ballot by what is not known: it counts by
that end of its period at which it yields. Whoever brings paper in says the period; he must not be able to undo a vote
by stretching it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hemei.community.voting.rules.standards import Doubles
from hemei.kernel.decision import Decision, Reason, mark


@dataclass(frozen=True, slots=True)
class Handed:
    """Paper that was handed in from one moment to another, both included."""

    since: datetime
    until: datetime


def may_hand(handed: Handed) -> Decision:
    """Whether a period is one."""
    if handed.since <= handed.until:
        return Decision.yes()
    return Decision.no(
        Reason(mark("最早的时刻不能在最晚的时刻以后"), field="handed_from", code="handed_from")
    )


def counted_at(handed: Handed, doubles: Doubles) -> datetime:
    """Return the moment that paper counts by: the first of its period where the last ballot counts, else the last."""
    return handed.until if doubles == "first" else handed.since


def unordered(handed: Handed, other: datetime) -> bool:
    """Whether it cannot be known which came first, the paper or another ballot of its unit."""
    return handed.since < handed.until and handed.since <= other <= handed.until
