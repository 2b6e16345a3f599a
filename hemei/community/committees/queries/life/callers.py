"""Who may call the owners' meeting that decides on a recall, and on which ground."""

from __future__ import annotations

from datetime import datetime

from hemei.community.committees.models import Recall
from hemei.community.committees.rules.life_words import ProposedBy, RecallState
from hemei.community.committees.rules.recalls import Calling, calling_again, callings
from hemei.community.voting import queries as votes
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


def recall_callers(recall_id: int, *, actor: Actor, now: datetime) -> list[tuple[str, str, str]]:
    """Return who may call the meeting on a recall the actor may see: code, the ground in words, its clause."""
    row = Recall.objects.filter(record.seen_by(actor), pk=recall_id).first()
    return [
        (one.called_by, *votes.ground_words(one.ground, on=shanghai_day(now)))
        for one in (callings_of(row, actor, now) if row is not None else ())
    ]


def callings_of(row: Recall, actor: Actor, now: datetime) -> tuple[Calling, ...]:
    """Return who may call the meeting that decides on a recall today, first whose turn it is."""
    asked = asked_of(actor, row.estate_id, row.proposal_id)
    short, able = (
        short_meeting(row, actor),
        people.committee_able(row.estate_id, shanghai_day(now)) is not None,
    )
    if short is not None:
        return calling_again(Calling(short.called_by, short.ground), at_work=able)  # type: ignore[arg-type]
    return callings(ProposedBy(row.proposed_by), unmet=asked is not None and asked.unmet, at_work=able)


def short_meeting(row: Recall, actor: Actor) -> votes.AssemblyRow | None:
    """Return the meeting that is to be held again for a recall, whatever was called off since: too few took part."""
    if row.state != RecallState.HEARD or row.assembly_id is None:
        return None
    found = votes.assembly(row.assembly_id, actor=actor)
    while found is not None and str(found.state) == "called_off":
        found = votes.assembly(found.repeats_id, actor=actor) if found.repeats_id is not None else None
    return found


def asked_of(actor: Actor, estate_id: int, proposal_id: int | None) -> votes.ProposalRow | None:
    """Return the owners' proposal of this estate that a recall rests on; owed, it was counted and reached its share."""
    row = votes.proposal(proposal_id, actor=actor) if proposal_id is not None else None
    return row if row is not None and row.estate_id == estate_id else None
