"""A third of the members signed for a recall: who entered it does not say so alone, a second person confirms it."""

from __future__ import annotations

from datetime import datetime

from hemei.community.committees.rules.life_acts import LifeAct
from hemei.community.committees.rules.life_words import RecallState
from hemei.community.committees.rules.recalls import may_confirm
from hemei.community.committees.services.life.recalls import locked_recall, recall_of
from hemei.community.committees.services.life.shared import at_committee, tell
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand


def confirm_recall(*, actor: Actor, now: datetime, recall_id: int) -> None:
    """Confirm, held against the scan, that the members who are said to propose a recall signed it.

    What the scan does not bear out is withdrawn instead.

    Raises:
        Refused: it is not the actor's, he entered it himself, nothing waits for a second person.
    """
    found = recall_of(actor, recall_id)
    with at_committee(actor, LifeAct.PROPOSE_RECALL, found.estate_id, now):
        row = locked_recall(recall_id)
        demand(
            may_confirm(
                RecallState(row.state),
                entered_by=row.entered_by,
                confirmed_by=row.confirmed_by,
                by=actor.person_id,
            )
        )
        row.confirmed_by = actor.person_id
        row.save(update_fields=["confirmed_by"])
        tell(actor, now, row, "committees.recall_confirmed", {"seat": row.seat_id})
