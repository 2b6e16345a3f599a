"""When somebody acts, and how likely what is. All numbers here are made up, none is a finding."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from hemei.coordination.cases.rules.state import Clock
from hemei.kernel.workdays import WorkingTime

# Of a hundred acts so many come in time, late, and very late; the rest never.
_IN_TIME, _LATE, _VERY_LATE = 0.92, 0.978, 0.992
_URGENT = timedelta(hours=26)

CHANCE = {
    "refuse": 0.03,
    "withdraw": 0.012,
    "not_a_case": 0.012,
    "change_kind": 0.02,
    "whistle": 0.60,
    "company": 0.55,
    "other_lead": 0.05,
    "joint": 0.45,
    "fall": 0.06,
    "needless_return": 0.02,
    "recall": 0.012,
    "extend": 0.12,
    "grant": 0.5,
    "step": 0.8,
    "pause": 0.12,
    "comment": 0.10,
    "joint_arrives": 0.85,
    "joint_results": 0.75,
    "whistle_again": 0.04,
    "solved": 0.80,
    "in_part": 0.93,
    "content": 0.47,
    "sends_back": 0.09,
    "takes_refusal": 0.25,
    "objects": 0.22,
    "nudge": 0.5,
    "supervise": 0.35,
    "answer": 0.85,
    "photo_after": 0.8,
}


def happens(throw: Random, what: str) -> bool:
    """Whether something of `CHANCE` happens."""
    return throw.random() < CHANCE[what]


def moment(throw: Random, clock: Clock, now: datetime, working: WorkingTime, pace: float) -> datetime | None:
    """Return when somebody meets a clock, or is late with it; None when he never does.

    What is not urgent is done in business hours.
    """
    span = clock.due_at - clock.started_at
    luck = throw.random()
    if pace < 1 or luck < _IN_TIME:
        share = throw.uniform(0.04, 0.9) * pace
    elif luck < _LATE:
        share = throw.uniform(1.03, 1.7)
    elif luck < _VERY_LATE:
        share = throw.uniform(1.8, 5)
    else:
        return None
    at = max(clock.started_at + span * share, now + timedelta(seconds=throw.randint(40, 240)))
    return settled(throw, at, working, urgent=span < _URGENT)


def settled(throw: Random, at: datetime, working: WorkingTime, *, urgent: bool) -> datetime:
    """Return the moment itself when urgent, else one in business hours, to the second."""
    if not urgent:
        opened = working.next_opening(at)
        at = opened + timedelta(minutes=throw.randint(1, 50)) if opened > at else at
    return at.replace(microsecond=0)


def soon(throw: Random, now: datetime, working: WorkingTime, hours: float) -> datetime:
    """Return a moment in business hours within about so many hours."""
    return settled(throw, now + timedelta(hours=throw.uniform(0.05, hours)), working, urgent=False)
