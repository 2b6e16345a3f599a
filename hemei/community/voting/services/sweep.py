"""What the clocks do by themselves: what is late goes to who decides next.

A proposal that too few support in time ends, once the lists handed in in time are checked; a late call goes to the
street, an unmet order to the residents' committee, an order of correction that was not followed back to the authority;
a late count or publication goes to the residents' committee and then to the street; of an upheld objection that nobody
followed, and of paper that is not called back in time, the street hears; of a call nobody ordered or made in the
committee's place, the body above; what waits around a voter for somebody who had no hand in it goes to the street,
else the county.

Once a result is final, who voted in another's right is let out of the unit.

A sweep claims what may be late, page by page, and leaves what somebody else holds. Killed or repeated, it does no harm.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from hemei.community.voting.models import Assembly, CorrectionOrder, LetterRun, Proposal, Roll, VoterBinding
from hemei.community.voting.queries.acting import first_of_papers
from hemei.community.voting.queries.law import procedure_by
from hemei.community.voting.queries.strangers import over
from hemei.community.voting.rules.acts import decided_on
from hemei.community.voting.rules.assemblies import State
from hemei.community.voting.rules.orders import OrderState
from hemei.community.voting.rules.own_rules import own_of
from hemei.community.voting.rules.procedure_standard import Period
from hemei.community.voting.rules.proposals import ProposalState
from hemei.community.voting.services import clocks
from hemei.community.voting.services.assemblies import tell_of
from hemei.community.voting.services.calling_back import OVERSEEN, tell_late
from hemei.community.voting.services.following import LATE_KINDS, hand_on_upheld
from hemei.community.voting.services.letters import erase_letters
from hemei.community.voting.services.orders import CORRECT, look_at
from hemei.community.voting.services.overseeing import (
    CALLING,
    COUNTING,
    TAKEN,
    hand_on_call,
    hand_on_count,
    hand_on_lists,
)
from hemei.community.voting.services.proposals import asked_at_last, look_again, rest_sheets
from hemei.community.voting.services.releasing import release_voters
from hemei.community.voting.services.telling import procedure_of
from hemei.community.voting.services.waiting import hand_on_second, hand_on_settling
from hemei.ground.clocks import queries as clock_queries
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day

BATCH = 100
M = TypeVar("M", bound=Model)


def sweep(*, actor: Actor, now: datetime) -> int:
    """Hand on what is late and ask for the count of what has ended; returns how many acts went through."""
    owed = Proposal.objects.filter(
        state__in=[ProposalState.REACHED, ProposalState.ORDERED, ProposalState.CALLED]
    )
    orders = CorrectionOrder.objects.filter(state=OrderState.ORDERED, due_at__lt=now)
    letters = LetterRun.objects.filter(
        expires_on__lte=shanghai_day(now), made_at__isnull=False, printed_at=None
    )
    unfollowed = Assembly.objects.filter(stream__in=clock_queries.late_streams(LATE_KINDS, now=now))
    uncalled = Assembly.objects.filter(
        state=State.PUBLISHED, stream__in=clock_queries.late_streams(OVERSEEN, now=now)
    )
    uncounted = Assembly.objects.filter(stream__in=clock_queries.late_streams((*COUNTING, TAKEN), now=now))
    contested = VoterBinding.objects.filter(ended_at=None, objected_at__isnull=False)
    unordered = Proposal.objects.filter(stream__in=clock_queries.late_streams(CALLING, now=now))
    return (
        _paged(actor, now, Assembly.objects.filter(state=State.NOTICED, closes_at__lt=now), _ended)
        + _paged(actor, now, owed, _late)
        + _paged(actor, now, Proposal.objects.filter(state=ProposalState.GATHERING), _gathered)
        + _paged(actor, now, orders.select_related("assembly"), _uncorrected)
        + _paged(actor, now, uncounted, hand_on_count)
        + _paged(actor, now, unordered, hand_on_call)
        + _paged(actor, now, unfollowed, hand_on_upheld)
        + _paged(actor, now, uncalled, tell_late)
        + _paged(actor, now, first_of_papers(), hand_on_second)
        + _paged(actor, now, contested, hand_on_settling)
        + _paged(actor, now, letters, _over)
        + _paged(actor, now, over(Roll.objects.filter(released_at=None), now), _released)
    )


def _paged(actor: Actor, now: datetime, rows: QuerySet[M], act: Callable[[Actor, datetime, M], int]) -> int:
    """Claim what may be late a page at a time in the order of the keys, and do one act on each, alone.

    Much of it waits for somebody and stays where it is: whoever stands behind it has his turn all the same.
    """
    done, last = 0, 0
    while True:
        with records.acting(actor):
            locked = rows.filter(pk__gt=last).select_for_update(skip_locked=True, of=("self",))
            page = list(locked.order_by("id")[:BATCH])
            done += records.each_alone(page, lambda found: act(actor, now, found))
        if len(page) < BATCH:
            return done
        last = page[-1].pk


def _ended(actor: Actor, now: datetime, found: Assembly) -> int:
    """Begin the clock of the count of a vote whose time is over: at its last moment, whenever that is noticed."""
    if any(row.key == "judge" for row in clock_queries.deadlines_of(stream=found.stream)):
        return 0
    closed = found.closes_at or now
    period = procedure_by(own_of(found.own), decided_on(closed)).judge
    clocks.begin(actor, now, found, period, "judge", since=closed)
    return 1


def _late(actor: Actor, now: datetime, found: Proposal) -> int:
    """Hand on a proposal whose call or ordered call is late; a meeting that was called and not noticed is no call."""
    rows = clock_queries.deadlines_of(stream=found.stream)
    running = [row for row in rows if row.key in {"call", "ordered"} and row.state == "running"]
    if not running or running[0].due_at >= now:
        return 0
    _hand_on(actor, now, found, running[0].key)
    return 1


def _gathered(actor: Actor, now: datetime, found: Proposal) -> int:
    """End a proposal that did not reach its share while it gathered; a list handed in in time is checked first.

    Where enough ask but for who signed himself out, it waits for that to be checked, and not longer than its wait.
    """
    procedure = procedure_of(shanghai_day(now))
    until = clocks.leaving_until(found)
    if asked_at_last(found, now).reached and (until is None or until < now):
        look_again(actor, now, found)
        if found.state != ProposalState.GATHERING:
            return 1
    handed = _owe_checks(actor, now, found, procedure.checked_lists) + hand_on_lists(actor, now, found)
    if clocks.gathers_until(found, procedure, now) >= now:
        return handed
    clocks.settle(actor, now, found.stream, clocks.GATHER, cancelled=True)
    waiting = found.sheets.filter(settled_at=None, takes_back=False)
    if asked_at_last(found, now).reached or waiting.exists():
        return handed
    rest_sheets(actor, now, found)
    found.state = ProposalState.CLOSED
    found.save(update_fields=["state"])
    data = {"heads": found.heads, "area_dm2": found.area_dm2}
    tell_of(actor, now, found, "voting.proposal_lapsed", data, (procedure.gathering.warrant.reference,))
    return 1


def _owe_checks(actor: Actor, now: datetime, found: Proposal, period: Period) -> int:
    """Begin the clock of lists handed in before their check had one: from now on, as nobody was told of it."""
    known = {row.key for row in clock_queries.deadlines_of(stream=found.stream)}
    waiting = found.sheets.filter(settled_at=None).order_by("pk").values_list("pk", flat=True)
    keys = [key for one in waiting if (key := f"{clocks.CHECK}{one}") not in known]
    for key in keys:
        clocks.begin(actor, now, found, period, key)
    return len(keys)


def _over(actor: Actor, now: datetime, run: LetterRun) -> int:
    """Erase the file of letters nobody said were printed, once their codes are taken no more."""
    erase_letters(actor, now, run)
    return 1


def _released(actor: Actor, now: datetime, roll: Roll) -> int:
    """Let out who voted in another's right, once nobody can object to the result any more."""
    return int(release_voters(actor, now, roll) > 0)


def _uncorrected(actor: Actor, now: datetime, order: CorrectionOrder) -> int:
    """Hand an order back to the authority that was not followed in time."""
    done, found, mine = 0, order.assembly, f"{CORRECT}{order.number}"
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
