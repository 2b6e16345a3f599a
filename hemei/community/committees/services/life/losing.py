"""A seat ends by itself when who holds it is no owner any more; the platform says so the day the register does."""

from __future__ import annotations

from datetime import date, datetime

from hemei.community.committees.models import Candidate
from hemei.community.committees.queries.elections.facts import gates_of
from hemei.community.committees.rules.stepping import lost_on
from hemei.community.committees.services.bodies import PLATFORM, system_at
from hemei.community.committees.services.elections.filling import SEATED
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import SeatEnd
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


def end_lost_seat(
    *, actor: Actor, now: datetime, person_id: int, unit_id: int, sold_on: date | None = None
) -> None:
    """End the seat of who sold his last unit of the estate (guidance rules, article 43); harmless when repeated.

    He may own and sit under different records. With the seat his office ends; the handover, the filing of the change
    and too few members follow from it. A sale that is registered for a day to come ends nothing yet: `end_sold_out`
    does when that day has come.
    """
    today = shanghai_day(now)
    with records.acting(PLATFORM):
        unit = places.unit(unit_id, actor=PLATFORM)
        term = people.term_facts(today, estate_id=unit.estate_id) if unit is not None else None
        if unit is None or term is None or (term.end is not None and term.end <= today):
            return
        own = people.same_as(person_id)
        seats = [one for one in people.sitting_seats(term.id, today) if one.person_id in own]
        owns = people.owner_ids_in(unit.estate_id, actor=PLATFORM, on=today, persons=own)
    for seat in seats:
        day = lost_on(owns=bool(owns), sold_on=sold_on, since=seat.since, today=today)
        if day is not None:
            _end(actor, now, term, seat.id, unit_id, day)


def end_sold_out(*, actor: Actor, now: datetime) -> int:
    """End the seats of who owns nothing in the estate since a day that has come by now; return how many.

    The register often knows of a sale before its day, and on that day nothing is entered that would tell it. Who sold
    before his seat began lost it too where he was elected here: he was asked as a candidate, when he still owned. Of
    a seat that was typed in its own election judged that.
    """
    today = shanghai_day(now)
    with records.acting(PLATFORM):
        sold = people.sold_out(today)
        terms = {one.term_id for one in sold if one.sold_on < one.since}
        rows = Candidate.objects.filter(election__term_id__in=terms, result__in=SEATED)
        elected = set(rows.values_list("election__term_id", "person_id"))
        lost = [one for one in sold if one.sold_on >= one.since or (one.term_id, one.person_id) in elected]
        return records.each_alone(lost, lambda one: _sold_out(actor, now, one))


def _sold_out(actor: Actor, now: datetime, one: people.SoldOut) -> int:
    term = people.term_by_id(one.term_id)
    day = lost_on(owns=False, sold_on=one.sold_on, since=one.since, today=shanghai_day(now))
    if term is None or day is None:
        return 0
    _end(actor, now, term, one.seat_id, one.unit_id, day)
    return 1


def _end(actor: Actor, now: datetime, term: people.TermFacts, seat_id: int, unit_id: int, day: date) -> None:
    with records.acting(PLATFORM):
        people_services.leave_seat(
            actor=system_at(term.scope), now=now, seat_id=seat_id, day=day, reason=SeatEnd.AUTOMATIC
        )
        owner = gates_of(shanghai_day(now)).of("owner")
        records.record_event(
            stream=f"people.body:{term.body_id}", type="committees.seat_lost", actor=actor, at=now,
            scope=term.scope,
            data={"term": term.id, "seat": seat_id, "unit": unit_id, "day": day.isoformat()},
            references=(owner.warrant.reference,) if owner else (),
        )  # fmt: skip
