"""What the clocks do by themselves: what is late goes to who decides next.

A proposal that too few support in time ends; a late call goes to the street, an unmet order to the residents'
committee, an order of correction that was not followed back to the authority.

A sweep claims what is late, a few at a time, and leaves what somebody else holds. Killed or repeated, it does no harm.
"""

from __future__ import annotations

from datetime import datetime

from hemei.community.voting.models import Assembly, CorrectionOrder, LetterRun, Proposal
from hemei.community.voting.rules.assemblies import State
from hemei.community.voting.rules.orders import OrderState
from hemei.community.voting.rules.proposals import ProposalState
from hemei.community.voting.services import clocks
from hemei.community.voting.services.assemblies import tell_of
from hemei.community.voting.services.letters import erase_letters
from hemei.community.voting.services.orders import CORRECT, look_at
from hemei.community.voting.services.telling import procedure_of
from hemei.ground.clocks import queries as clock_queries
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day

BATCH = 100


def sweep(*, actor: Actor, now: datetime) -> int:
    """Hand on what is late and ask for the count of what has ended; returns how many acts went through."""
    with records.acting(actor):
        done = _ended(actor, now) + _late(actor, now) + _gathered(actor, now)
        return done + _uncorrected(actor, now) + _over(actor, now)


def _ended(actor: Actor, now: datetime) -> int:
    """Begin the clock of the count of each vote whose time is over."""
    rows = Assembly.objects.filter(state=State.NOTICED, closes_at__lt=now)
    begun = 0
    for found in rows.select_for_update(skip_locked=True, of=("self",)).order_by("id")[:BATCH]:
        if not any(row.key == "judge" for row in clock_queries.deadlines_of(stream=found.stream)):
            clocks.begin(actor, now, found, procedure_of(shanghai_day(now)).judge, "judge")
            begun += 1
    return begun


def _late(actor: Actor, now: datetime) -> int:
    """Hand on the proposals whose call or ordered call is late."""
    done = 0
    owed = Proposal.objects.filter(state__in=[ProposalState.REACHED, ProposalState.ORDERED])
    for found in owed.select_for_update(skip_locked=True, of=("self",)).order_by("id")[:BATCH]:
        key = "call" if found.state == ProposalState.REACHED else "ordered"
        running = [row for row in clock_queries.deadlines_of(stream=found.stream) if row.key == key]
        if running and running[0].due_at < now:
            _hand_on(actor, now, found, key)
            done += 1
    return done


def _gathered(actor: Actor, now: datetime) -> int:
    """End the proposals that did not reach their share while they gathered."""
    done, procedure = 0, procedure_of(shanghai_day(now))
    rows = Proposal.objects.filter(state=ProposalState.GATHERING).order_by("proposed_at", "id")
    for found in rows.select_for_update(skip_locked=True, of=("self",))[:BATCH]:
        if clocks.gathers_until(found, procedure, now) < now:
            found.state = ProposalState.CLOSED
            found.save(update_fields=["state"])
            data = {"heads": found.heads, "area_dm2": found.area_dm2}
            tell_of(
                actor, now, found, "voting.proposal_lapsed", data, (procedure.gathering.warrant.reference,)
            )
            done += 1
    return done


def _over(actor: Actor, now: datetime) -> int:
    """Erase the files of letters nobody said were printed, once their codes are taken no more."""
    rows = LetterRun.objects.filter(expires_on__lte=shanghai_day(now), made_at__isnull=False, printed_at=None)
    over = list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("id")[:BATCH])
    for run in over:
        erase_letters(actor, now, run)
    return len(over)


def _uncorrected(actor: Actor, now: datetime) -> int:
    """Hand the orders back to the authority that were not followed in time."""
    rows = CorrectionOrder.objects.filter(state=OrderState.ORDERED, due_at__lt=now).select_related("assembly")
    done = 0
    for order in rows.select_for_update(skip_locked=True, of=("self",)).order_by("id")[:BATCH]:
        found, mine = order.assembly, f"{CORRECT}{order.number}"
        for row in clock_queries.deadlines_of(stream=found.stream):
            if row.key.split(":")[:2] == mine.split(":") and row.state == "running" and row.due_at < now:
                clocks.settle(actor, now, found.stream, row.key)
                look_at(actor, now, found, order)
                data = {"number": order.number, "body": order.body_id}
                reference = procedure_of(shanghai_day(now)).decide.warrant.reference
                tell_of(actor, now, found, "voting.correction_overdue", data, (reference,))
                done += 1
    return done


def _hand_on(actor: Actor, now: datetime, found: Proposal, key: str) -> None:
    today = shanghai_day(now)
    procedure = procedure_of(today)
    clocks.settle(actor, now, found.stream, key)
    if key == "call":
        found.state, event, period = ProposalState.OVERDUE, "voting.call_overdue", procedure.order
        begun = "order"
        body = people.street_body_for(found.scope, today)
    else:
        found.state, event, period = ProposalState.UNMET, "voting.order_unmet", procedure.instead
        begun = "instead"
        body = people.community_body_for(found.scope, today)
    found.save(update_fields=["state"])
    due_at = clocks.begin(actor, now, found, period, begun, body=body)
    data = {"body": body, "due_at": due_at.isoformat()}
    tell_of(actor, now, found, event, data, (period.warrant.reference,))
