"""What waits around a voter for a second person is owed on a clock, and then the street is next.

A guardian or delegate who waits for a second clerk, and an objection to who votes. The street may once the residents'
committee is late, and at once where nobody of it may, else the county, also where nobody of the street may any more; of
a vote that runs each has its share of what is left.
"""

from __future__ import annotations

from datetime import datetime

from hemei.community.voting.models import AwaitedBinding, VoterBinding
from hemei.community.voting.queries.settling import (
    HandsOn,
    desk_of,
    hands_on_awaited,
    hands_on_voters,
    votes_that_run,
)
from hemei.community.voting.rules.procedure_standard import Period
from hemei.community.voting.rules.striking import Desk
from hemei.community.voting.rules.waiting import (
    COMMITTEES_SHARE,
    HEAR,
    SECOND,
    SETTLE,
    STREETS_SHARE,
    VOUCH,
    limit_within,
)
from hemei.community.voting.services import clocks
from hemei.community.voting.services.overseeing import hand_on
from hemei.community.voting.services.telling import proof_rules
from hemei.ground.clocks import queries as clock_queries
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day


def settling_of(row: VoterBinding) -> str:
    """Return the key of the clock of the objection to a voter that waits; he may be objected to again later."""
    return f"{SETTLE}{row.objection_id}"


def owe_second(actor: Actor, now: datetime, row: AwaitedBinding) -> int:
    """Begin the clock of a paper that waits for a second clerk, where it has none; returns how many began."""
    return _owe(actor, now, row, SECOND, proof_rules(shanghai_day(now)).second_clerk)


def owe_settling(actor: Actor, now: datetime, row: VoterBinding) -> int:
    """Begin the clock of an objection to a voter, where it has none; returns how many began."""
    return _owe(actor, now, row, settling_of(row), proof_rules(shanghai_day(now)).settling)


def hand_on_second(actor: Actor, now: datetime, row: AwaitedBinding) -> int:
    """Let the street be next to look at a paper, where it is its turn; returns how many clocks began."""
    begun = owe_second(actor, now, row)
    return begun + _hand_on(actor, now, row, SECOND, VOUCH, hands_on_awaited([row])[row.pk])


def hand_on_settling(actor: Actor, now: datetime, row: VoterBinding) -> int:
    """Let the street be next to settle an objection to a voter, where it is its turn; returns how many clocks began."""
    begun = owe_settling(actor, now, row)
    return begun + _hand_on(actor, now, row, settling_of(row), HEAR, hands_on_voters([row])[row.pk])


def _owe(actor: Actor, now: datetime, row: AwaitedBinding | VoterBinding, key: str, period: Period) -> int:
    if any(one.key == key for one in clock_queries.deadlines_of(stream=row.stream)):
        return 0
    clocks.begin(actor, now, row, period, key, limit=_limit(row, now, period, COMMITTEES_SHARE))
    return 1


def _hand_on(
    actor: Actor, now: datetime, row: AwaitedBinding | VoterBinding, key: str, word: str, on: HandsOn
) -> int:
    today = shanghai_day(now)
    known = {one.key: one for one in clock_queries.deadlines_of(stream=row.stream)}
    late = known[key].due_at < now
    desk = desk_of(actor, now, row, on, late=late)
    found = people.street_body_for if desk is Desk.STREET else people.county_body_for
    body = found(row.scope, today) if desk is not Desk.COMMUNITY else None
    above = [one for one in known.values() if one.key.startswith(word) and one.key.endswith(f":{key}")]
    runs = next((one for one in above if one.state == "running"), None)
    if body is None or (runs is not None and runs.body_id == body):
        return 0
    if runs is not None:  # nobody there may any more: late it was missed, else it is owed no more
        clocks.settle(actor, now, row.stream, runs.key, cancelled=runs.due_at >= now)
    period = proof_rules(today).settled_by_street
    limit = _limit(row, now, period, STREETS_SHARE)
    again = f"{word}{len(above) + 1}:" if above else word  # `stop` finds it by how it ends
    data = hand_on(actor, now, row, key, again, period=period, body=body, limit=limit)
    records.record_event(
        stream=row.stream, type="voting.second_left" if word == VOUCH else "voting.settling_left", actor=actor, at=now,
        scope=row.scope, data={"binding": row.pk, "late": late, **data}, references=[period.warrant.reference],
    )  # fmt: skip
    return 1


def _limit(row: AwaitedBinding | VoterBinding, now: datetime, period: Period, share: int) -> Limit:
    due = clock_queries.working_time(now=now).due(now, period.limit).at
    ends_at = votes_that_run(now).filter(unit=row.unit_id).values_list("roll__closes_at", flat=True).first()
    return limit_within(period.limit, due=due, now=now, ends_at=ends_at, share=share)
