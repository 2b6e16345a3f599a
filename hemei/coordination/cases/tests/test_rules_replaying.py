"""The replay by the rules of the day tells what the sweep told, wherever the case was when a clock ran out."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.escalating import steps_up
from hemei.coordination.cases.rules.moves import Viewer, steps
from hemei.coordination.cases.rules.replaying import Past, wishes_of
from hemei.coordination.cases.rules.trials import compared
from hemei.coordination.cases.rules.words import ActName
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story
from hemei.coordination.cases.tests.stories import HOUR
from hemei.coordination.cases.tests.test_walks import ACTORS, MAKERS
from hemei.kernel.decision import Refused

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WALKED = frozenset({
    ActName.ACCEPT, ActName.HANDLE, ActName.WHISTLE, ActName.ARRIVE, ActName.GIVE_RESULT, ActName.RETURN_WHISTLE,
    ActName.RECALL, ActName.FALL, ActName.ARBITRATE, ActName.CLOSE, ActName.SEND_BACK,
})  # fmt: skip
"""Acts that move a case between bodies and levels; who gives more time or another kind changes the rules themselves."""


def swept(story: Story, until: datetime) -> Story:
    """Tell upwards by the minute what the sweep tells until a moment."""
    while True:
        found = [up for up in steps_up(story.case, f.law(), f.working()) if up.at < until]
        if not found:
            return story
        first = min(found, key=lambda up: up.at)
        act = acts.Escalate(clock=first.key, step=first.step.code)
        story.then(CAST.system, act, max(first.at + MINUTE, story.now))


def agrees(story: Story, now: datetime) -> bool:
    case = story.case
    past = Past(case, wishes_of(case), case.service_class, now)
    return compared(past, f.law().ladders, f.law().ladders, f.working()).agrees


@pytest.mark.parametrize("actor", [CAST.street, CAST.county])
def test_what_rose_tells_nobody_of_its_own_level_or_below(actor):
    story = f.reported().then(CAST.community, acts.Accept(kind="fire_lane"), NOON + 10 * MINUTE)
    story.then(CAST.street, acts.Fall(text="街道来办"), NOON + 20 * MINUTE)
    if actor is CAST.county:
        story.then(CAST.county, acts.Fall(text="区里来办"), NOON + 30 * MINUTE)
    swept(story, NOON + 30 * DAY)
    assert "overdue_to_street" not in {step for _key, step in story.case.escalated}
    assert agrees(story, NOON + 30 * DAY)


def test_what_rose_after_a_miss_had_told_the_street_of_it():
    story = f.reported().then(CAST.community, acts.Accept(kind="fire_lane"), NOON + 10 * MINUTE)
    swept(story, NOON + 10 * DAY).then(CAST.street, acts.Fall(text="街道来办"), NOON + 10 * DAY)
    assert "overdue_to_street" in {step for _key, step in story.case.escalated}
    assert agrees(swept(story, NOON + 40 * DAY), NOON + 40 * DAY)


def test_it_agrees_along_random_walks():
    dice = random.Random(3)  # noqa: S311 - walks, no secrets
    for number in range(60):
        story = f.reported(kind="fire_lane")
        now = NOON
        for _ in range(40):
            now += dice.choice([10 * MINUTE, HOUR, 5 * HOUR, DAY, 3 * DAY])
            swept(story, now)
            viewer = Viewer(dice.choice(ACTORS))
            found = [
                name
                for name, may in steps(story.case, viewer, f.facts(), now).items()
                if may.allowed and name in WALKED
            ]
            if not found:
                continue
            act = MAKERS[dice.choice(found)](dice, story.case)
            if isinstance(act, acts.Accept):
                act = replace(act, kind="fire_lane", variant="")
            try:
                story.then(viewer.actor, act, now)
            except Refused:
                continue
        assert agrees(swept(story, now), now), number
