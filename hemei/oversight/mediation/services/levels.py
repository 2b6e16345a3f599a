"""Up and down the levels: a dispute goes up with its whole file on four grounds, and comes back once."""

from __future__ import annotations

from datetime import datetime

from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import NOWHERE, Actor
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.facts import levels_on, rules_on
from hemei.oversight.mediation.models import Dispute, DisputeMediator
from hemei.oversight.mediation.queries.bodies import BodyRow, body_below, body_for, mediation_body
from hemei.oversight.mediation.rules.acts import Move
from hemei.oversight.mediation.rules.clocks import ACCEPTING
from hemei.oversight.mediation.rules.notices import NoticeKind
from hemei.oversight.mediation.rules.sizing import grounds_of, may_escalate, may_send_back
from hemei.oversight.mediation.rules.words import Ground, Level, State
from hemei.oversight.mediation.services.agreements import watch_on
from hemei.oversight.mediation.services.clocks import accept_key, start_clock, stop_clocks
from hemei.oversight.mediation.services.notices import make_notices
from hemei.oversight.mediation.services.shared import handled, matter_of, missing, step, tell, written


def escalate(*, actor: Actor, now: datetime, dispute_id: int, ground: Ground, reason: str) -> None:
    """Hand a dispute up to the next level with its whole file.

    Raises:
        Refused: the ground does not hold, there is no level above, or no reason is given.
    """
    row = handled(actor, dispute_id, Move.ESCALATE)
    levels = levels_on(row.rules_on)
    open_grounds = grounds_of(
        matter_of(row), Level(row.level), levels, failed=row.state == State.FAILED.value
    )
    demand(may_escalate(ground, open_grounds, levels))
    said = written(reason, "reason")
    above = list(Level)[Level(row.level).rank + 1]
    body = body_for(above, row.place_path, shanghai_day(now))
    if body is None:
        raise Refused.because(mark("上一级还没有登记调处机构"), code="body")
    reference = levels.of_ground(ground).warrant.reference
    _hand_over(actor, now, row, Move.ESCALATE, body, said, {"ground": ground.value}, reference)


def send_back(*, actor: Actor, now: datetime, dispute_id: int, reason: str) -> None:
    """Send a dispute that came up back down, once, with the reason."""
    row = handled(actor, dispute_id, Move.SEND_BACK)
    levels = levels_on(row.rules_on)
    demand(may_send_back(row.sent_back, levels, reason))
    here = mediation_body(row.mediation_body_id)
    below = body_below(here, row.place_path, shanghai_day(now)) if here is not None else None
    if below is None:
        raise missing()
    row.sent_back += 1
    _hand_over(actor, now, row, Move.SEND_BACK, below, reason, {}, levels.send_back.warrant.reference)


def _hand_over(
    actor: Actor, now: datetime, row: Dispute, move: Move, body: BodyRow, note: str, about: dict[str, str],
    reference: Reference,
) -> None:  # fmt: skip
    """Give a dispute to another body: its access opens, that of the one before closes, and the time to accept runs."""
    giver = row.body_id
    with opened(actor, NOWHERE):
        stop_clocks(actor, now, row, cancelled=True, whole=True)
        step(actor, now, row, move, note=note, about={**about, "from": giver, "to": body.body_id})
        DisputeMediator.objects.filter(dispute=row, ended_at=None).update(ended_at=now)
        records.grant_access(stream=row.stream, bodies=(body.body_id,))
        row.level, row.mediation_body_id, row.body_id = body.level.value, body.id, body.body_id
        row.stint += 1
        row.accepted_at = row.due_at = row.ended_at = None
        row.outcome = ""
        row.save()
        name = "mediation.escalated" if move is Move.ESCALATE else "mediation.sent_back"
        tell(actor, now, row, name, {**about, "from": giver, "to": body.body_id}, (reference,))
        rule = rules_on(shanghai_day(now)).acceptance
        start_clock(
            actor,
            now,
            row,
            key=accept_key(row),
            kind=ACCEPTING,
            limit=rule.limit,
            reference=rule.warrant.reference,
        )
        watch_on(actor, now, row)
        make_notices(actor, now, row, NoticeKind.HANDED, f"handed:{row.stint}", {"to": body.name})
        if giver != body.body_id:
            records.revoke_access(stream=row.stream, bodies=(giver,))
