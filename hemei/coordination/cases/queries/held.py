"""What a body still has to do, counted without showing anything of it."""

from __future__ import annotations

from dataclasses import replace

from hemei.coordination.cases.models import Case
from hemei.coordination.cases.viewing import held_by
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor
from hemei.kernel.decision import Refused, mark


def still_held(*, actor: Actor, body_id: int) -> people.Holding:
    """Return how many cases move to the successor of a body; named in the setting `HOLDINGS`.

    Whoever dissolves bodies sees no case, so the city is opened for this one number.
    """
    decision = people.may(actor.role, people.Act.MANAGE_BODIES)
    if not decision.allowed:
        raise Refused(decision)
    with records.acting(replace(actor, places=(EVERYWHERE,))):
        count = Case.objects.filter(held_by(body_id)).distinct().count()
    return people.Holding(mark("未办结或者等待复查的案件 {count} 件"), count)
