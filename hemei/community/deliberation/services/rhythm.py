"""The clocks of a community's deliberation: the next meeting, and the extra one that somebody asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.community.deliberation.facts import three_in_one
from hemei.community.deliberation.models import Mechanism
from hemei.community.deliberation.rules.words import ClockKind
from hemei.community.deliberation.services.shared import start_clock, stop_clock
from hemei.ground.clocks import queries as clock_queries
from hemei.ground.clocks.services import Subject
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day

OPEN = frozenset({"running", "paused"})


def restart_rhythm(actor: Actor, now: datetime, row: Mechanism) -> None:
    """Let the time to the next meeting run from now; what ran is settled."""
    stop_clocks(actor, now, row.stream, ClockKind.RHYTHM)
    reference = three_in_one(shanghai_day(now)).rhythm.warrant.reference
    _begin(actor, now, row, ClockKind.RHYTHM, Limit(row.months, "months"), reference)


def begin_extra(actor: Actor, now: datetime, row: Mechanism) -> bool:
    """Let the time of an extra meeting run; one that runs already stays. Return whether it is new."""
    if any(clock.kind == ClockKind.EXTRA and clock.state in OPEN for clock in _clocks(row.stream)):
        return False
    rule = three_in_one(shanghai_day(now)).extra
    _begin(actor, now, row, ClockKind.EXTRA, rule.limit, rule.warrant.reference)
    return True


def stop_clocks(actor: Actor, now: datetime, stream: str, *kinds: ClockKind, cancelled: bool = False) -> None:
    """Stop the clocks of these kinds that still run."""
    for clock in _clocks(stream):
        if clock.kind in set(kinds) and clock.state in OPEN:
            stop_clock(actor, now, stream, clock.key, cancelled=cancelled)


def _clocks(stream: str) -> list[Any]:
    return clock_queries.deadlines_of(stream=stream)


def _begin(
    actor: Actor, now: datetime, row: Mechanism, kind: ClockKind, limit: Limit, reference: Reference
) -> None:
    body = people.community_body_for(row.scope, shanghai_day(now))
    if body is None:
        return  # nobody is there who could be late
    before = sum(clock.kind == kind for clock in _clocks(row.stream))
    subject = Subject(row.stream, row.scope, f"{kind.value}:{before + 1}", kind.value, body)
    start_clock(actor, now, subject, limit, reference)
