"""A by-election: who is elected takes a free seat of the term that runs; nothing else of the term changes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hemei.community.committees.models import Election
from hemei.community.committees.queries.elections.facts import rules_of
from hemei.community.committees.rules.election_words import ElectionKind, Result
from hemei.community.committees.rules.filling import Free, may_fill
from hemei.community.committees.services.bodies import system_at
from hemei.community.committees.services.elections.shared import missing
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import SeatEnd, TermFacts
from hemei.kernel.decision import Decision
from hemei.kernel.workdays import shanghai_day

SEATED = (Result.ELECTED.value, Result.RESERVE.value)


def is_filling(election: Election) -> bool:
    """Whether an election only fills seats of a term that runs."""
    return election.kind == ElectionKind.BY


def free_of(term: TermFacts, today: date) -> Free:
    """Return the seats of a term as they are held on a day."""
    seats = people.sitting_seats(term.id, today)
    reserves = sum(one.reserve for one in seats)
    runs = term.valid_from <= today and (term.end is None or today < term.end)
    able = people.below_half_since(term.id, today) is None
    return Free(term.seats, len(seats) - reserves, reserves, runs, able)


def may_begin(wanted: int, term: TermFacts | None, today: date) -> Decision:
    """Whether a by-election of so many seats may begin in a term."""
    law = people.committee_rules(today)
    if law is None or term is None:
        raise missing()
    warrant = rules_of(today).by_election.warrant
    return may_fill(wanted, free_of(term, today), warrant=warrant, vacancy=law.vacancy.warrant)


def years_of(term: TermFacts) -> int:
    """Return for how many years a term was agreed: a by-election's members sit to its end."""
    return max(1, round((term.agreed - term.valid_from).days / 365)) if term.agreed else 1


def sits(election: Election, person: int, today: date) -> bool:
    """Whether somebody holds a seat already of the term that a by-election fills, or waits in reserve."""
    term = election.former_term_id if is_filling(election) else None
    return term is not None and any(one.person_id == person for one in people.sitting_seats(term, today))


def seats_left(election: Election, today: date) -> int:
    """Return how many seats an election can still fill on a day: of a by-election no more than are free by then.

    Who came into the term after it was counted takes none of its seats: by a recount he gives way.
    """
    term = people.term_by_id(election.former_term_id or 0) if is_filling(election) else None
    if term is None:
        return election.seats
    mine = set(election.candidates.filter(result=Result.ELECTED).values_list("person_id", flat=True))
    others = [
        one
        for one in people.sitting_seats(term.id, today)
        if not one.reserve
        and one.person_id not in mine
        and (election.elected_on is None or one.since <= election.elected_on)
    ]
    return max(0, min(election.seats, term.seats - len(others)))


def still_runs(election: Election, day: date) -> bool:
    """Whether the term that a by-election fills still runs on a day."""
    term = people.term_by_id(election.former_term_id or 0)
    return term is not None and (term.end is None or day < term.end)


def end_filled(election: Election, now: datetime) -> None:
    """End the seats a by-election filled, where it does not stand; those of the others go on."""
    today = shanghai_day(now)
    mine = set(election.candidates.filter(result__in=SEATED).values_list("person_id", flat=True))
    for seat in people.sitting_seats(election.term_id or 0, today, coming=True):
        if seat.person_id in mine:
            people_services.leave_seat(
                actor=system_at(election.scope), now=now, seat_id=seat.id,
                day=max(today, seat.since + timedelta(days=1)), reason=SeatEnd.ANNULLED, warrant=election.stream,
            )  # fmt: skip
