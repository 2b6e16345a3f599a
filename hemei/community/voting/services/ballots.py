"""A ballot is entered; of two of one unit one stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hemei.community.voting.models import Ballot, Roll, Vote
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.roll import Choice
from hemei.community.voting.services.telling import (
    counting_of,
    demand,
    demand_in_time,
    locked_unit,
    sealed,
    tell,
)
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotDraft:
    """A ballot as it came in. `received_at` is when, which may be before it is entered."""

    vote_id: int
    roll_unit_id: int
    choice: Choice
    channel: str
    received_at: datetime
    valid: bool = True


def cast_ballot(*, actor: Actor, now: datetime, draft: BallotDraft) -> int:
    """Enter a ballot of a unit and return its id. Of two valid ones one stands, by the rule of the notice's day.

    Two channels that bring a ballot of one unit at the same moment wait for each other at the unit.

    Raises:
        Refused: the actor may not, the vote is not on the notice of this roll, the ballot came outside the time of
            the vote, or doubles are to be settled first and this is one.
    """
    unit, roll = locked_unit(actor, draft.roll_unit_id)
    demand(may(actor, Act.CAST, roll.scope))
    if not Vote.objects.filter(pk=draft.vote_id, roll=roll).exists():
        raise Refused.because(mark("这一事项不在公告的议程里"), field="vote", code="not_on_the_agenda")
    demand_in_time(roll, draft.received_at, now)
    stands = draft.valid and _takes_its_place(roll, draft)
    row = Ballot.objects.create(
        vote_id=draft.vote_id,
        roll_unit=unit,
        received_at=draft.received_at,
        area_dm2=unit.area_dm2,
        head=unit.head,
        several=unit.several,
        valid=draft.valid,
        standing=stands,
        choice=draft.choice,
        channel=draft.channel,
        scope=roll.scope,
        stream=roll.stream,
    )
    data = {
        "ballot": row.pk,
        "vote": draft.vote_id,
        "unit": unit.pk,
        "channel": draft.channel,
        "received_at": draft.received_at.isoformat(),
        "valid": draft.valid,
        "stands": stands,
        "texts": {"choice": sealed(roll, draft.choice)},
    }
    tell(actor, now, roll, "voting.ballot_cast", data)
    return int(row.pk)


def _takes_its_place(roll: Roll, draft: BallotDraft) -> bool:
    """Whether this valid ballot is to stand; the one that stood makes room for it."""
    held = Ballot.objects.filter(
        vote_id=draft.vote_id, roll_unit_id=draft.roll_unit_id, standing=True
    ).first()
    if held is None:
        return True
    rule = counting_of(roll.noticed_on).double_ballots.counts
    if rule == "refuse":
        raise Refused.because(
            mark("这一专有部分已有一张有效选票"),
            remedy=mark("请先查明哪一张有效"),
            field="unit",
            code="double",
        )
    later = (
        draft.received_at >= held.received_at
    )  # at the same instant the one entered later is the later one
    if later != (rule == "last"):
        return False
    Ballot.objects.filter(pk=held.pk).update(standing=False)
    return True
