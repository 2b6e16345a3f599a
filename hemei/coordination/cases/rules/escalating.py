"""What is told to a level above by itself: a clock that ran out, a department that does not come.

A clock runs out for every body; refusing to come (拒不报到) is a department's own. Both are
computed from the case, the standards and the calendar alone, for the sweep and for `decide`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hemei.coordination.cases.rules.law import Law
from hemei.coordination.cases.rules.standards import EscalationStep, Refusing
from hemei.coordination.cases.rules.state import CaseState, Task
from hemei.coordination.cases.rules.words import ClockKind, TaskEnd, TaskKind
from hemei.kernel.workdays import WorkingTime


@dataclass(frozen=True, slots=True)
class StepUp:
    """A step up that will be due after `at`: of a clock, or of a refusal where `refusing` says which."""

    key: str
    step: EscalationStep
    body: int
    at: datetime
    refusing: Refusing | None = None


def steps_up(case: CaseState, law: Law, working: WorkingTime) -> Iterator[StepUp]:
    """Yield every step up not yet taken, with the moment after which it is due; refusals first.

    What stands still is not late, and the reporter is never late. Of one department's absence a
    level is told once: who heard that it refuses need not hear that its arrival clock ran out.
    """
    taken, heard = set(case.escalated), set()
    for step in law.acts.escalations_of(case.service_class, "refused"):
        for task in case.tasks:
            if (task.refusal_key, step.code) in taken:
                heard.add((task.arrival_key, step.to))
            elif refusal := refusal_of(case, task, law, working):
                yield StepUp(task.refusal_key, step, task.body, refusal[1], refusal[0])
    late = [clock for clock in case.open_clocks if clock.running and clock.kind is not ClockKind.ACCEPTANCE]
    for step in law.acts.escalations_of(case.service_class, "overdue"):
        for clock in late:
            if (clock.key, step.code) not in taken and (clock.key, step.to) not in heard:
                at = working.due(clock.due_at, step.after).at if step.after else clock.due_at
                yield StepUp(clock.key, step, clock.body, at)


def refusal_of(
    case: CaseState, task: Task, law: Law, working: WorkingTime
) -> tuple[Refusing, datetime] | None:
    """Return by which rule this call counts as refused if nothing happens, and after which moment."""
    waits = task.open and task.arrived_at is None
    if task.kind is not TaskKind.WHISTLE or not (waits or task.ended is TaskEnd.RETURNED):
        return None
    for rule in law.acts.refusals_of(case.service_class):
        if rule.times is not None and task.ended_at is not None and returns_of(case, task) >= rule.times:
            return rule, task.ended_at
        if rule.after is not None and waits:
            return rule, working.due(case.clock(task.arrival_key).due_at, rule.after).at
    return None


def returns_of(case: CaseState, task: Task) -> int:
    """Return how often the body of a returned call had returned the case by then; 0 for any other call."""
    if task.ended is not TaskEnd.RETURNED:
        return 0
    earlier = [other for other in case.tasks if other.body == task.body and other.number <= task.number]
    return sum(other.ended is TaskEnd.RETURNED for other in earlier)
