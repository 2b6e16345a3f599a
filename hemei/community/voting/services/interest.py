"""An owner of another building proves his interest, and stands on the roll of those who must all agree."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemei.community.voting.queries.register import registered_units
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.assemblies import Step
from hemei.community.voting.rules.parts import may_add_outside
from hemei.community.voting.services.assemblies import agenda_of, locked, sealed_in, tell_of
from hemei.community.voting.services.grounds import parts_on
from hemei.community.voting.services.own_committee import for_own_estate
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@for_own_estate
@transaction.atomic
def prove_interest(*, actor: Actor, now: datetime, assembly_id: int, unit_id: int, evidence: str) -> None:
    """Add a unit of another building to who must agree, before the notice; what proved it stands in the vault.

    Raises:
        Refused: the meeting is noticed, decides something else, or the unit has no vote in this estate or stands on
            the roll anyhow; no evidence is given.
    """
    found = locked(actor, assembly_id, Act.CALL, Step.SET_AGENDA)
    today = shanghai_day(now)
    units = {unit.id: unit for unit in registered_units(found.estate_id, actor=actor, on=today)}
    unit = units.get(unit_id)
    if unit is None:
        raise Refused.because(mark("这个小区没有这一专有部分，或者它没有表决权"), field="unit", code="unit")
    inside = unit.listed.building in found.buildings or unit_id in found.outside
    matters = [item.matter for item in agenda_of(found)]
    decision = may_add_outside(matters, inside=inside, listed=parts_on(today))
    demand(decision)
    data = {"unit": unit_id, "texts": {"evidence": sealed_in(found, "evidence", evidence)}}
    found.outside = sorted({*found.outside, unit_id})
    found.save(update_fields=["outside"])
    tell_of(actor, now, found, "voting.interest_proven", data, decision.references)
