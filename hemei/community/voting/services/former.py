"""The owners of a unit were put right on the roll: what was cast under its former entry gives way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hemei.community.voting.models import Assembly, Ballot, Roll
from hemei.community.voting.queries.law import counting_of
from hemei.community.voting.rules.casting import FORMER_ENTRY
from hemei.community.voting.rules.striking import (
    Cast,
    Former,
    Owners,
    Upheld,
    changed_since,
    former_of,
    hand_of,
    owners_by,
)
from hemei.community.voting.services.before_count import strike_before_count
from hemei.community.voting.services.telling import sealed
from hemei.ground.records import queries as record
from hemei.ground.records.queries import EventRow
from hemei.kernel.actor import Actor

_WHY: dict[Former, str] = {
    "own_ballot": "名册更正业主以前按原登记投的票，更正后的业主另行投了票。",
    "no_owner": "名册更正业主以前按原登记投的票，原登记的人都不是这一专有部分的业主。",
}


def strike_former(actor: Actor, now: datetime, found: Assembly, roll: Roll) -> int:
    """Strike what was cast under a former entry of units, where no owner of today cast it; return how many.

    That is so where owners of today cast too, after their unit was put right: whichever ballot of a unit counts by the
    rules of procedure, the first or the last, is one of its owner's. It is so as well where nobody of the entry under
    which it was cast is an owner today: owners vote (CC 278), and two persons stand behind the correction.
    """
    changes = _corrections(roll)
    rows = Ballot.objects.filter(
        vote__roll=roll, roll_unit__in=changes, valid=True, struck=False, strike=None
    )
    cast: dict[tuple[int, int], list[Ballot]] = {}
    for one in rows.select_related("roll_unit").order_by("pk"):
        cast.setdefault((one.vote_id, one.roll_unit_id), []).append(one)
    gives_way = [
        (one, why)
        for ballots in cast.values()
        for one, why in _former(ballots, changes[ballots[0].roll_unit_id])
    ]
    if not gives_way:
        return 0
    words = {one.roll_unit_id: sealed(one.roll_unit, _WHY[why]) for one, why in gives_way}
    reference = counting_of(roll).double_ballots.warrant.reference
    return strike_before_count(
        actor,
        now,
        found,
        [one for one, _ in gives_way],
        ground=FORMER_ENTRY,
        reasons=words,
        references=(reference,),
    )


def _former(ballots: Sequence[Ballot], changes: Sequence[EventRow]) -> list[tuple[Ballot, Former]]:
    """Return which ballots of one unit and vote give way, and why."""
    unit = ballots[0].roll_unit
    entries = [(event.at, _owners(event.data["before"])) for event in changes]
    today = owners_by(unit.owner_ids, delivered=unit.delivered)
    why = former_of([Cast(one.pk, one.received_at) for one in ballots], entries, today)
    return [(one, why[one.pk]) for one in ballots if one.pk in why]


def _owners(entry: Mapping[str, Any]) -> Owners:
    return owners_by(entry["owners"], delivered=entry["delivered"])


def _corrections(roll: Roll) -> dict[int, list[EventRow]]:
    """Return the corrections of a roll that changed owners or delivery, by unit, the earliest first."""
    made: dict[int, list[EventRow]] = {}
    for _, event in record.events_of(streams=[roll.stream], kind="voting.roll_corrected"):
        if event.data.get("owners_changed"):
            made.setdefault(event.data["unit"], []).append(event)
    return made


def put_right(ballot: Ballot) -> tuple[Upheld, ...]:
    """Return the corrections since a ballot came by which its unit is others' now; nobody who confirmed one strikes it.

    None where it is again whose it was when the ballot came. Where one hand made one, before ballots came in, that one
    does not strike.
    """
    unit = ballot.roll_unit
    if unit.owners_since is None or ballot.received_at >= unit.owners_since:
        return ()
    made = _corrections(Roll.objects.get(pk=unit.roll_id)).get(unit.pk, [])
    entries = [(event.at, _owners(event.data["before"])) for event in made]
    today = owners_by(unit.owner_ids, delivered=unit.delivered)
    since = (made[place] for place in changed_since(ballot.received_at, entries, today))
    return tuple(Upheld(hand_of(one.data.get("asked", {})), hand_of(one.actor)) for one in since)
