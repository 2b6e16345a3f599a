"""What an upheld objection leads to, on a clock: its ballots are struck, and what was struck is counted anew.

What is late goes on waiting where it does, and the street is told, which may order it (regulation, article 19).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from hemei.community.voting.models import Assembly, Ballot, Strike
from hemei.community.voting.services import clocks
from hemei.community.voting.services.assemblies import tell_of
from hemei.community.voting.services.overseeing import CHASE, hand_on, late_here, stop
from hemei.community.voting.services.telling import procedure_of
from hemei.ground.clocks import queries as clock_queries
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day

OBJECTION = "objection_upheld"
STRIKE, RECOUNT = "strike:", "recount:"
LATE_KINDS = tuple(clocks.KIND.format(key=key[:-1]) for key in (STRIKE, RECOUNT))


def owe_strike(actor: Actor, now: datetime, found: Assembly, number: int, units: Collection[int]) -> None:
    """Begin the clock of striking what an upheld objection speaks of, for the residents' committee, which may.

    Nothing is owed where it speaks of no unit, or none of their ballots is left.
    """
    if not _with_ballots(found, units):
        return
    today = shanghai_day(now)
    body = people.community_body_for(found.scope, today)
    clocks.begin(actor, now, found, procedure_of(today).upheld, f"{STRIKE}{number}", body=body)


def after_strike(actor: Actor, now: datetime, found: Assembly, cites: int | None) -> None:
    """Stop the clock of a cited objection once each of its units has a struck ballot; the count anew is owed then.

    Before the first count nothing is: it leaves the struck ones out.
    """
    if cites is not None:
        struck = Strike.objects.filter(assembly=found, ground=OBJECTION, cites=cites)
        done = set(struck.values_list("ballot__roll_unit_id", flat=True))
        if _with_ballots(found, _units_of(found, cites)) <= done:
            stop(actor, now, found, f"{STRIKE}{cites}")
    owe_recount(actor, now, found)


def owe_recount(actor: Actor, now: datetime, found: Assembly) -> bool:
    """Begin the clock of the count anew, and return whether it began: not before the first, nor while one runs."""
    rows = [row for row in clock_queries.deadlines_of(stream=found.stream) if row.key.startswith(RECOUNT)]
    if found.judged_at is None or any(row.state == "running" for row in rows):
        return False
    period = procedure_of(shanghai_day(now)).upheld
    clocks.begin(actor, now, found, period, f"{RECOUNT}{len(rows) + 1}")
    return True


def after_recount(actor: Actor, now: datetime, found: Assembly, *, cancelled: bool = False) -> None:
    """Stop the clocks of the count anew; where nothing stands any more, `cancelled`, those of strikes too."""
    for row in clock_queries.deadlines_of(stream=found.stream):
        if row.key.startswith(RECOUNT) or (cancelled and row.key.startswith(STRIKE)):
            stop(actor, now, found, row.key, cancelled=cancelled)


def hand_on_upheld(actor: Actor, now: datetime, found: Assembly) -> int:
    """Tell the street once of each clock of a meeting that is late here; return how many it is told of."""
    today = shanghai_day(now)
    new = late_here(found, now, LATE_KINDS, CHASE)
    street = people.street_body_for(found.scope, today) if new else None
    if street is None:
        return 0
    procedure = procedure_of(today)
    references = (procedure.chased.warrant.reference, procedure.upheld.warrant.reference)
    for key in new:
        data = hand_on(actor, now, found, key, CHASE, period=procedure.chased, body=street)
        tell_of(actor, now, found, "voting.upheld_overdue", data, references)
    return len(new)


def _units_of(found: Assembly, number: int) -> list[int]:
    answers = record.events_of(streams=[found.stream], kind="voting.objection_answered")
    return next((list(one.data["units"]) for _, one in answers if one.data["number"] == number), [])


def _with_ballots(found: Assembly, units: Collection[int]) -> set[int]:
    """Return those of the units of which a valid ballot came in."""
    rows = Ballot.objects.filter(vote__roll=found.roll_id, roll_unit__in=units, valid=True)
    return set(rows.values_list("roll_unit_id", flat=True))
