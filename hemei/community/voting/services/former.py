"""The owners of a unit were put right on the roll: what was cast under its former entry gives way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from hemei.community.voting.models import Assembly, Ballot, Roll
from hemei.community.voting.queries.law import counting_of
from hemei.community.voting.rules.casting import FORMER_ENTRY
from hemei.community.voting.rules.striking import Upheld
from hemei.community.voting.services.before_count import strike_before_count
from hemei.community.voting.services.objections import hand_of
from hemei.community.voting.services.telling import sealed
from hemei.ground.records import queries as record
from hemei.ground.records.queries import EventRow
from hemei.kernel.actor import Actor

_OWN_BALLOT = "名册更正业主以前按原登记投的票，更正后的业主另行投了票。"
_NO_OWNER = "名册更正业主以前按原登记投的票，原登记的人都不是这一专有部分的业主。"


def strike_former(actor: Actor, now: datetime, found: Assembly, roll: Roll) -> int:
    """Strike what was cast under the former entry of units, where no owner of today cast it; return how many.

    That is so where owners of today cast too: whichever ballot of a unit counts by the rules of procedure, the first
    or the last, is one of its owner's. It is so as well where nobody of the entry under which it was cast is an owner
    today: owners vote (CC 278), and two persons stand behind the correction.
    """
    since = F("roll_unit__owners_since")
    open_ones = Ballot.objects.filter(vote__roll=roll, valid=True, struck=False, strike=None)
    own = open_ones.filter(vote=OuterRef("vote"), roll_unit=OuterRef("roll_unit"), received_at__gte=since)
    rows = open_ones.filter(received_at__lt=since).annotate(owners_cast=Exists(own))
    before = list(rows.select_related("roll_unit").order_by("pk"))
    changes = _corrections(roll) if before else {}
    why = {
        one.pk: _OWN_BALLOT if one.owners_cast else _NO_OWNER
        for one in before
        if one.owners_cast or _by_no_owner(one, changes.get(one.roll_unit_id, ()))
    }
    ballots = [one for one in before if one.pk in why]
    if not ballots:
        return 0
    words = {one.roll_unit_id: sealed(one.roll_unit, why[one.pk]) for one in ballots}
    reference = counting_of(roll).double_ballots.warrant.reference
    return strike_before_count(
        actor, now, found, ballots, ground=FORMER_ENTRY, reasons=words, references=(reference,)
    )


def _corrections(roll: Roll) -> dict[int, list[EventRow]]:
    """Return the corrections of a roll that changed owners or delivery, by unit, the earliest first."""
    made: dict[int, list[EventRow]] = {}
    for _, event in record.events_of(streams=[roll.stream], kind="voting.roll_corrected"):
        if event.data.get("owners_changed"):
            made.setdefault(event.data["unit"], []).append(event)
    return made


def _by_no_owner(ballot: Ballot, changes: Sequence[EventRow]) -> bool:
    """Whether nobody of the entry under which a ballot was cast is an owner of its unit as the roll stands.

    A unit that was not delivered was the developer's then, whoever was written as its owner.
    """
    entry = next((event.data["before"] for event in changes if event.at > ballot.received_at), None)
    unit = ballot.roll_unit
    if entry is None:
        return False
    return entry["delivered"] != unit.delivered or not set(entry["owners"]) & set(unit.owner_ids)


def put_right(ballot: Ballot) -> Upheld | None:
    """Return the correction by which who cast a ballot is no owner of its unit; another than who confirmed it strikes.

    Where one hand made it, before ballots came in, that one does not strike.
    """
    since = ballot.roll_unit.owners_since
    if since is None or ballot.received_at >= since:
        return None
    made = _corrections(Roll.objects.get(pk=ballot.roll_unit.roll_id)).get(ballot.roll_unit_id)
    return Upheld(hand_of(made[-1].data.get("asked", {})), hand_of(made[-1].actor)) if made else None
