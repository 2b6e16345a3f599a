"""A case under way: what happened so far, and what somebody means to do later."""

from __future__ import annotations

from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.decide import decide
from hemei.coordination.cases.rules.law import Law
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.state import CaseState
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import WorkingTime
from hemei.project.demonstration.acting import CALLED_BACK
from hemei.project.demonstration.scale import dice
from hemei.project.demonstration.stories.plan import Picture, Plan, Told

_SOON = timedelta(seconds=30)


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

    @property
    def law(self) -> Law:
        """The law of the day of the fact."""
        return self.plan.facts.law

    @property
    def working(self) -> WorkingTime:
        """The calendar."""
        return self.plan.facts.working

    def mean(self, at: datetime | None, actor: Actor, act: acts.Act, *pictures: Picture) -> None:
        """Let somebody do something later, if he ever does."""
        if at is not None:
            self._order += 1
            heappush(self._meant, (max(at, self.now + _SOON), self._order, actor, act, pictures))

    def do(self, at: datetime, actor: Actor, act: acts.Act, pictures: tuple[Picture, ...] = ()) -> bool:
        """Do it now, if the rules allow."""
        proven = actor == CALLED_BACK
        try:
            decided = decide(self.case, act, Viewer(actor, proven), self.plan.facts, at)
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
