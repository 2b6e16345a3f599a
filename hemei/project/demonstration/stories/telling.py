"""Tell one case from its report to the moment the city is built."""

from __future__ import annotations

from datetime import datetime, timedelta

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.escalating import steps_up
from hemei.coordination.cases.rules.moves import MOVES
from hemei.coordination.cases.rules.state import Clock
from hemei.coordination.cases.rules.words import ActName, ClockKind, PauseReason, State
from hemei.project.demonstration.acting import system
from hemei.project.demonstration.stories import people
from hemei.project.demonstration.stories.plan import Plan
from hemei.project.demonstration.stories.story import Story

_MOST_ACTS = 60
_MOST_NUDGES = 3
_MINUTE = timedelta(minutes=1)


def tell(plan: Plan, until: datetime) -> Story:
    """Tell a case up to a moment; raises Refused where even its report will not do."""
    story = Story(plan, until)
    people.report(story)
    nudges = 0
    while story.state.is_open and len(story.told) < _MOST_ACTS:
        if story.halted:
            story.forget()
        elif story.next_meant() is None and nudges < _MOST_NUDGES:
            nudges += 1
            people.nudge(story)
        human, clock = story.next_meant(), next_of_clocks(story)
        at = min((moment for moment in (human, clock[0] if clock else None) if moment), default=None)
        if at is None or at >= until:
            break
        if clock and at == clock[0]:
            if not story.do(clock[0], system(plan.facts.city), clock[1]):
                break
            people.after(story)
            continue
        moment, actor, act, pictures = story.take()
        if story.do(moment, actor, act, pictures):
            people.after(story)
    return story


def next_of_clocks(story: Story) -> tuple[datetime, acts.Act] | None:
    """Return what the worker does next because a clock ran out, and when."""
    found = [due for clock in story.state.open_clocks for due in _acts_of(story, clock)]
    found += [
        (up.at + _MINUTE, acts.Escalate(clock=up.key, step=up.step.code))
        for up in steps_up(story.state, story.law, story.working)
        if up.step.to in story.stage.chain
    ]
    if not found:
        return None
    at, act = min(found, key=lambda due: due[0])
    return max(at, story.now), act


def _acts_of(story: Story, clock: Clock) -> list[tuple[datetime, acts.Act]]:
    case = story.state
    still = clock.standstill
    if still is not None:
        lapses = still.until is not None and still.reason is not PauseReason.HANDED_OVER
        may_resume = case.state in MOVES[ActName.RESUME].since
        return [(still.until + _MINUTE, acts.ResumeClock())] if lapses and may_resume and still.until else []
    if clock.kind is ClockKind.ACCEPTANCE:
        answers = case.state in {State.AWAITING, State.REFUSED}
        return [(clock.due_at + _MINUTE, acts.RecordSilence())] if answers else []
    return []
