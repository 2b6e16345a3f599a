"""Mechanisms from files: each row is registered by the rules of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from hemei.community.deliberation.models import Mechanism
from hemei.community.deliberation.rules.words import OwnersSide
from hemei.community.deliberation.services.mechanisms import MechanismDraft, establish, stream_of
from hemei.ground.clocks import queries as clocks
from hemei.ground.places.queries.finding import Communities
from hemei.ground.records import services as records
from hemei.kernel.decision import Reason, Refused
from hemei.kernel.registers import Row
from hemei.kernel.workdays import shanghai_day


@dataclass
class MechanismWriter:
    """Registers mechanisms; what is there already stays as it is."""

    communities: Communities | None = field(default=None)

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of mechanisms."""
        self.communities = self.communities or Communities(work.actor, shanghai_day(work.now))
        written = records.Written()
        for row in rows:
            found = self.communities.find(row.values["community"], row.values["street"] or "")
            if isinstance(found, Reason):
                written.refuse(row, "community", row.values["community"], found)
                continue
            try:
                with transaction.atomic():
                    _register(work, row, found, written)
            except Refused as refused:
                for reason in refused.decision.reasons:
                    column = reason.field if reason.field in row.values else "community"
                    written.refuse(row, column, row.values[column], reason)
        return written


def _register(work: records.Work, row: Row, community: int, written: records.Written) -> None:
    values = row.values
    draft = MechanismDraft(
        community=community,
        established_on=values["established_on"],
        document=values["document"],
        sides=values["sides"],
        owners_side=values["owners_side"] or OwnersSide.COMMITTEE,
        months=values["months"] or 1,
    )
    same = Mechanism.objects.filter(
        community_id=community, valid_from=draft.established_on, document=draft.entry.document, voided_at=None
    )
    if same.exists():
        written.same += 1
        return
    number = establish(actor=work.actor, now=work.now, draft=draft)
    written.new += 1
    written.add("deliberation_mechanism", [number])
    begun = clocks.deadlines_of(stream=stream_of(community))
    written.add("clocks_deadline", [row.pk for row in begun if row.state == clocks.ClockState.RUNNING])
    scope = Mechanism.objects.values_list("scope", flat=True).get(pk=number)
    written.subjects.append(records.Subject(stream_of(community), scope))
