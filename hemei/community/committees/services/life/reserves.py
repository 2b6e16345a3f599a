"""A seat is free and a reserve waits: the community owes the stepping in, on a clock; late, the street hears of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from hemei.community.committees.queries.life.states import CommitteeState
from hemei.community.committees.rules.life_standards import CommitteeLife
from hemei.community.committees.rules.life_words import committee_stream
from hemei.community.committees.rules.stepping import next_reserve
from hemei.community.committees.services.bodies import PLATFORM, bodies_of
from hemei.community.committees.services.life.duties import STEP_IN, Demand, set_demands
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries as owed
from hemei.leadership.duties import services as duties


def in_turn(one: CommitteeState, today: date) -> people.SittingSeat | None:
    """Return the seat of the reserve whose turn it is while a member's seat is free; None where none waits or is."""
    over = one.end is not None and one.end <= today
    if over or one.held is None or one.held >= one.seats:
        return None
    reserves = {seat.number: seat for seat in people.sitting_seats(one.term_id, today) if seat.reserve}
    turn = next_reserve(reserves)
    return reserves[turn] if turn is not None else None


def look_at_reserves(*, now: datetime, states: Iterable[CommitteeState], rules: CommitteeLife) -> int:
    """Set what is owed to let reserves step in, end what is moot; return how many duties are new."""
    owing = set(owed.streams_owing(duties.Origin.COMMITTEE_LIFE, STEP_IN))
    return records.each_alone(states, lambda one: _look_at(now, one, rules, owing))


def _look_at(now: datetime, one: CommitteeState, rules: CommitteeLife, owing: set[str]) -> int:
    """Each turn is a duty of its own: of who left the reserve, or whose seat was filled otherwise, it lapses.

    The days run from when the seat fell free; of one that was free for long before somebody looked, from today.
    """
    today, stream, item = shanghai_day(now), committee_stream(one.body_id), rules.step_in
    reserve, since = in_turn(one, today), people.vacant_since(one.term_id, today) or today
    key = f"committees.term:{one.term_id}:{STEP_IN}:{since.isoformat()}:{reserve.id if reserve else 0}"
    if stream in owing:
        with records.acting(PLATFORM):
            duties.settle_duties(
                actor=PLATFORM, now=now, origin_stream=stream, because=one.body_stream, items=(STEP_IN,),
                named=lambda known: not known.startswith(f"{key}:"), lapsed=True,
            )  # fmt: skip
    if reserve is None:
        return 0
    until, bodies = since + timedelta(days=item.limit.amount), bodies_of(one.scope, today)
    until = until if until >= today else today + timedelta(days=item.limit.amount)
    title = f"{one.estate}业委会有席位空缺，登记候补第{reserve.number}位递补"
    return set_demands(
        now=now, key=key, stream=stream, item=STEP_IN, until=until, reference=item.warrant.reference,
        demands=[Demand(bodies.community, bodies.street, title, bodies.street)],
    )  # fmt: skip
