"""The receipt of a paper ballot for an owner who comes to the desk without a phone: its codes, never its choice."""

from __future__ import annotations

from datetime import datetime

from hemei.community.voting.queries.receipts import papers_of
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.receipts import CountedSheet, may_print
from hemei.community.voting.services.telling import locked_unit
from hemei.ground.people import services as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark

FIELD = "ballot_receipt"
"""What the owner reads that the desk looked at."""


@records.whole
def print_receipt(
    *, actor: Actor, now: datetime, roll_unit_id: int, document: str, owner_id: int | None = None
) -> list[CountedSheet]:
    """Return the papers of a unit as their receipt says them, and record for the owner who printed it.

    Raises:
        Refused: the unit is not the actor's, no paper came from it, or no owner of it showed a document.
    """
    unit, roll = locked_unit(actor, roll_unit_id)
    owners = unit.owner_ids if unit.delivered else []
    demand(may(actor, Act.CAST, roll.scope), may_print(owners, owner_id, document))
    papers = papers_of(unit)
    if not papers:
        raise Refused.because(mark("这一专有部分没有收到纸质选票"), code="no_paper")
    records.record_event(
        stream=unit.stream, type="voting.receipt_printed", actor=actor, at=now, scope=unit.scope,
        data={"roll": roll.pk, "sheets": [one.sheet_id for one in papers], "document": document},
    )  # fmt: skip
    if owner_id is not None:
        people.note_look(
            actor=actor, now=now, scope=unit.scope, reason="业主到窗口，打印纸质选票的回执",
            look=people.Look(person_id=owner_id, field=FIELD, of=unit.stream),
        )  # fmt: skip
    return papers
