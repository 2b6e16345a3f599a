"""The street orders a committee to call the assembly of its election; late, the residents' committee calls it."""

from __future__ import annotations

from datetime import datetime

from hemei.community.committees.models import Election
from hemei.community.committees.queries.elections.facts import rules_of, working
from hemei.community.committees.rules import electing
from hemei.community.committees.rules.election_acts import Act
from hemei.community.committees.rules.election_words import ElectionKind, ElectionState
from hemei.community.committees.rules.ordering import Uncalled, may_order
from hemei.community.committees.services.elections.duties import keep_clocks
from hemei.community.committees.services.elections.shared import at_election, moved, tell
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day


def order_call(*, actor: Actor, now: datetime, election_id: int, document: str) -> None:
    """Order the committee to call the assembly of its election, by a document; its clock starts.

    Raises:
        Refused: the actor may not, no committee is at work, it was ordered already, or a renewal is not due yet.
    """
    today, document = shanghai_day(now), " ".join(document.replace("\x00", "").split())
    with at_election(actor, Act.ORDER, election_id, "order", now) as election:
        rules = rules_of(today)
        references = demand(may_order(_uncalled(election, now), document, today, rules))
        due = electing.due_day(today, rules.renewal_ordered.limit, working(now))
        moved(
            election, ElectionState(election.state), ordered_on=today, order_due_on=due, order_document=document
        )  # fmt: skip
        told = {"document": document, "due": due.isoformat(), "body": actor.body_id}
        tell(actor, now, election, "committees.call_ordered", told, references)
        keep_clocks(election, now)


def _uncalled(election: Election, now: datetime) -> Uncalled:
    today = shanghai_day(now)
    former = people.term_by_id(election.former_term_id) if election.former_term_id else None
    until = former.end if former is not None else None
    return Uncalled(
        ElectionKind(election.kind),
        people.committee_able(election.estate_id, today) is not None,
        people.watched(today, until=until, seats=0, held=None).renewal_on,
        election.order_due_on,
    )


def look_at_uncalled(*, now: datetime) -> None:
    """Let what elections owe whose assembly is not called follow the day; the caller sees all places."""
    uncalled = Election.objects.filter(state__in=[ElectionState.PREPARING, ElectionState.POSTED])
    told = uncalled.exclude(urge_due_on=None) | uncalled.exclude(order_due_on=None)
    records.each_alone(told.order_by("id"), lambda election: keep_clocks(election, now))
