"""What stands in the way of an act although the table would let it pass.

The case, the facts and the instant are asked, never what the act says: so a page shows the
reason before anybody tries, and `decide` asks the very same function.
"""

from __future__ import annotations

from collections.abc import Callable

from hemei.coordination.cases.rules.escalating import later
from hemei.coordination.cases.rules.facts import LEVEL_TEXTS, Body
from hemei.coordination.cases.rules.handing_up import (
    is_bound,
    is_ruled_as_other,
    may_hand_up,
    spent,
    waits_for_ruled,
)
from hemei.coordination.cases.rules.own_work import (
    accept_result,
    ours,
    own_hand,
    own_ruling,
    own_visit,
    withdraw,
)
from hemei.coordination.cases.rules.parts import JUDGING, at_work, did_the_work
from hemei.coordination.cases.rules.situation import Situation
from hemei.coordination.cases.rules.state import CaseState, Clock, Task
from hemei.coordination.cases.rules.timing import own_days_left, taken_back
from hemei.coordination.cases.rules.words import ActName, State, TaskKind
from hemei.kernel.actor import Role
from hemei.kernel.decision import Reason, mark


def obstacle(at: Situation, act: ActName) -> Reason | None:
    """Return why this act cannot be done now, or None."""
    check = _CHECKS.get(act)
    judges = act in JUDGING or (act is ActName.PAUSE and not running(at))
    return (check(at) if check else None) or own_hand(at, act, judges=judges)


def standing(at: Situation) -> list[Clock]:
    """Return the clocks this actor may let run on: his body's, for the system those whose day has come."""
    stills = [clock for clock in _of_work(at.state) if clock.standstill is not None]
    if at.actor.role is not Role.SYSTEM:
        return [clock for clock in stills if clock.body == at.actor.body_id]
    return [
        clock
        for clock in stills
        if clock.standstill and clock.standstill.until and clock.standstill.until <= at.now
    ]


def running(at: Situation) -> list[Clock]:
    """Return the clocks of the actor's own work that run: the handling and the steps on the way."""
    return running_of(at.state, at.actor.body_id)


def running_of(state: CaseState, body: int | None) -> list[Clock]:
    """Return the clocks of a body's own work that run."""
    return [clock for clock in _of_work(state) if clock.running and clock.body == body]


def used_up(at: Situation) -> list[Clock]:
    """Return the running clocks at work that their owners may pause no more; only for who decides on them."""
    granter, most = at.facts.granter_of(at.state), at.facts.law.limits.pauses_in_all.days
    if granter is None or granter.id != at.actor.body_id:
        return []
    return [
        clock for clock in _of_work(at.state) if clock.running and not own_days_left(at.state, [clock], most)
    ]


def _of_work(state: CaseState) -> list[Clock]:
    return [*at_work(state), *state.open_steps]


def _whistle_of(at: Situation) -> Task | None:
    task = at.state.task_of(at.actor.body_id)
    return task if task is not None and task.kind is TaskKind.WHISTLE else None


def _arrive(at: Situation) -> Reason | None:
    task = _whistle_of(at)
    if task is None:
        return Reason(mark("物业企业不需要报到"), code="no_whistle")
    if task.arrived_at is not None:
        return Reason(mark("贵单位已经报到"), code="arrived")
    return None


def _give_result(at: Situation) -> Reason | None:
    task = _whistle_of(at)
    if task is not None and task.arrived_at is None:
        return Reason(mark("还没有报到"), remedy=mark("请先报到"), code="not_arrived")
    return None


def _report_step(at: Situation) -> Reason | None:
    if not any(clock.body == at.actor.body_id for clock in at.state.open_steps):
        return Reason(mark("没有等待报告的阶段"), code="no_step")
    return _give_result(at)


def _return_whistle(at: Situation) -> Reason | None:
    task = _whistle_of(at)
    if task is None:
        return Reason(mark("只有被吹哨的部门可以退单"), code="no_whistle")
    ruler = at.facts.law.ruled(at.state.returns) if task.is_lead and not is_ruled_as_other(at.state) else ""
    if ruler:
        return Reason(
            mark("{level}已经裁定由谁牵头，不能再退单"),
            {"level": LEVEL_TEXTS[ruler]},
            mark("请报到并办理"),
            code="ruled",
        )
    ruling = at.state.ruling
    if task.is_lead and ruling is not None and ruling.handling == task.body:
        return Reason(mark("已经裁定由贵单位办理，不能再退单"), remedy=mark("请报到并办理"), code="ruled")
    window = at.facts.terms_of(at.state).return_window
    own = (clock for clock in at.state.open_clocks if clock.key == task.handling_key)
    away = [gap for clock in own for gap in taken_back(clock)]
    if at.now > at.facts.working.due(task.called_at, window.limit, away).at:
        return Reason(mark("退单时限已过"), remedy=mark("请报到并办理"), code="return_late")
    return None


def _arbitrate(at: Situation) -> Reason | None:
    item = at.state.arbitration
    if item is None or item.to != at.actor.body_id:
        return Reason(mark("没有等待贵单位裁定的退单"), code="no_dispute")
    return own_ruling(at)


def needs_ruling(at: Situation) -> Reason | None:
    """Return why nobody is called, nor the case closed unproven, while it waits for a decision on who has to act."""
    if at.state.arbitration is None:
        return None
    return Reason(mark("退单等待裁定"), remedy=mark("请先裁定由谁受理、由谁办理"), code="undecided")


def _recall(at: Situation) -> Reason | None:
    return None if at.state.open_tasks else Reason(mark("没有可以撤回的派单"), code="nothing_called")


def _needs_no_call(at: Situation) -> Reason | None:
    if at.state.state is State.HANDLING and at.state.open_tasks:
        return Reason(
            mark("案件正由物业企业办理"),
            remedy=mark("请等待结果，或先撤回派单"),
            code="company_at_work",
        )
    return None


def _close(at: Situation) -> Reason | None:
    """Let nobody close what another was ruled to handle, but who ruled: a call taken back is no result."""
    waiting = _needs_no_call(at)
    if waiting is not None:
        return waiting
    handler, ruling = waits_for_ruled(at.state), at.state.ruling
    if handler is None or ruling is None or ruling.to == at.actor.body_id:
        return None
    body = at.facts.bodies.get(handler)
    if body is not None and not body.active:
        return None
    remedy = mark("请派给裁定的单位办理；要改变裁定，由裁定的单位提级后决定")
    return Reason(mark("已经裁定由谁办理，还没有办理结果，不能办结"), remedy=remedy, code="ruled")


def _fall(at: Situation) -> Reason | None:
    """Let the home body hand up only by a rule; the body next above may take any case."""
    waits = needs_ruling(at) if at.actor.body_id == at.state.home else None
    if waits is not None:
        return waits
    superior = at.facts.superior_of(at.state)
    if superior is None:
        return Reason(mark("已经没有上一级责任单位"), code="no_superior")
    if at.actor.body_id != at.state.home:
        if at.actor.body_id == superior.id:
            return None
        return Reason(mark("只有上一级责任单位可以提级"), code="not_next")
    return _hand_up(at)


def _hand_up(at: Situation) -> Reason | None:
    """Return why the home body may not hand up of its own accord: it was ruled to accept, or another leads.

    Whose result it had so often that it may not call him again, it hands up whatever was ruled.
    """
    if spent(at.state, at.facts):
        return None
    if is_bound(at.state):
        remedy = mark("请按裁定办理，上一级责任单位仍可以提级")
        return Reason(mark("已经裁定由贵单位受理，不能再交上一级"), remedy=remedy, code="ruled")
    law = at.facts.law
    if may_hand_up(at.state, law):
        return None
    line = law.lines[at.state.kind]
    return Reason(
        mark("职责清单规定{name}由{lead}牵头"),
        {"name": line.name, "lead": law.departments[line.lead]},
        mark("请先吹哨"),
        code="somebody_leads",
    )


def _extend(at: Situation) -> Reason | None:
    reason = _no_extension(at)
    if reason is not None:
        return reason
    approver = at.facts.approver_of(at.state)
    if approver is not None and approver.id != at.actor.body_id:
        return Reason(mark("延期由{body}批准"), {"body": approver.name}, code="not_approver")
    if approver is None and at.actor.body_id != at.state.home:
        return Reason(mark("延期由责任社区或街道批准"), code="not_approver")
    return None


def _no_extension(at: Situation) -> Reason | None:
    """Return why nobody may extend this case now; what was asked for in time is not late for a slow answer."""
    rung, count = at.facts.extension_of(at.state), at.state.times_extended
    if rung is None and count:
        return Reason(mark("本案已经延期{count}次，不能再延期"), {"count": count}, code="extended")
    if rung is None:
        return Reason(mark("这类案件不能延期"), code="no_extension")
    request = at.state.request
    asked_at = request.asked_at if request else at.now
    if any(clock.missed(asked_at) for clock in at_work(at.state)):
        return Reason(mark("办理时限已过，不能再延期"), code="too_late")
    last = later(asked_at, rung.ahead, at.facts.working)
    if rung.ahead and any(clock.running and last > clock.due_at for clock in at_work(at.state)):
        return Reason(mark("离到期太近，不能再申请延期"), remedy=mark("请在时限内办理"), code="too_near")
    return None


def _ask_extension(at: Situation) -> Reason | None:
    if at.state.request is not None:
        return Reason(mark("已经申请延期，正在等答复"), code="asked")
    reason = _no_extension(at)
    if reason is not None:
        return reason
    approver = at.facts.approver_of(at.state)
    if approver is None or approver.id == at.actor.body_id:
        return Reason(mark("延期由贵单位批准"), remedy=mark("请直接延期"), code="own_to_grant")
    if not running(at):
        return Reason(mark("贵单位没有走着的办理时限"), code="nothing_runs")
    return None


def _decline_extension(at: Situation) -> Reason | None:
    request = at.state.request
    if request is None:
        return Reason(mark("没有等待答复的延期申请"), code="not_asked")
    if request.to != at.actor.body_id:
        return Reason(mark("延期申请由受理申请的单位答复"), code="not_approver")
    return None


def _pause(at: Situation) -> Reason | None:
    """Let the owner pause while he has days left; then whoever grants more time decides whether it stands still."""
    own, granter = running(at), at.facts.granter_of(at.state)
    if own:
        return _own_pauses(at, own, granter)
    if standing(at):
        return Reason(mark("计时已经暂停"), code="paused")
    if used_up(at):
        return None
    if granter is not None and granter.id == at.actor.body_id and at_work(at.state):
        return Reason(mark("办理单位还可以自己暂停，或者已经暂停"), code="own_pauses_left")
    return Reason(mark("贵单位没有走着的办理时限"), code="nothing_runs")


def _own_pauses(at: Situation, own: list[Clock], granter: Body | None) -> Reason | None:
    most = at.facts.law.limits.pauses_in_all.days
    if own_days_left(at.state, own, most):
        return None
    if granter is None:
        return Reason(mark("自己暂停已满{days}日，不能再停"), {"days": most}, code="pauses_used_up")
    return Reason(
        mark("自己暂停已满{days}日，再停由{body}决定"),
        {"days": most, "body": granter.name},
        mark("请补充说明为什么还要停"),
        code="pauses_used_up",
    )


def _resume(at: Situation) -> Reason | None:
    if standing(at):
        return None
    if at.actor.role is Role.SYSTEM:
        return Reason(mark("暂停还没有到期"), code="not_lapsed")
    return Reason(mark("计时没有暂停"), code="not_paused")


def _supervise(at: Situation) -> Reason | None:
    if at.actor.role is Role.SYSTEM:
        return None
    by, to = at.actor.body_id, at.state.accountable
    if did_the_work(at.state, ours(at)):
        return Reason(mark("贵单位办理了本案，由上一级督办"), code="own_work")
    if any(item.open and item.by == by and item.to == to for item in at.state.supervisions):
        return Reason(mark("贵单位的督办还没有得到答复"), code="open_supervision")
    return None


def _send_back(at: Situation) -> Reason | None:
    """Let what has ended go on only where it was withdrawn by somebody else for its reporter, and not too late."""
    if at.state.state is not State.ENDED or (at.state.final_at is not None and at.now <= at.state.final_at):
        return None
    return Reason(mark("案件已经结束，不能退回重办"), remedy=mark("问题还在的，请重新上报"), code="over")


def _leave(at: Situation) -> Reason | None:
    if at.facts.supporters:
        return None
    return Reason(mark("没有人跟着办这件事"), remedy=mark("请改选“撤销上报”"), code="nobody_follows")


def _remind(at: Situation) -> Reason | None:
    if any(item.remind_at is not None and item.remind_at < at.now for item in at.state.supervisions):
        return None
    return Reason(mark("还没有到催办的时候"), code="not_due")


_CHECKS: dict[ActName, Callable[[Situation], Reason | None]] = {
    ActName.ARRIVE: _arrive,
    ActName.REPORT_STEP: _report_step,
    ActName.GIVE_RESULT: _give_result,
    ActName.RETURN_WHISTLE: _return_whistle,
    ActName.RECALL: _recall,
    ActName.ARBITRATE: _arbitrate,
    ActName.HANDLE: needs_ruling,
    ActName.WHISTLE: needs_ruling,
    ActName.CHANGE_KIND: _needs_no_call,
    ActName.CLOSE: _close,
    ActName.FALL: _fall,
    ActName.ASK_EXTENSION: _ask_extension,
    ActName.EXTEND: _extend,
    ActName.DECLINE_EXTENSION: _decline_extension,
    ActName.PAUSE: _pause,
    ActName.RESUME: _resume,
    ActName.SUPERVISE: _supervise,
    ActName.REMIND: _remind,
    ActName.WITHDRAW: withdraw,
    ActName.LEAVE: _leave,
    ActName.SEND_BACK: _send_back,
    ActName.ACCEPT_RESULT: accept_result,
    ActName.RECORD_REVISIT: own_visit,
    ActName.REOPEN: own_visit,
}
