"""By which rule a home body hands a case to the body above; the body above may take any case without one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hemei.coordination.cases.rules.state import CaseState, Task
from hemei.coordination.cases.rules.words import ClockKind, Found, Outcome, State, TaskEnd, TaskKind

if TYPE_CHECKING:
    from hemei.coordination.cases.rules.facts import Facts
    from hemei.coordination.cases.rules.law import Law

COMMUNITY = 0
"""The level of the communities in `facts.LEVELS`."""


def may_hand_up(state: CaseState, law: Law) -> bool:
    """Whether nobody below has to do this: no line names a lead, it was returned, or it is no duty of the community.

    What another department leads is whistled for first. Only where that left the problem
    unsolved would the community be left with a task that is not its own.
    """
    if not law.leads(state.kind) or state.returns:
        return True
    return is_beyond_community(state, law) and _left_unsolved(state)


def calls_of_home(state: CaseState) -> list[Task]:
    """Return the calls since the home body's own clock began; before it accepted there is none.

    Another round, another home body and a ruling begin anew.
    """
    begun = [clock.key for clock in state.clocks]
    if state.home_handling_key not in begun:
        return []
    since = begun.index(state.home_handling_key)
    return [task for task in state.tasks if begun.index(task.handling_key) > since]


def spent(state: CaseState, facts: Facts) -> frozenset[int]:
    """Return who gave the home body as many results as it may have of one body; an heir answers for what it took over.

    Otherwise both could go on for ever with each clock met, for every call has its own.
    """
    given = Counter(
        body
        for task in calls_of_home(state)
        if task.ended is TaskEnd.RESULTED
        for body in facts.owners_of(task.body)
    )
    return frozenset(body for body, count in given.items() if count >= facts.law.limits.called_again.most)


def waits_for_ruled(state: CaseState) -> int | None:
    """Return who was ruled to handle the case and has neither given a result nor refused; None where nobody has to.

    It binds as long as nothing new happened, and only the body that was ruled to accept: who takes the case from it
    decides anew.
    """
    ruling = state.ruling
    if (
        ruling is None
        or ruling.ended_at is None
        or ruling.handling in {None, state.home}
        or not is_bound(state)
    ):
        return None
    since, handler = ruling.ended_at, ruling.handling
    done = any(
        task.body == handler and task.called_at >= since and task.ended is TaskEnd.RESULTED
        for task in state.tasks
    )
    return None if done else handler


def is_bound(state: CaseState) -> bool:
    """Whether it was ruled that the home body accepts the case, and nothing new has happened to it since.

    New is that whom it called did not solve it, returned it or refuses to come, that the reporter sent it back, and
    that a re-visit opened it again.
    """
    ruling = state.ruling
    if ruling is None or ruling.ended_at is None or ruling.accepting != state.home:
        return False
    since = ruling.ended_at
    answered = any(
        clock.kind is ClockKind.ACCEPTANCE and clock.settled_at is not None and clock.settled_at >= since
        for clock in state.clocks
    )
    reopened = any(visit.found is Found.FALSE and visit.ended_at >= since for visit in state.revisits)
    failed = any(task.called_at >= since and _failed(task) for task in state.tasks)
    return not (answered or reopened or failed)


def is_ruled_as_other(state: CaseState) -> bool:
    """Whether it was only ruled on as another kind, so that nobody ruled on what it is now."""
    return state.ruling is None and any(item.decided for item in state.arbitrations)


def _failed(task: Task) -> bool:
    unsolved = task.ended is TaskEnd.RESULTED and task.result is not Outcome.SOLVED
    return unsolved or task.ended is TaskEnd.RETURNED or task.refused_at is not None


def is_beyond_community(state: CaseState, law: Law) -> bool:
    """Whether a community has the case although the line of the list names no community."""
    line = law.lines.get(state.kind)
    return (
        state.level == COMMUNITY
        and line is not None
        and not law.acts.community_duty.is_named(line.lead, *line.joint)
    )


def _left_unsolved(state: CaseState) -> bool:
    """Whether a department led and is gone: it returned, refused to come, did not solve it, or was sent back."""
    led = [
        task
        for task in state.tasks
        if task.kind is TaskKind.WHISTLE
        and task.is_lead
        and (task.ended in {TaskEnd.RESULTED, TaskEnd.RETURNED} or (task.refused_at and not task.open))
    ]
    if not led:
        return False
    return led[-1].result is not Outcome.SOLVED or state.state is not State.RESULTED
