"""What the ladders do by themselves when a clock ran out or a department does not come: tell upwards, supervise.

A clock runs out for every body; refusing to come (拒不报到) is a department's own. Both are
computed from the case, the standards and the calendar alone, for the sweep and for `decide`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hemei.coordination.cases.rules.facts import LEVELS
from hemei.coordination.cases.rules.law import Law
from hemei.coordination.cases.rules.standards import (
    EscalationStep,
    Level,
    Refusing,
    SupervisionRung,
    VisitMissed,
)
from hemei.coordination.cases.rules.state import CaseState, Clock, Revisit, Task
from hemei.coordination.cases.rules.timing import taken_back
from hemei.coordination.cases.rules.words import (
    REVISIT_MISSED,
    REVISIT_PASSED_ON,
    ClockKind,
    TaskEnd,
    TaskKind,
)
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import WorkingTime


@dataclass(frozen=True, slots=True)
class StepUp:
    """A step up that will be due after `at`: of a clock, or of a refusal where `refusing` says which.

    `since` is when the clock ended, or since when the department refuses.
    """

    key: str
    step: EscalationStep
    body: int
    at: datetime
    since: datetime
    refusing: Refusing | None = None


@dataclass(frozen=True, slots=True)
class Supervising:
    """A supervision that begins by itself after `at`: by which rung, over which body, for which clock or refusal."""

    rung: SupervisionRung
    cause: str
    body: int
    at: datetime


def steps_up(case: CaseState, law: Law, working: WorkingTime) -> Iterator[StepUp]:
    """Yield every step up not yet taken, with the moment after which it is due; refusals first.

    What stands still is not late, and the reporter is never late. Nobody is told what he or somebody above him owes:
    of the home body's clocks only levels above it hear, of those it called in also its own. Only where the ladder says
    so (`own`) a home body's own level is told, for above it nobody is named. Of one department's absence a level is
    told once: who heard that it refuses need not hear that its arrival clock ran out.
    """
    taken, heard = set(case.escalated), set()
    for step in law.ladders.escalations_of(case.service_class, "refused"):
        for task in case.tasks:
            if (task.refusal_key, step.code) in taken:
                heard.add((task.arrival_key, step.to))
            elif hears(case.level, case.home, task.body, step.to) and (
                refusal := refusal_of(case, task, law, working)
            ):
                rule, since = refusal
                at = later(since, step.after, working)
                yield StepUp(task.refusal_key, step, task.body, at, since, rule)
    for step in law.ladders.escalations_of(case.service_class, "overdue"):
        for clock in _counted(case, step.clocks):
            told = (clock.key, step.code) in taken or (clock.key, step.to) in heard
            asks = owes_itself if step.own else hears
            if not told and asks(case.level, case.home, clock.body, step.to):
                at = late_for(clock, step.after, working)
                yield StepUp(clock.key, step, clock.body, at, clock.due_at)


def supervisions_due(case: CaseState, law: Law, working: WorkingTime) -> Iterator[Supervising]:
    """Yield every supervision not yet begun that begins by itself, with the moment after which it does.

    One cause is supervised once by a rung; of a body that still owes an answer to it, no second is asked.
    """
    begun = {(item.rule, item.cause) for item in case.supervisions}
    owed = {(item.rule, item.to) for item in case.supervisions if item.open}

    def waits(rung: SupervisionRung, cause: str, body: int) -> bool:
        above = hears(case.level, case.home, body, rung.supervisor)
        return above and (rung.code, cause) not in begun and (rung.code, body) not in owed

    for rung in law.ladders.supervisions_of(case.service_class, "refused"):
        for task in case.tasks:
            refusal = refusal_of(case, task, law, working)
            if refusal and waits(rung, task.refusal_key, task.body):
                at = later(refusal[1], rung.after, working)
                yield Supervising(rung, task.refusal_key, task.body, at)
    for rung in law.ladders.supervisions_of(case.service_class, "overdue"):
        for clock in _counted(case, rung.clocks):
            if clock.kind is not ClockKind.SUPERVISION and waits(rung, clock.key, clock.body):
                yield Supervising(rung, clock.key, clock.body, late_for(clock, rung.after, working))


@dataclass(frozen=True, slots=True)
class VisitStep:
    """What follows a re-visit that was missed: its clock, whether the next above owes it now, after which moment."""

    key: str
    passes: bool
    at: datetime
    visit: Revisit
    rule: VisitMissed

    @property
    def code(self) -> str:
        """By which word the step is kept as taken."""
        return REVISIT_PASSED_ON if self.passes else REVISIT_MISSED


def visit_steps(case: CaseState, law: Law, working: WorkingTime) -> Iterator[VisitStep]:
    """Yield what is not yet done about a re-visit that is owed: the next above is told, later owes the visit itself."""
    visit, rule = case.revisit, law.ladders.revisit
    if visit is None or rule is None:
        return
    due_at = case.clock(visit.clock_key).due_at
    for passes, at in ((False, due_at), (True, later(due_at, rule.after, working))):
        step = VisitStep(visit.clock_key, passes, at, visit, rule)
        if (step.key, step.code) not in case.escalated:
            yield step


def hears(level: int, home: int, body: int, to: Level | None) -> bool:
    """Whether a level is told of a body's miss: it stands above the home body, or is its level and the body another."""
    rank = LEVELS.index(to) if to else -1
    return rank > level or (rank == level and body != home)


def owes_itself(level: int, home: int, body: int, to: Level) -> bool:
    """Whether the home body of a case is of this level and the miss its own."""
    return body == home and LEVELS.index(to) == level


def later(since: datetime, after: Limit | None, working: WorkingTime) -> datetime:
    """Return the moment so long after another."""
    return working.due(since, after).at if after else since


def late_for(clock: Clock, after: Limit | None, working: WorkingTime) -> datetime:
    """Return the moment at which a clock has been late so long; while its call was taken back nobody was late."""
    return working.due(clock.due_at, after, taken_back(clock)).at if after else clock.due_at


def _counted(case: CaseState, kinds: tuple[str, ...]) -> list[Clock]:
    """Return the running clocks of these kinds, of every body where none is named.

    The reporter is never late, and a re-visit has a ladder of its own.
    """
    return [
        clock
        for clock in case.open_clocks
        if clock.running and clock.kind not in _OWN_WAY and (not kinds or clock.kind in kinds)
    ]


_OWN_WAY = frozenset({ClockKind.ACCEPTANCE, ClockKind.REVISIT})


def refusal_of(
    case: CaseState, task: Task, law: Law, working: WorkingTime
) -> tuple[Refusing, datetime] | None:
    """Return by which rule this call counts as refused if nothing happens, and after which moment."""
    waits = task.open and task.arrived_at is None
    if task.kind is not TaskKind.WHISTLE or not (waits or task.ended is TaskEnd.RETURNED):
        return None
    for rule in law.ladders.refusals_of(case.service_class):
        if rule.times is not None and task.ended_at is not None and returns_of(case, task) >= rule.times:
            return rule, task.ended_at
        if rule.after is not None and waits:
            return rule, late_for(case.clock(task.arrival_key), rule.after, working)
    return None


def returns_of(case: CaseState, task: Task) -> int:
    """Return how often the body of a returned call had returned the case by then; 0 for any other call."""
    if task.ended is not TaskEnd.RETURNED:
        return 0
    earlier = [other for other in case.tasks if other.body == task.body and other.number <= task.number]
    return sum(other.ended is TaskEnd.RETURNED for other in earlier)
