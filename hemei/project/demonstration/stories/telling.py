"""Tell one case from its report to the moment the city is built."""

from __future__ import annotations

from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.decide import decide
from hemei.coordination.cases.rules.moves import MOVES, Viewer
from hemei.coordination.cases.rules.state import CaseState, Clock
from hemei.coordination.cases.rules.words import ActName, ClockKind, PauseReason, State
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.project.demonstration.acting import CALLED_BACK, system
from hemei.project.demonstration.scale import dice
from hemei.project.demonstration.stories.plan import Picture, Plan, Told

_MOST_ACTS = 60
_MOST_NUDGES = 3
_MINUTE = timedelta(minutes=1)


class Story:
    """A case that is being told: what happened so far, and what somebody means to do later."""

    def __init__(self, plan: Plan, until: datetime) -> None:
        self.plan, self.stage, self.until = plan, plan.stage, until
        self.throw: Random = dice("case", str(plan.number))
        self.told: list[Told] = []
        self.case: CaseState | None = None
        self.now = plan.at
        self._meant: list[tuple[datetime, int, Actor, acts.Act, tuple[Picture, ...]]] = []
        self._order = 0

    @property
    def state(self) -> CaseState:
        """The case as it stands; it has been reported."""
        if self.case is None:
            raise LookupError("the case has not been reported yet")
        return self.case

    @property
    def halted(self) -> bool:
        """Whether people stop acting here."""
        case = self.case
        return case is not None and case.state is self.plan.halt and case.level >= self.plan.level

    def mean(self, at: datetime | None, actor: Actor, act: acts.Act, *pictures: Picture) -> None:
        """Let somebody do something later, if he ever does."""
        if at is not None:
            self._order += 1
            heappush(self._meant, (max(at, self.now + _MINUTE / 2), self._order, actor, act, pictures))

    def do(self, at: datetime, actor: Actor, act: acts.Act, pictures: tuple[Picture, ...] = ()) -> bool:
        """Do it now, if the rules allow."""
        proven = actor == CALLED_BACK
        try:
            decided = decide(self.case, act, Viewer(actor, proven), self.stage.facts, at)
        except Refused:
            return False
        self.case, self.now = decided.after, at
        self.told.append(Told(act, actor, at, decided, pictures))
        return True

    def next_meant(self) -> datetime | None:
        """When the next person means to act."""
        return self._meant[0][0] if self._meant else None

    def take(self) -> tuple[datetime, Actor, acts.Act, tuple[Picture, ...]]:
        """Take the next thing somebody means to do."""
        at, _, actor, act, pictures = heappop(self._meant)
        return max(at, self.now), actor, act, pictures

    def forget(self) -> None:
        """Nobody means anything any more."""
        self._meant.clear()


def tell(plan: Plan, until: datetime) -> Story:
    """Tell a case up to a moment; raises Refused where even its report will not do."""
    from hemei.project.demonstration.stories import people  # noqa: PLC0415 - the two tell each other

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
            if not story.do(clock[0], system(story.stage.facts.city), clock[1]):
                break
            people.after(story)
            continue
        moment, actor, act, pictures = story.take()
        if story.do(moment, actor, act, pictures):
            people.after(story)
    return story


def next_of_clocks(story: Story) -> tuple[datetime, acts.Act] | None:
    """Return what the worker does next because a clock ran out, and when."""
    found: list[tuple[datetime, int, acts.Act]] = []
    for clock in story.state.open_clocks:
        found += [(at, len(found), act) for at, act in _acts_of(story, clock)]
    if not found:
        return None
    at, _, act = min(found, key=lambda item: item[:2])
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
    found: list[tuple[datetime, acts.Act]] = []
    for step in story.stage.law.acts.escalations_of(case.service_class):  # type: ignore[arg-type]
        if (clock.key, step.code) in case.escalated or step.to not in story.stage.chain:
            continue
        due = story.stage.working.due(clock.due_at, step.after).at if step.after else clock.due_at
        if due < story.until:
            found.append((max(due + _MINUTE, story.now), acts.Escalate(clock=clock.key, step=step.code)))
    return found
