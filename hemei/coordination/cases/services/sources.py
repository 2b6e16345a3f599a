"""Count the reports of a source, without keeping who it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hemei.coordination.cases.facts import law_of
from hemei.coordination.cases.models import SourceCount
from hemei.coordination.cases.rules.source import hour_of, source_of, too_many
from hemei.ground.records import queries as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day

FIELD = "intake_source"


@dataclass(frozen=True, slots=True)
class Source:
    """A source whose reports count: a keyed digest of its address, and how many it may send in this hour."""

    digest: bytes
    most: int
    now: datetime

    @property
    def hour(self) -> datetime:
        """The hour it is counted in."""
        return hour_of(self.now)

    def refuse(self) -> Refused:
        """Return the refusal once it has sent enough."""
        return too_many(self.most, self.now)

    def as_document(self) -> dict[str, str | int]:
        """Return what the intake door counts by."""
        return {"digest": f"\\x{self.digest.hex()}", "most": self.most, "hour": self.hour.isoformat()}


def source(*, role: Role, address: str, now: datetime) -> Source | None:
    """Return the source to count a report under; None for whoever reports by appointment.

    The limit is that of today, whatever day the report speaks of.
    """
    limit = law_of(shanghai_day(now)).intake.reports_per_hour
    if not limit.counts(role.value):
        return None
    return Source(records.blind_index(FIELD, source_of(address)), limit.most, now)


def forget_sources(*, now: datetime) -> int:
    """Forget the counts of hours that are over; returns how many."""
    return SourceCount.objects.filter(hour__lt=hour_of(now)).delete()[0]
