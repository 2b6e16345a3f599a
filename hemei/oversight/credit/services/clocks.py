"""The time to confirm a line or decide about it runs against the authority of the place, by the calendar."""

from __future__ import annotations

from datetime import datetime

from hemei.ground.clocks import queries as clock_queries
from hemei.ground.clocks import services as clocks
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.credit.models import ConductLine
from hemei.oversight.credit.rules.standards import Clock
from hemei.oversight.credit.rules.words import ClockKind


def start_clock(
    *, actor: Actor, now: datetime, row: ConductLine, kind: ClockKind, number: int, rule: Clock
) -> datetime | None:
    """Start the clock of an objection or request and return its end; None where nobody is there to decide."""
    subject = _subject(row, kind, number, now)
    if subject is None:
        return None
    made = clocks.start_deadline(
        actor=actor, now=now, subject=subject, limit=rule.limit, working_time=clock_queries.working_time(now=now),
        reference=rule.warrant.reference,
    )  # fmt: skip
    return made.due.at


def extend_clock(
    *, actor: Actor, now: datetime, row: ConductLine, kind: ClockKind, number: int, rules: tuple[Clock, Clock]
) -> datetime | None:
    """Give a clock the second limit after the first, and return its end."""
    subject = _subject(row, kind, number, now)
    if subject is None or end_of(row, kind, number) is None:
        return None
    clocks.change_limit(
        actor=actor, now=now, subject=subject, limits=tuple(rule.limit for rule in rules),
        working_time=clock_queries.working_time(now=now), reference=rules[1].warrant.reference,
    )  # fmt: skip
    return end_of(row, kind, number)


def settle_clock(*, actor: Actor, now: datetime, row: ConductLine, kind: ClockKind, number: int) -> bool:
    """Stop a clock and say whether the decision comes late."""
    end = end_of(row, kind, number)
    if end is None:
        return False
    clocks.settle_deadline(actor=actor, now=now, stream=row.stream, key=f"{kind}:{number}")
    return now > end


def end_of(row: ConductLine, kind: ClockKind, number: int) -> datetime | None:
    """Return by when something is to be decided, as the calendar has it now."""
    found = clock_queries.ends_of([row.stream], kind=kind).get((row.stream, f"{kind}:{number}"))
    return found.due_at if found else None


def _subject(row: ConductLine, kind: ClockKind, number: int, now: datetime) -> clocks.Subject | None:
    """Return whose clock it is: the county's of the project's place, else the city's housing authority's."""
    today = shanghai_day(now)
    body = people.county_body_for(row.scope, today) or people.department_for("HM", places.city().path, today)
    return clocks.Subject(row.stream, row.scope, f"{kind}:{number}", kind, body) if body else None
