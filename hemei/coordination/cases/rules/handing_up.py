"""By which rule a home body hands a case to the body above; the body above may take any case without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import Outcome, State, TaskEnd, TaskKind

if TYPE_CHECKING:
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
