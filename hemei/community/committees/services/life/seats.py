"""A member resigns; a reserve steps in, in turn."""

from __future__ import annotations

from datetime import datetime

from hemei.community.committees.rules.life_acts import LifeAct
from hemei.community.committees.rules.stepping import may_step_in
from hemei.community.committees.services.bodies import PLATFORM, system_at
from hemei.community.committees.services.life.shared import at_committee, committee_stream, rules_of
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import Post, SeatEnd
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties


def resign(*, actor: Actor, now: datetime, estate_id: int) -> None:
    """Resign one's own seat from today on; what one holds for the owners is to be handed back within three days.

    Raises:
        Refused: the actor holds no seat of this committee.
    """
    today = shanghai_day(now)
    with at_committee(actor, LifeAct.RESIGN, estate_id, now) as term:
        seats = people.sitting_seats(term.id, today)
        own = next((one for one in seats if one.office_id and one.office_id == actor.appointment_id), None)
        if own is None:
            raise Refused.because(mark("您在这个业委会没有在任的席位。"), code="no_seat")
        people_services.leave_seat(
            actor=system_at(term.scope), now=now, seat_id=own.id, day=today, reason=SeatEnd.RESIGNED
        )
        records.record_event(
            stream=f"people.body:{term.body_id}", type="committees.member_resigned", actor=actor, at=now,
            scope=term.scope, data={"term": term.id, "seat": own.id},
        )  # fmt: skip


def step_in(*, actor: Actor, now: datetime, estate_id: int, seat_id: int) -> int:
    """Let the reserve whose turn it is take a free seat from today on; return the id of the new seat.

    Raises:
        Refused: no seat is free, or another reserve's turn comes first.
    """
    today = shanghai_day(now)
    with at_committee(actor, LifeAct.STEP_IN, estate_id, now) as term:
        seats = people.sitting_seats(term.id, today)
        reserves = {one.id: one.number for one in seats if one.reserve}
        held = len(seats) - len(reserves)
        decision = may_step_in(reserves.get(seat_id), reserves.values(), held=held, seats=term.seats)
        demand(decision)
        fresh = people_services.change_post(
            actor=system_at(term.scope), now=now, seat_id=seat_id, post=Post.MEMBER, day=today
        )
        records.record_event(
            stream=f"people.body:{term.body_id}", type="committees.reserve_stepped_in", actor=actor, at=now,
            scope=term.scope, data={"term": term.id, "from": seat_id, "seat": fresh},
            references=(rules_of(today).reserves.warrant.reference,),
        )  # fmt: skip
        if not people.watched(today, until=term.end, seats=term.seats, held=held + 1).below_half:
            _settle_vacancy(term, now)
    return fresh


def _settle_vacancy(term: people.TermFacts, now: datetime) -> None:
    """With enough members again nobody owes an election for want of them."""
    stream = committee_stream(term.body_id)
    with records.acting(PLATFORM):
        duties.settle_duties(
            actor=PLATFORM,
            now=now,
            origin_stream=stream,
            because=f"people.body:{term.body_id}",
            items=("below_half",),
        )
