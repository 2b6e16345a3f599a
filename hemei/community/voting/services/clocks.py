"""The clocks of a meeting, of a proposal and of what waits around a voter: begun, settled, and what is late swept."""

from __future__ import annotations

from datetime import datetime

from hemei.community.voting.models import Assembly, AwaitedBinding, Proposal, VoterBinding
from hemei.community.voting.rules.procedure_standard import AssemblyProcedure, Period
from hemei.community.voting.rules.proposals import ProposalState
from hemei.ground.clocks import queries as clocks
from hemei.ground.clocks import services as clock_services
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day

Timed = Assembly | Proposal | VoterBinding | AwaitedBinding
KIND = "voting_{key}"
GATHER = "gather"
"""The clock until which owners join a proposal: their time, which obliges nobody."""
NOBODY = 0
"""Whose a clock is that obliges nobody: it stands in no body's calendar."""
CHECK = "check:"
"""How the clocks begin by which signature lists are checked; the list's number follows."""
LEAVE = "leave:"
"""How the clocks begin for which a share waits that enough ask but for who signed himself out; how often follows."""
OWED_CLOCKS = {
    "call": ProposalState.REACHED,
    "order": ProposalState.OVERDUE,
    "ordered": ProposalState.ORDERED,
    "instead": ProposalState.UNMET,
}
"""The clocks of an owed assembly in the order they run, and where the proposal stands meanwhile."""


def begin(
    actor: Actor,
    now: datetime,
    found: Timed,
    period: Period,
    key: str,
    *,
    body: int | None = None,
    limit: Limit | None = None,
    since: datetime | None = None,
) -> datetime:
    """Start a clock of a period and return its end: of this body, else of who conducts, else of the community.

    It is `NOBODY`'s where it obliges nobody. It runs from `since` where that it runs is noticed later.
    """
    conducts = found.body_id if isinstance(found, Assembly) else None
    owner = (
        body if body is not None else conducts or people.community_body_for(found.scope, shanghai_day(now))
    )
    row = clock_services.start_deadline(
        actor=actor,
        now=now,
        subject=clock_services.Subject(
            found.stream, found.scope, key, KIND.format(key=key.partition(":")[0]), owner or 0
        ),
        limit=limit or period.limit,
        working_time=clocks.working_time(now=now),
        reference=period.warrant.reference,
        since=since,
    )
    return row.due.at


def settle(actor: Actor, now: datetime, stream: str, key: str, *, cancelled: bool = False) -> None:
    """Stop a clock if it runs."""
    if any(row.key == key and row.state == "running" for row in clocks.deadlines_of(stream=stream)):
        clock_services.settle_deadline(actor=actor, now=now, stream=stream, key=key, cancelled=cancelled)


def settle_checks(actor: Actor, now: datetime, found: Proposal) -> None:
    """Call off the clocks of lists nobody has to check any more."""
    for row in clocks.deadlines_of(stream=found.stream):
        if CHECK in row.key:  # also of whom it was handed on to
            settle(actor, now, found.stream, row.key, cancelled=True)


def wait_for_leaving(actor: Actor, now: datetime, found: Proposal, period: Period, *, waits: bool) -> None:
    """Let a clock run while a share waits for what its owners signed to ask no more: one, without a break.

    What is handed in meanwhile begins no other. It obliges nobody: who checks has a clock for each paper.
    """
    rows = [row for row in clocks.deadlines_of(stream=found.stream) if row.key.startswith(LEAVE)]
    runs = next((row for row in rows if row.state == "running"), None)
    if waits and runs is None:
        begin(actor, now, found, period, f"{LEAVE}{len(rows) + 1}", body=NOBODY)
    if runs is not None and not waits:
        settle(actor, now, found.stream, runs.key)


def leaving_until(found: Proposal) -> datetime | None:
    """Return how long a share waits for what its owners signed to ask no more; None where it does not."""
    rows = clocks.deadlines_of(stream=found.stream)
    return next((row.due_at for row in rows if row.key.startswith(LEAVE) and row.state == "running"), None)


def settle_all(actor: Actor, now: datetime, stream: str, *, cancelled: bool = False) -> None:
    """Stop every clock of a subject that runs."""
    for row in clocks.deadlines_of(stream=stream):
        if row.state == "running":
            clock_services.settle_deadline(
                actor=actor, now=now, stream=stream, key=row.key, cancelled=cancelled
            )


def run_on(actor: Actor, now: datetime, found: Proposal) -> tuple[ProposalState, datetime] | None:
    """Let the last clock of a proposal run on to its old end; return where it then stands. None where it had none."""
    known = {row.key for row in clocks.deadlines_of(stream=found.stream)}
    key = next((one for one in reversed(OWED_CLOCKS) if one in known), None)
    if key is None:
        return None
    running = next(
        (
            row
            for row in clocks.deadlines_of(stream=found.stream)
            if row.key == key and row.state == "running"
        ),
        None,
    )
    if running is not None:  # the meeting was never noticed
        return OWED_CLOCKS[key], running.due_at
    row = clock_services.reopen_deadline(
        actor=actor, now=now, stream=found.stream, key=key, working_time=clocks.working_time(now=now)
    )
    return OWED_CLOCKS[key], row.due.at


def gathers_until(found: Proposal, procedure: AssemblyProcedure, now: datetime) -> datetime:
    """Return until when a proposal gathers support; those from before December 2026 have no clock of it."""
    kept = next((row.due_at for row in clocks.deadlines_of(stream=found.stream) if row.key == GATHER), None)
    return kept or clocks.working_time(now=now).due(found.proposed_at, procedure.gathering.limit).at
