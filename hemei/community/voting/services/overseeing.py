"""What is late in owners' votes is handed on, once, to who can bring it about, on a clock of its own.

That clock bears the key of the late one behind a word of its own, by which the workbench says what to do.

Of what the street may order, its order stops its clock. A count or publication that is late goes to the residents'
committee, which conducts it instead of the committee that called, and where that is late too to the street; it may be
the calling committee whose own recall is in the box. A call that nobody ordered, or that the residents' committee owed,
goes to the body above.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from hemei.community.voting.models import Assembly, Proposal
from hemei.community.voting.rules.procedure_standard import Period
from hemei.community.voting.services import clocks
from hemei.community.voting.services.assemblies import tell_of
from hemei.community.voting.services.telling import procedure_of
from hemei.ground.clocks import queries as clock_queries
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day

CHASE, URGE = "chase:", "urge:"
"""Of what an upheld objection leads to, and of a call-back."""
TAKE, PRESS = "take:", "press:"
"""Of a count or its publication: the residents' committee does it, the street has it done."""
SPUR = "spur:"
"""Of an owed call: the body above sees that it is ordered, or made."""
COUNTING = tuple(clocks.KIND.format(key=key) for key in ("judge", "post"))
TAKEN = clocks.KIND.format(key=TAKE[:-1])
VET = "vet:"
"""Of a signature list nobody of the residents' committee checked: the street does."""
CHECKING: tuple[str, ...] = (clocks.KIND.format(key="check"),)
VETTED: tuple[str, ...] = (clocks.KIND.format(key=VET[:-1]),)
CALLING = tuple(clocks.KIND.format(key=key) for key in ("order", "instead"))


def late_here(found: Assembly | Proposal, now: datetime, kinds: Collection[str], word: str) -> list[str]:
    """Return the running clocks of some kinds that are late and were not handed on under this word."""
    rows = {row.key: row for row in clock_queries.deadlines_of(stream=found.stream)}
    return [
        key
        for key, row in rows.items()
        if row.kind in kinds and row.state == "running" and row.due_at < now and f"{word}{key}" not in rows
    ]


def hand_on(
    actor: Actor,
    now: datetime,
    found: clocks.Timed,
    key: str,
    word: str,
    *,
    period: Period,
    body: int | None,
    limit: Limit | None = None,
) -> dict[str, Any]:
    """Begin the clock of the body a late one is handed to and return what is told of it."""
    due_at = clocks.begin(actor, now, found, period, f"{word}{key}", body=body, limit=limit)
    return {"clock": key, "body": body, "due_at": due_at.isoformat()}


def hand_on_count(actor: Actor, now: datetime, found: Assembly) -> int:
    """Hand on a count or a publication that is late; return how many clocks were begun."""
    today = shanghai_day(now)
    procedure = procedure_of(today)
    community = people.community_body_for(found.scope, today)
    street, pressed = people.street_body_for(found.scope, today), procedure.pressed
    steps = [(COUNTING, TAKE, community, procedure.taken), ((TAKEN,), PRESS, street, pressed)]
    if community is None or found.body_id in {None, community}:
        steps = [(COUNTING, PRESS, street, pressed)]
    done = 0
    for kinds, word, body, period in steps:
        for key in late_here(found, now, kinds, word) if body is not None else ():
            data = hand_on(actor, now, found, key, word, period=period, body=body)
            event = "voting.count_overdue" if word == TAKE else "voting.count_pressed"
            tell_of(actor, now, found, event, data, (period.warrant.reference,))
            done += 1
    return done


def hand_on_call(actor: Actor, now: datetime, found: Proposal) -> int:
    """Tell the body above who did not order an owed call, or did not call instead; return of how many clocks."""
    today, new = shanghai_day(now), late_here(found, now, CALLING, SPUR)
    period, done = procedure_of(today).spurred, 0
    for key in new:
        above = people.county_body_for if key == "order" else people.street_body_for
        if (body := above(found.scope, today)) is not None:
            data = hand_on(actor, now, found, key, SPUR, period=period, body=body)
            tell_of(actor, now, found, "voting.order_overdue", data, (period.warrant.reference,))
            done += 1
    return done


def hand_on_lists(actor: Actor, now: datetime, found: Proposal) -> int:
    """Let the street check the lists that the residents' committee did not; return how many clocks were begun.

    Where it does not either, or there is none, the county sees to it, as to a call that nobody ordered.
    """
    today = shanghai_day(now)
    street, county = people.street_body_for(found.scope, today), people.county_body_for(found.scope, today)
    last = CHECKING + VETTED if street is None else VETTED
    steps = [(CHECKING, VET, street, "voting.list_overdue"), (last, SPUR, county, "voting.list_pressed")]
    period, done = procedure_of(today).spurred, 0
    for kinds, word, body, event in steps:
        for key in late_here(found, now, kinds, word) if body is not None else ():
            data = hand_on(actor, now, found, key, word, period=period, body=body)
            tell_of(actor, now, found, event, data, (period.warrant.reference,))
            done += 1
    return done


def stop(actor: Actor, now: datetime, found: clocks.Timed, key: str, *, cancelled: bool = False) -> None:
    """Stop a clock, and those of whoever was told that it is late."""
    for row in clock_queries.deadlines_of(stream=found.stream):
        if row.state == "running" and (row.key == key or row.key.endswith(f":{key}")):
            clocks.settle(actor, now, found.stream, row.key, cancelled=cancelled)


def street_ordered(actor: Actor, now: datetime, found: Assembly) -> None:
    """Stop what the street owes: it ordered the correction, and the clock of its order runs."""
    for row in clock_queries.deadlines_of(stream=found.stream):
        if row.key.startswith((CHASE, URGE, PRESS)):
            clocks.settle(actor, now, found.stream, row.key)
