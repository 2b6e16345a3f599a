"""Play again what followed where a re-visit was not made in time: the next above is told, later owes the visit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hemei.coordination.cases.rules.escalating import later
from hemei.coordination.cases.rules.facts import LEVELS
from hemei.coordination.cases.rules.replaying.past import Past, Step, What, home_at
from hemei.coordination.cases.rules.standards import CaseLadders
from hemei.coordination.cases.rules.state import Revisit
from hemei.coordination.cases.rules.words import REVISIT_MISSED, REVISIT_PASSED_ON
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import WorkingTime


def told_visits(past: Past, ladders: CaseLadders, working: WorkingTime) -> Iterator[Step]:
    """Yield for each visit that was drawn what these ladders do until somebody went, or to this day.

    Whoever owes it next has as long for it as the first had. The first is taken to stand right above the home body:
    where that level worked on the case itself, one step more is played than there are bodies for.
    """
    if ladders.revisit is None:
        return
    for visit in past.case.revisits:
        yield from _of_one(past, visit, ladders.revisit.after, working)


def _of_one(past: Past, visit: Revisit, after: Limit, working: WorkingTime) -> Iterator[Step]:
    case, until = past.case, visit.visited_at or past.now
    first = next((clock for clock in case.clocks if clock.key == replace(visit, passed=0).clock_key), None)
    if first is None:
        return
    due_at, (level, _home) = first.due_at, home_at(case, visit.ended_at)
    for passed, to in enumerate(LEVELS[level + 2 :]):
        key = replace(visit, passed=passed).clock_key
        if due_at >= until:
            return
        yield Step(What.ESCALATED, REVISIT_MISSED, key, due_at, to)
        at = later(due_at, after, working)
        if at >= until:
            return
        yield Step(What.ESCALATED, REVISIT_PASSED_ON, key, at, to)
        due_at = working.due_in_turn(at, [Limit.parse(text) for text in first.limits]).at
