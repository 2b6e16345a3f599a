"""An owner asks that two persons come to the door for his ballot, or takes it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.community.voting.models import RollUnit, VisitAsk
from hemei.community.voting.rules.acts import Act, may, still_open
from hemei.community.voting.rules.voters import VISIT_TIMES
from hemei.community.voting.services.telling import locked_unit, proof_rules
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def ask_for_visit(*, actor: Actor, now: datetime, roll_unit_id: int, when: str) -> None:
    """Ask for a visit; who asks again says another time. The committee may enter it for who called.

    Raises:
        Refused: the unit is not the actor's to see, the vote is closed, or the time is none of those offered.
    """
    unit = _unit(actor, now, roll_unit_id)
    if when not in VISIT_TIMES:
        raise Refused.because(mark("请选择什么时候方便"), field="when", code="when")
    VisitAsk.objects.filter(roll_unit=unit, taken_back_at=None).update(taken_back_at=now)
    VisitAsk.objects.create(roll_unit=unit, when=when, asked_at=now, scope=unit.scope, stream=unit.stream)
    _tell(actor, now, unit, "voting.visit_asked", when=when)


def take_back_visit(*, actor: Actor, now: datetime, roll_unit_id: int) -> None:
    """Say that nobody need come; harmless where nobody was asked to."""
    unit = _unit(actor, now, roll_unit_id)
    if VisitAsk.objects.filter(roll_unit=unit, taken_back_at=None).update(taken_back_at=now):
        _tell(actor, now, unit, "voting.visit_taken_back")


def _unit(actor: Actor, now: datetime, roll_unit_id: int) -> RollUnit:
    unit, roll = locked_unit(actor, roll_unit_id)
    if actor.role is not Role.RESIDENT:
        demand(may(actor, Act.BIND, roll.scope))
    demand(
        still_open(now, roll.closes_at, mark("截止以后不再上门收票；影响结果的，结果公布以后可以提出异议"))
    )
    return unit


def _tell(actor: Actor, now: datetime, unit: RollUnit, event: str, **more: Any) -> None:
    records.record_event(
        stream=unit.stream,
        type=event,
        actor=actor,
        at=now,
        scope=unit.scope,
        data={"unit": unit.pk, **more},
        references=(proof_rules(shanghai_day(now)).doorstep.warrant.reference,),
    )
