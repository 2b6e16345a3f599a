"""A meeting answers a proposal by its notice, and soon: a mere draft stops no clock."""

from __future__ import annotations

from datetime import date, datetime

from hemei.community.voting.models import Assembly, Proposal
from hemei.community.voting.rules.assemblies import earliest_opening, may_notice, may_wait_until
from hemei.community.voting.rules.procedure_standard import AssemblyProcedure, Period
from hemei.community.voting.rules.proposals import ProposalState
from hemei.community.voting.services import clocks
from hemei.ground.clocks import queries as clock_queries
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, demand
from hemei.kernel.workdays import shanghai_day


def drafted(proposal: Proposal) -> None:
    """Note that the meeting of a locked proposal is called; its clocks run on until the notice.

    Where the committee is late already, the street orders all the same as long as there is no notice.
    """
    if proposal.state == ProposalState.OVERDUE:
        return
    proposal.state = ProposalState.CALLED
    proposal.save(update_fields=["state"])


def answered(actor: Actor, now: datetime, proposal: Proposal) -> None:
    """Settle what was owed by a proposal: its meeting is noticed."""
    locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
    locked.state = ProposalState.CALLED
    locked.save(update_fields=["state"])
    clocks.settle_all(actor, now, locked.stream)


def demand_days(
    now: datetime, found: Assembly, opens_at: datetime, closes_at: datetime, procedure: AssemblyProcedure
) -> tuple[Reference, ...]:
    """Demand days enough between notice and vote; what is owed to those who asked for it is not put off for years."""
    opens_on = shanghai_day(opens_at)
    enough = demand(may_notice(shanghai_day(now), opens_on, closes_at, opens_at, procedure))
    first = found.repeats if found.repeats is not None else found
    if found.proposal_id is None and first.proposal_id is None:
        return enough

    def latest(period: Period) -> date:
        return shanghai_day(clock_queries.working_time(now=now).due(now, period.limit).at)

    opening = max(latest(procedure.opening), earliest_opening(shanghai_day(now), procedure))
    closing = max(latest(procedure.closing), opening)
    return enough + demand(may_wait_until(opens_on, shanghai_day(closes_at), (opening, closing), procedure))
