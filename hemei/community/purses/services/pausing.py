"""A street asks for the one pause of an order, where the agreement the owners adopted lets it; it ends by itself."""

from __future__ import annotations

from datetime import datetime

from hemei.community.purses.facts import rules_on
from hemei.community.purses.models import OrderPause
from hemei.community.purses.rules.acts import Act
from hemei.community.purses.rules.paying import may_pause
from hemei.community.purses.services.shared import (
    adoption,
    locked_order,
    missing,
    order_facts,
    person_of,
    said,
    sealed,
    tell,
)
from hemei.ground.clocks import queries as clocks
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day


def pause_order(
    *, actor: Actor, now: datetime, order_id: int, days: int, reason: str, clause: str
) -> datetime:
    """Pause an order for some working days and return until when. The time to approve it is as much longer.

    Raises:
        Refused: the agreement says nothing of it or its resolution fell, it was paused before, its time is over, for no
            day or too long, or reason or clause is missing.
    """
    with records.acting(actor):
        row = locked_order(actor, order_id, Act.PAUSE)
        if actor.body_id is None:
            raise missing()
        made = row.agreement
        references = demand(
            may_pause(
                order_facts(row), allowed=made.pause_allowed,
                paused_before=OrderPause.objects.filter(order=row).exists(), days=days, reason=reason, clause=clause,
                now=now, rules=rules_on(shanghai_day(now)),
            ),
            adoption(made),
        )  # fmt: skip
        until = clocks.working_time(now=now).due(now, Limit(days, "working_days")).at
        why = sealed(row.stream, row.scope, "reason", reason)
        by = sealed(row.stream, row.scope, "clause", clause)
        OrderPause.objects.create(
            stream=row.stream, scope=row.scope, order=row, person_id=person_of(actor), body_id=actor.body_id,
            asked_at=now, until=until, reason_id=why.vault_id, clause_id=by.vault_id,
        )  # fmt: skip
        row.paused_until = until
        row.expires_at += until - now
        row.save(update_fields=["paused_until", "expires_at"])
        data = {"until": until.isoformat(), "days": days, **said(reason=why, clause=by)}
        tell(actor, now, row, "purses.order_paused", data, references)
    return until
