"""What all acts of third-party assessment share: who may, and where."""

from __future__ import annotations

from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.oversight.assessment.rules.kit_acts import KitAct, may_kit


def demand_kit(actor: Actor, act: KitAct, scope: str = "") -> None:
    """Raise `Refused` where the actor's role may not, or the place is not his."""
    demand(may_kit(actor.role, act))
    if scope and not actor.covers(scope):
        raise Refused.because(mark("不在您的管辖范围内"), field="place", code="place")
