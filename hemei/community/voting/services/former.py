"""The owners of a unit were put right on the roll: what was cast under its former entry gives way."""

from __future__ import annotations

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
from hemei.kernel.actor import Actor

_WHY = "名册更正业主以前按原登记投的票，更正后的业主另行投了票。"


def strike_former(actor: Actor, now: datetime, found: Assembly, roll: Roll) -> int:
    """Strike what was cast under the former entry of units whose owners of today cast too; return how many.

    Whichever ballot of a unit counts by the rules of procedure, the first or the last, is one of its owner's.
    """
    since = F("roll_unit__owners_since")
    open_ones = Ballot.objects.filter(vote__roll=roll, valid=True, struck=False, strike=None)
    own = open_ones.filter(vote=OuterRef("vote"), roll_unit=OuterRef("roll_unit"), received_at__gte=since)
    ballots = list(
        open_ones.filter(Exists(own), received_at__lt=since).select_related("roll_unit").order_by("pk")
    )
    if not ballots:
        return 0
    words = {one.roll_unit_id: sealed(one.roll_unit, _WHY) for one in ballots}
    reference = counting_of(roll).double_ballots.warrant.reference
    return strike_before_count(
        actor, now, found, ballots, ground=FORMER_ENTRY, reasons=words, references=(reference,)
    )


def put_right(ballot: Ballot) -> Upheld | None:
    """Return the correction by which who cast a ballot is no owner of its unit; another than who confirmed it strikes.

    Where one hand made it, before ballots came in, that one does not strike.
    """
    since = ballot.roll_unit.owners_since
    if since is None or ballot.received_at >= since:
        return None
    stream = Roll.objects.values_list("stream", flat=True).get(pk=ballot.roll_unit.roll_id)
    made = [
        event
        for _, event in record.events_of(streams=[stream], kind="voting.roll_corrected")
        if event.data["unit"] == ballot.roll_unit_id and event.data.get("owners_changed")
    ]
    return Upheld(hand_of(made[-1].data.get("asked", {})), hand_of(made[-1].actor)) if made else None
