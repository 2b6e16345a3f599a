"""How mediation ends: a party stops it, the applicant withdraws, it fails, the parties agreed; and the closed file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.facts import rules_on
from hemei.oversight.mediation.models import Dispute, DisputeParty
from hemei.oversight.mediation.queries.standing import stands_for
from hemei.oversight.mediation.rules.acts import Act, Move, may, may_move
from hemei.oversight.mediation.rules.notices import NoticeKind
from hemei.oversight.mediation.rules.words import Outcome, Side, State
from hemei.oversight.mediation.services.clocks import stop_clocks
from hemei.oversight.mediation.services.notices import make_notices
from hemei.oversight.mediation.services.shared import (
    demand_alive,
    handled,
    live_parties,
    missing,
    step,
    tell,
    written,
)


def stop_by_party(
    *, actor: Actor, now: datetime, dispute_id: int, party_id: int | None = None, reason: str = ""
) -> None:
    """Stop mediation because a party wants it: at any time, without a reason (People's Mediation Law art. 23).

    A party stops it himself; a mediator records by `party_id` who told him so. An applicant who stops before anybody
    mediated has withdrawn.
    """
    row, party = _of_party(actor, now, dispute_id, party_id)
    early = party.side == Side.APPLICANT and row.accepted_at is None
    _end(
        actor,
        now,
        row,
        Move.WITHDRAW if early else Move.STOP,
        reason,
        {"party": party.pk, "side": party.side},
    )


def record_failure(*, actor: Actor, now: datetime, dispute_id: int, reason: str) -> None:
    """Record that mediation failed; the parties read which other ways they have (art. 26)."""
    row = handled(actor, dispute_id, Move.FAIL)
    said = written(reason, "reason")
    rules = rules_on(shanghai_day(now))
    references = tuple(one.warrant.reference for one in rules.other_way)
    stop_clocks(actor, now, row)
    step(actor, now, row, Move.FAIL, note=said, about={"ways": [one.code for one in rules.other_way]})
    row.outcome, row.ended_at = Outcome.FAILED.value, now
    row.save(update_fields=["state", "outcome", "ended_at"])
    tell(actor, now, row, "mediation.failed", {"outcome": row.outcome}, references[:1])
    make_notices(actor, now, row, NoticeKind.FAILED, f"failed:{row.stint}")


def mark_agreed(*, actor: Actor, now: datetime, dispute_id: int, outcome: Outcome) -> Dispute:
    """Let a dispute stand as agreed, its clocks settled; whoever writes the agreement calls this. Returns it locked."""
    row = handled(actor, dispute_id, Move.AGREE)
    demand_alive(row)
    stop_clocks(actor, now, row)
    step(actor, now, row, Move.AGREE, about={"outcome": outcome.value})
    row.outcome, row.ended_at = outcome.value, now
    row.save(update_fields=["state", "outcome", "ended_at"])
    tell(actor, now, row, "mediation.agreed", {"outcome": row.outcome})
    return row


def reopen_dispute(*, actor: Actor, now: datetime, dispute_id: int, reason: str) -> Dispute:
    """Lead a dispute back into mediation because what was agreed was not kept. Returns it locked, no clock running."""
    row = handled(actor, dispute_id, Move.REOPEN)
    if row.outcome not in {Outcome.AGREED, Outcome.SETTLED}:
        raise Refused.because(mark("没有达成过协议，不能恢复调解"), code="state")
    step(actor, now, row, Move.REOPEN, note=written(reason, "reason"))
    row.outcome, row.ended_at = "", None
    row.save(update_fields=["state", "outcome", "ended_at"])
    tell(actor, now, row, "mediation.reopened")
    return row


def close_dispute(*, actor: Actor, now: datetime, dispute_id: int) -> None:
    """Close the file of a dispute that ended."""
    row = handled(actor, dispute_id, Move.CLOSE)
    step(actor, now, row, Move.CLOSE)
    row.save(update_fields=["state"])
    tell(actor, now, row, "mediation.closed", {"outcome": row.outcome})


def _of_party(
    actor: Actor, now: datetime, dispute_id: int, party_id: int | None
) -> tuple[Dispute, DisputeParty]:
    """Return a dispute and for whom it is moved: the actor himself, or the party a mediator names."""
    if party_id is not None or actor.role in {Role.MEDIATOR, Role.SYSTEM}:
        row = handled(actor, dispute_id, Move.STOP)
        found = [party for party in live_parties(row) if party.pk == party_id]
    else:
        demand(may(actor.role, Act.TAKE_PART))
        locked = Dispute.objects.select_for_update().filter(pk=dispute_id).first()
        if locked is None:
            raise missing()
        row = locked
        found = [party for party in live_parties(row) if stands_for(actor, party, shanghai_day(now))]
        if found:
            demand(may_move(State(row.state), Move.STOP))
    if not found:
        raise missing()
    return row, found[0]


def _end(actor: Actor, now: datetime, row: Dispute, move: Move, reason: str, about: dict[str, Any]) -> None:
    stop_clocks(actor, now, row, cancelled=True)
    step(actor, now, row, move, note=reason, about=about)
    row.outcome = (Outcome.STOPPED if move is Move.STOP else Outcome.WITHDRAWN).value
    row.ended_at = now
    row.save(update_fields=["state", "outcome", "ended_at"])
    tell(actor, now, row, "mediation.stopped", {"outcome": row.outcome, **about})
    make_notices(actor, now, row, NoticeKind.STOPPED, f"stopped:{row.stint}")
