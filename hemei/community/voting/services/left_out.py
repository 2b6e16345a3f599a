"""A vote is sealed though paper that came in is not settled: each owner whose ballot that was is told."""

from __future__ import annotations

from datetime import datetime

from hemei.community.voting.models import Roll
from hemei.community.voting.queries.bound import owners_on
from hemei.community.voting.queries.unsettled import unsettled_sheets
from hemei.community.voting.services.showing import show_to_owners
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor


def tell_left_out(actor: Actor, now: datetime, roll: Roll) -> None:
    """Record of each unit that its ballot was left out of the count. The result says why."""
    for sheet in unsettled_sheets(roll.pk).select_related("roll_unit").order_by("pk"):
        unit = sheet.roll_unit
        owners = sorted(owners_on(unit))
        show_to_owners(unit, roll, owners)
        records.record_event(
            stream=unit.stream, type="voting.paper_left_out", actor=actor, at=now, scope=unit.scope,
            data={"unit": unit.pk, "sheet": sheet.pk, "owners": owners},
        )  # fmt: skip
