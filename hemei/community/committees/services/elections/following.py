"""The street follows a recount: seats end and are taken as it says, a committee comes about by it, or falls."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from hemei.community.committees.models import Candidate, Election
from hemei.community.committees.queries.elections.facts import rules_of
from hemei.community.committees.rules.contests import Later, giving_way
from hemei.community.committees.rules.election_words import ElectionState, Result
from hemei.community.committees.services.bodies import system_at
from hemei.community.committees.services.elections.annulling import demand_alone, end_annulled
from hemei.community.committees.services.elections.deciding import (
    again_due,
    counted_by,
    elect,
    failure,
    latest_count,
    place,
)
from hemei.community.committees.services.elections.duties import keep_clocks
from hemei.community.committees.services.elections.filling import SEATED
from hemei.community.committees.services.elections.shared import moved, tell
from hemei.community.committees.services.life.handing import end_handovers
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import Post, SeatEnd, SittingSeat
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


def follow_election(
    *, actor: Actor, now: datetime, election_id: int, changed: Collection[int], warrant: str
) -> None:
    """Let what was counted last of an election be done; `warrant` is the stream of the street's decision.

    Of a term that runs only the seats of `changed` candidates follow: what became of the others since is not undone.

    Who came into the term later gives way to who is elected by the recount, where there are not seats for both.

    Raises:
        Refused: a seat cannot end or be taken so today, or the estate elects anew already.
    """
    election = Election.objects.select_for_update(of=("self",)).get(pk=election_id)
    judged = latest_count(election, now)
    rules = rules_of(judged.day)
    giving = seats_giving_way(election, changed, now)
    elected = place(election, judged, rules)
    why = failure(election, judged, elected)
    data = {"elected": elected, "seats": election.seats, "assembly": election.assembly_id, "why": why}
    if why:
        _fall(actor, now, election, why, data)
    elif election.term_id is None:
        demand_alone(election)
        elect(actor, now, election, judged, data)
    else:
        _give_way(election, giving, now, warrant)
        _reseat(election, election.term_id, now, changed, warrant)


def seats_giving_way(election: Election, changed: Collection[int], now: datetime) -> list[int]:
    """Return the seats whose members give way if a recount of an election is followed: none while there are enough."""
    term = people.term_by_id(election.term_id) if election.term_id is not None else None
    if term is None or election.elected_on is None:
        return []
    judged = latest_count(election, now)
    found = {one.candidate: one.result for one in counted_by(election, judged, rules_of(judged.day))}
    if failure(election, judged, sum(one is Result.ELECTED for one in found.values())):
        return []
    sitting = people.sitting_seats(term.id, shanghai_day(now), coming=True)
    members = {one.person_id: one for one in sitting if not one.reserve}
    gone = people.left_persons(term.id) - {one.person_id for one in sitting}
    persons = dict(election.candidates.filter(pk__in=found).values_list("id", "person_id"))
    elected = {persons[one] for one, result in found.items() if result is Result.ELECTED}
    touched = {persons[one] for one in changed if one in found}
    leaving = (touched - elected - came_back(election)) & set(members)
    coming = (touched & elected) - set(members) - gone
    later = [
        Later(one.id, one.since)
        for person, one in members.items()
        if person not in elected | leaving and one.since > election.elected_on
    ]
    return giving_way(later, len(members) - len(leaving) + len(coming) - term.seats)


def came_back(election: Election) -> set[int]:
    """Return who came into the term of an election by a later one: that seat is not what its recount is of.

    Who waited in reserve by it and moved up came by it too.
    """
    later = Candidate.objects.filter(
        election__term_id=election.term_id or 0, election_id__gt=election.pk, annulled=False
    )
    return set(later.filter(result__in=SEATED).values_list("person_id", flat=True))


def _give_way(election: Election, giving: Collection[int], now: datetime, warrant: str) -> None:
    """Let members who came later out of their seats; they wait in reserve, or leave, as the rules of the day say."""
    today, system = shanghai_day(now), system_at(election.scope)
    for seat in giving:
        if rules_of(today).gives_way.becomes == "reserve":
            people_services.change_post(actor=system, now=now, seat_id=seat, post=Post.RESERVE, day=today)
        else:
            people_services.leave_seat(
                actor=system, now=now, seat_id=seat, day=today, reason=SeatEnd.ANNULLED, warrant=warrant
            )


def _fall(actor: Actor, now: datetime, election: Election, why: str, data: dict[str, Any]) -> None:
    """Let the term end of an election that came to nothing by the recount."""
    end_annulled(election, now)
    moved(election, ElectionState.FAILED, reason=why, again_due_on=again_due(election, now))
    tell(actor, now, election, "committees.election_failed", data, ())
    keep_clocks(election, now, lapsed=True)


def _reseat(election: Election, term_id: int, now: datetime, changed: Collection[int], warrant: str) -> None:
    """Let the seats of a term follow what is written of some candidates: first who leaves, then who comes.

    Who resigned, was recalled or could not stay (guidance rules, article 43) is not brought back by a count; who came
    back by a later election keeps what it gave him, or moves up.
    """
    today, system = shanghai_day(now), system_at(election.scope)
    sitting = {one.person_id: one for one in people.sitting_seats(term_id, today, coming=True)}
    gone = people.left_persons(term_id) - set(sitting)
    found = election.candidates.filter(annulled=False, pk__in=changed).exclude(result="")
    kept = came_back(election) & set(sitting)
    back = found.filter(person_id__in=kept).exclude(result=Result.ELECTED)
    rows = list(found.exclude(person_id__in=gone).exclude(pk__in=back.values("pk")).order_by("place", "id"))
    leaving = [row for row in rows if row.result == Result.NOT_ELECTED and row.person_id in sitting]
    for row in leaving:
        people_services.leave_seat(
            actor=system, now=now, seat_id=sitting[row.person_id].id, day=today, reason=SeatEnd.ANNULLED,
            warrant=warrant,
        )  # fmt: skip
    for result in (Result.RESERVE, Result.ELECTED):
        for row in (one for one in rows if one.result == result):
            _seat(row, sitting.get(row.person_id), term_id, now)


def _seat(row: Candidate, held: SittingSeat | None, term_id: int, now: datetime) -> None:
    """Seat one candidate as the recount says, where he does not sit so already."""
    today, system = shanghai_day(now), system_at(row.scope)
    post = Post.RESERVE if row.result == Result.RESERVE else Post.MEMBER
    if held is None:
        taking = people_services.Taking(row.person_id, post, today)
        people_services.take_seats(actor=system, now=now, term_id=term_id, takings=[taking])
        end_handovers(
            actor=system, now=now, term_id=term_id, person_id=row.person_id, post=post, because=row.election.stream
        )  # fmt: skip
    elif held.reserve != (post is Post.RESERVE):
        people_services.change_post(actor=system, now=now, seat_id=held.id, post=post, day=today)
