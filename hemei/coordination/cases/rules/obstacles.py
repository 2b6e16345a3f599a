"""What stands in the way of an act although the table would let it pass.

Only the case itself is asked, so a page can show the reason before anybody tries.
"""

from __future__ import annotations

from collections.abc import Callable

from hemei.coordination.cases.rules.state import CaseState, Task
from hemei.coordination.cases.rules.words import ActName, ClockKind, PauseReason, State, TaskKind
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reason, mark


def obstacle(state: CaseState, actor: Actor, act: ActName) -> Reason | None:
    """Return why this act cannot be done now, or None."""
    check = _CHECKS.get(act)
    return check(state, actor) if check else None


def _whistle_of(state: CaseState, actor: Actor) -> Task | None:
    task = state.task_of(actor.body_id)
    return task if task is not None and task.kind is TaskKind.WHISTLE else None


def _arrive(state: CaseState, actor: Actor) -> Reason | None:
    task = _whistle_of(state, actor)
    if task is None:
        return Reason(mark("物业企业不需要报到"), code="no_whistle")
    if task.arrived_at is not None:
        return Reason(mark("贵单位已经报到"), code="arrived")
    return None


def _give_result(state: CaseState, actor: Actor) -> Reason | None:
    task = _whistle_of(state, actor)
    if task is not None and task.arrived_at is None:
        return Reason(mark("还没有报到"), remedy=mark("请先报到，再反馈结果"), code="not_arrived")
    return None


def _return_whistle(state: CaseState, actor: Actor) -> Reason | None:
    if _whistle_of(state, actor) is None:
        return Reason(mark("只有被吹哨的部门可以退单"), code="no_whistle")
    return None


def _recall(state: CaseState, _actor: Actor) -> Reason | None:
    return None if state.open_tasks else Reason(mark("没有可以撤回的派单"), code="nothing_called")


def _needs_no_call(state: CaseState, _actor: Actor) -> Reason | None:
    if state.state is State.HANDLING and state.open_tasks:
        return Reason(
            mark("案件正由物业企业办理"),
            remedy=mark("请等待结果，或先撤回派单"),
            code="company_at_work",
        )
    return None


def _extend(state: CaseState, _actor: Actor) -> Reason | None:
    return Reason(mark("本案已经延期过一次"), code="extended") if state.extended else None


def _pause(state: CaseState, _actor: Actor) -> Reason | None:
    if not any(clock.running and clock.kind is ClockKind.HANDLING for clock in state.open_clocks):
        return Reason(mark("计时已经暂停"), code="paused")
    return None


def _resume(state: CaseState, _actor: Actor) -> Reason | None:
    stills = [clock.standstill for clock in state.open_clocks]
    if not any(still is not None and still.reason is not PauseReason.HANDED_OVER for still in stills):
        return Reason(mark("计时没有暂停"), code="not_paused")
    return None


_CHECKS: dict[ActName, Callable[[CaseState, Actor], Reason | None]] = {
    ActName.ARRIVE: _arrive,
    ActName.GIVE_RESULT: _give_result,
    ActName.RETURN_WHISTLE: _return_whistle,
    ActName.RECALL: _recall,
    ActName.CHANGE_KIND: _needs_no_call,
    ActName.CLOSE: _needs_no_call,
    ActName.EXTEND: _extend,
    ActName.PAUSE: _pause,
    ActName.RESUME: _resume,
}
