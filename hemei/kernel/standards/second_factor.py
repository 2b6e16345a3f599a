"""How long a second factor counts: whoever moves money or votes proves shortly before that it is he."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hemei.kernel.limits import Limit
from hemei.kernel.standards.errors import Misfit
from hemei.kernel.standards.source import Warrant

MOST_MINUTES = 60
"""The database holds every act on money with a second factor to an hour, whatever a document says."""


@dataclass(frozen=True, slots=True)
class FactorTime:
    """How many minutes a second factor counts."""

    limit: Limit
    warrant: Warrant

    def __post_init__(self) -> None:
        if self.limit.unit != "minutes" or self.limit.amount > MOST_MINUTES:
            raise Misfit("a second factor counts some minutes, 60 at most", "limit")

    def counts(self, given_at: datetime | None, now: datetime) -> bool:
        """Whether a second factor given then still counts."""
        return given_at is not None and given_at <= now <= given_at + timedelta(minutes=self.limit.amount)
