"""Random walks: whatever is tried, in whatever order, the invariants hold and the events tell the state."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import date, timedelta

import pytest

from hemei.kernel.decision import Refused
from hemei.leadership.duties.rules.decide import Act, Decided, decide
from hemei.leadership.duties.rules.state import evolve, flaws, rebuild
from hemei.leadership.duties.rules.words import ActName, Reminder
from hemei.leadership.duties.tests import factories as f

MOVES_WANTED = 4_000


def _act(dice: random.Random, day: date) -> Act:
    return Act(
        dice.choice([name for name in ActName if name is not ActName.SET]),
        text=dice.choice(["办好了", "办好了", ""]),
        photos=dice.randrange(3),
        until=dice.choice([None, day + timedelta(days=dice.randrange(-5, 60))]),
        reminder=dice.choice(list(Reminder)),
        body=dice.choice([f.OWNER, f.SETTER, f.SUPERIOR, f.PARTY, f.OTHER, f.HEIR]),
        successor=dice.choice([f.HEIR, f.OWNER]),
        because="calendar-2027",
    )


def _walk(dice: random.Random) -> Counter[ActName]:
    now, done = f.NOON, Counter[ActName]()
    state = f.duty(photo_needed=dice.random() < 0.3, superior=dice.choice([None, f.SUPERIOR]))
    changes = [Decided(state).data(None)["change"]]
    for _ in range(400):
        if dice.random() < 0.3:
            now += timedelta(minutes=dice.choice([5, 60, 480, 1440, 10_000]))
        act = _act(dice, now.date())
        before = state
        try:
            decided = decide(state, act, f.CAST[dice.choice(list(f.CAST))], f.facts(), now)
        except Refused:
            continue
        data = json.loads(json.dumps(decided.data(before)))
        assert evolve(before, data["change"]) == decided.after
        assert flaws(decided.after) == ()
        assert act.text == "" or act.text not in str(data)
        assert before.escalated_to is None or act.name is not ActName.ESCALATE
        state = decided.after
        changes.append(data["change"])
        done[act.name] += 1
        if state.ended:
            break
    assert rebuild(changes) == state
    return done


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_invariants_hold_on_random_walks(seed: int) -> None:
    dice, done = random.Random(seed), Counter[ActName]()  # noqa: S311 - walks, no secrets
    while done.total() < MOVES_WANTED // 3:
        done += _walk(dice)
    # Every move was really taken, so nothing holds for want of trying; the calendar never changes here.
    assert set(done) == set(ActName) - {ActName.SET, ActName.RECOMPUTE}
