"""Stories that several tests begin with, and how they look at a case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import (
    ClockKind,
    Outcome,
)
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story, reported
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SHANGHAI_0830 = datetime(2026, 9, 29, 0, 30, tzinfo=UTC)


def accepted(kind: str = "fire_lane", **changes: Any) -> Story:
    return reported(**changes).then(CAST.community, acts.Accept(kind=kind), NOON + timedelta(minutes=10))


def whistled(kind: str = "fire_lane", lead: int = f.FIRE, joints: tuple[int, ...] = (f.POLICE,)) -> Story:
    return accepted(kind).then(
        CAST.community, acts.Whistle(lead=lead, joints=joints), NOON + timedelta(minutes=20)
    )


def resulted() -> Story:
    story = whistled()
    story.then(CAST.fire, acts.Arrive(), NOON + HOUR)
    return story.then(
        CAST.fire,
        acts.GiveResult(outcome=Outcome.SOLVED, evidence=("photo_after",), photos=1, text="车已拖走"),
        NOON + 3 * HOUR,
    )


def closed() -> Story:
    close = acts.Close(outcome=Outcome.SOLVED, text="消防通道已恢复畅通")
    return resulted().then(CAST.community, close, NOON + 4 * HOUR)


def refusal(story: Story, actor: Actor, act: acts.Act, at: datetime | None = None) -> str:
    """Return the code of the refusal; the story does not move."""
    before = story.case
    with pytest.raises(Refused) as caught:
        story.then(actor, act, at)
    assert story.state == before
    return caught.value.decision.reasons[0].code


def clock(case: CaseState, kind: ClockKind, body: int) -> Any:
    return next(item for item in reversed(case.clocks) if item.kind is kind and item.body == body)
