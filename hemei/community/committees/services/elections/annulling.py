"""A result is annulled: what becomes of the term is decided by the street, on a clock, and nothing is left open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from hemei.community.committees.models import Election
from hemei.community.committees.queries.elections.facts import rules_of, working
from hemei.community.committees.rules import electing, outcome
from hemei.community.committees.rules.election_acts import Act
from hemei.community.committees.rules.election_words import (
    ENDED,
    ElectionKind,
    ElectionState,
    Resolution,
    Result,
)
from hemei.community.committees.services.bodies import system_at
from hemei.community.committees.services.elections import filling
from hemei.community.committees.services.elections.deciding import NEEDED
from hemei.community.committees.services.elections.duties import keep_clocks
from hemei.community.committees.services.elections.shared import at_election, moved, tell
from hemei.community.voting import queries as voting
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import SeatEnd, TermEnd
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def annul(*, actor: Actor, now: datetime, assembly_id: int, votes: Sequence[int]) -> None:
    """Take note that votes were annulled, where they elected somebody; harmless when repeated.

    The street then owes a decision on the term: others who were elected may still be enough. A first assembly that
    has no covenant or no rules of procedure any more was not founded (guidance rules, article 15): of it nobody stays.
    """
    election = Election.objects.select_for_update(of=("self",)).filter(assembly_id=assembly_id).first()
    if election is None:
        return
    with records.acting(actor):
        hit = election.candidates.filter(annulled=False).exclude(result="")
        if not _founding(election, votes):
            hit = hit.filter(vote_id__in=list(votes))
        elected = hit.filter(result=Result.ELECTED).count()
        hit.update(annulled=True)
        if not elected:
            return
        before, rules = election.state, rules_of(shanghai_day(now))
        due = electing.due_day(shanghai_day(now), rules.resolution.limit, working(now))
        moved(
            election, ElectionState.ANNULLED, resolution_due_on=due if election.term_id else None, resolved_on=None,
            resolution="",
        )  # fmt: skip
        data = {"before": before, "term": election.term_id, "seats": elected, "due": due.isoformat()}
        tell(
            actor, now, election, "committees.election_annulled", data, (rules.resolution.warrant.reference,)
        )
        keep_clocks(election, now, lapsed=True)


def _founding(election: Election, annulled: Sequence[int]) -> bool:
    """Whether what founded a first assembly is among the votes that were annulled."""
    if election.kind != ElectionKind.FIRST:
        return False
    rows = voting.votes_of(election.assembly_id or 0, actor=system_at(election.scope))
    return any(row.id in annulled and row.matter in NEEDED for row in rows)


def resolve_annulment(*, actor: Actor, now: datetime, election_id: int, resolution: Resolution) -> None:
    """Decide, as the street, what becomes of the term: it ends and the community elects anew, or the others go on.

    Raises:
        Refused: it is decided already, or those whose votes stand are too few to go on.
    """
    today = shanghai_day(now)
    with at_election(actor, Act.RESOLVE, election_id, "resolve", now) as election:
        if election.resolved_on is not None or election.term_id is None:
            raise Refused.because(mark("已经处理"), code="resolved")
        rules, goes_on = rules_of(today), resolution is Resolution.GOES_ON
        if goes_on:
            _demand_left(election)
            demand_alone(election)
            _drop_annulled(election, election.term_id, now)
            moved(election, _stood(election), resolved_on=today, resolution=resolution.value)
        else:
            end_annulled(election, now)
            again = electing.due_day(today, rules.again.limit, working(now))
            moved(
                election,
                ElectionState.ANNULLED,
                resolved_on=today,
                resolution=resolution.value,
                again_due_on=again,
            )
        data = {"resolution": resolution.value, "term": election.term_id, "late": _late(election, today)}
        references = (rules.resolution.warrant.reference, rules.enough.warrant.reference)
        tell(actor, now, election, "committees.annulment_resolved", data, references)
        keep_clocks(election, now)


def end_annulled(election: Election, now: datetime) -> None:
    """End the term of an election that does not stand; one that has not begun never runs, the former one goes on.

    Of a by-election only the seats end that it filled.
    """
    if filling.is_filling(election):
        filling.end_filled(election, now)
        return
    term, today = people.term_by_id(election.term_id or 0), shanghai_day(now)
    if term is not None:
        people_services.end_term(
            actor=system_at(election.scope), now=now, term_id=term.id, day=max(today, term.valid_from),
            reason=TermEnd.ANNULLED,
        )  # fmt: skip


def demand_alone(election: Election) -> None:
    """Refuse to go on where the estate elects anew already."""
    others = Election.objects.filter(estate_id=election.estate_id).exclude(pk=election.pk)
    if others.exclude(state__in=[state.value for state in ENDED]).exists():
        raise Refused.because(
            mark("小区已经重新启动选举"),
            remedy=mark("请选择任期终止、重新选举"),
            field="resolution",
            code="runs",
        )


def _drop_annulled(election: Election, term_id: int, now: datetime) -> None:
    """End the seats whose votes were annulled, where the others still are a committee."""
    today = shanghai_day(now)
    law = people.committee_rules(today)
    gone = set(election.candidates.filter(annulled=True).values_list("person_id", flat=True))
    seats = people.sitting_seats(term_id, today, coming=True)
    members = [one for one in seats if not one.reserve]
    left = sum(one.person_id not in gone for one in members)
    least = law.size.least if law else 1
    if not filling.is_filling(election):
        demand(outcome.may_go_on(left, seats=election.seats, least=least, rules=rules_of(today)))
    for seat in seats:
        if seat.person_id in gone:
            people_services.leave_seat(
                actor=system_at(election.scope), now=now, seat_id=seat.id,
                day=max(today, seat.since + timedelta(days=1)), reason=SeatEnd.ANNULLED, warrant=election.stream,
            )  # fmt: skip


def _stood(election: Election) -> ElectionState:
    """Return where the election stands again: filing and first meeting go on from where they were."""
    if election.filed_on is None:
        return ElectionState.ELECTED
    done = election.constituted_on or filling.is_filling(election)
    return ElectionState.DONE if done else ElectionState.FILED


def _demand_left(election: Election) -> None:
    """Refuse to let a by-election stand of whom nobody is left."""
    left = election.candidates.filter(result=Result.ELECTED, annulled=False).exists()
    if filling.is_filling(election) and not left:
        raise Refused.because(
            mark("补选当选的人都被撤销，没有人可以继续履职"), remedy=mark("请选择重新补选"), field="resolution",
            code="too_few",
        )  # fmt: skip


def _late(election: Election, today: date) -> bool:
    return election.resolution_due_on is not None and today > election.resolution_due_on
