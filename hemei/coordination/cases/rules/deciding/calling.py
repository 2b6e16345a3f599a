"""Handle it, give it to the company, whistle; arrive, give the result, return, recall."""

from __future__ import annotations

from dataclasses import replace

from hemei.coordination.cases.rules import timing
from hemei.coordination.cases.rules.acts import (
    Arrive,
    GiveResult,
    Handle,
    Recall,
    ReturnWhistle,
    Whistle,
)
from hemei.coordination.cases.rules.deciding.again import (
    again_of,
    called_again,
    calls_before,
    check_not_too_often,
    reworked,
    taken_back,
    time_of,
)
from hemei.coordination.cases.rules.deciding.disputes import disputed
from hemei.coordination.cases.rules.deciding.intake import risen
from hemei.coordination.cases.rules.deciding.stages import start_steps
from hemei.coordination.cases.rules.deciding.turn import (
    Turn,
    Verdict,
    cancel_clocks,
    check_evidence,
    end_tasks,
    told,
    told_why,
)
from hemei.coordination.cases.rules.escalating import refusal_of
from hemei.coordination.cases.rules.facts import LEVELS, Body
from hemei.coordination.cases.rules.standards import Problem
from hemei.coordination.cases.rules.state import Arbitration, CaseState, Task
from hemei.coordination.cases.rules.words import (
    ClockKind,
    Outcome,
    PauseReason,
    State,
    TaskEnd,
    TaskKind,
)
from hemei.kernel.decision import Decision, Reason, Reference, Refused, mark


def handle(turn: Turn, act: Handle) -> Verdict:
    """Begin the work: the home body itself, or the company, which is then accountable."""
    divided = _check_portion(turn, act)
    departed = _departing(turn, act, act.company or turn.before.home, "company")
    state = _checked_again(turn, turn.before)
    state = replace(state, state=State.HANDLING, accountable=state.home)
    if act.company is None:
        state = timing.resume(state, [state.home_handling_key], turn.now, turn.facts.working)
        return Verdict(start_steps(turn, state), departed, (*turn.references(), *divided))
    company = turn.body(act.company, "company")
    state = hand_over(turn, state)
    state = called(turn, state, company.id, TaskKind.COMPANY, lead=True)
    again, cited = again_of(turn, state)
    about = {"company": company.id, **departed, **again}
    return Verdict(replace(state, accountable=company.id), about, (*turn.references(), *divided, *cited))


def _check_portion(turn: Turn, act: Handle) -> tuple[Reference, ...]:
    """Where community and company divide the work, each kind has its side; another one needs a reason."""
    portion = turn.facts.portions.get(turn.before.kind)
    if portion is None:
        return ()
    if portion.is_companys is (act.company is not None) or act.text.strip():
        return (portion.reference,)
    words = (
        mark("“居委会+物业”小区，{part}归物业企业办理（{clause}）")
        if portion.is_companys
        else mark("“居委会+物业”小区，{part}归居委会办理（{clause}）")
    )
    values = {"part": portion.name, "clause": portion.reference.clause}
    remedy = mark("请按分工选择，或写明理由")
    reason = Reason(words, values, remedy, field="company", code="other_side")
    raise Refused(Decision.no(reason, references=(portion.reference,)))


def whistle(turn: Turn, act: Whistle) -> Verdict:
    """Call one lead and any number of joint departments, each with its own clocks."""
    _check_called(turn, act)
    state, departed = turn.before, {}
    if state.state is not State.WHISTLED:
        if act.lead is None:
            raise Refused.because(mark("吹哨要有一个牵头部门"), field="lead", code="no_lead")
        departed = _check_lead(turn, act)
        state = hand_over(turn, _checked_again(turn, state))
        state = called(turn, state, act.lead, TaskKind.WHISTLE, lead=True)
        state = replace(state, state=State.WHISTLED, accountable=act.lead)
    elif act.lead is not None:
        raise Refused.because(
            mark("已经有牵头部门"), remedy=mark("请先撤回派单，或只加配合部门"), field="lead", code="has_lead"
        )
    for joint in act.joints:
        state = called(turn, state, joint, TaskKind.WHISTLE, lead=False)
    again, cited = again_of(turn, state)
    about = {"lead": act.lead, "joints": list(act.joints), **departed, **again}
    return Verdict(state, about, (*turn.references(), *cited))


def arrive(turn: Turn, _act: Arrive) -> Verdict:
    """Report on the spot (报到)."""
    task = _own_task(turn)
    state = timing.settle(turn.before, [task.arrival_key], turn.now)
    return Verdict(_with_task(state, replace(task, arrived_at=turn.now)), {"task": task.number})


def give_result(turn: Turn, act: GiveResult) -> Verdict:
    """Give a result; the lead's brings the case back to its home body, which checks it."""
    told(act)
    if act.outcome is Outcome.NOT_A_CASE:
        raise Refused.because(mark("是否属于案件由责任社区认定"), field="outcome", code="not_yours_to_say")
    task = _own_task(turn)
    needed = task.is_lead and turn.facts.law.acts.result_needs_evidence(act.outcome.value)
    check_evidence(turn, act, needed=needed)
    stages = [clock.key for clock in turn.before.open_steps if task.is_lead]
    state = timing.settle(turn.before, [task.handling_key, *stages], turn.now)
    state = _with_task(state, replace(task, ended_at=turn.now, ended=TaskEnd.RESULTED, result=act.outcome))
    evidence = tuple(sorted({*state.evidence, *act.evidence}))
    state = replace(state, evidence=evidence, own=state.own or turn.is_own)
    if task.is_lead:
        state = replace(state, state=State.RESULTED, accountable=state.home)
        state = timing.resume(state, [state.home_handling_key], turn.now, turn.facts.working)
        state = _start_feedback(turn, state, task)
    about = {"task": task.number, "outcome": act.outcome.value, "evidence": list(act.evidence)}
    return Verdict(state, about, turn.references())


def return_whistle(turn: Turn, act: ReturnWhistle) -> Verdict:
    """Send a whistle back, by the line of the list that names another lead."""
    told_why(act)
    task = _own_task(turn)
    line = _returning_line(turn, act.line, task)
    keys = [task.arrival_key, task.handling_key]
    keys += [clock.key for clock in turn.before.open_steps if task.is_lead]
    state = timing.settle(turn.before, keys, turn.now, cancelled=True)
    state = _with_task(
        state,
        replace(task, ended_at=turn.now, ended=TaskEnd.RETURNED, returned_by_line=line.code),
    )
    state = _refusing(turn, state, task)
    about = {"task": task.number, "line": line.code, "lead": line.lead}
    references = _cited(line, turn)
    if not task.is_lead:
        return Verdict(state, about, references)
    state = replace(state, returns=state.returns + 1)
    step = turn.facts.law.return_step(state.returns)
    if step is None:
        return Verdict(_back_home(turn, state), about, references)
    # The home body may have returned the case itself before it took it up: then the next above decides.
    arbiter = turn.facts.judge_from(state, max(state.level, LEVELS.index(step.to)))
    rises = arbiter and arbiter[0] > state.level
    state = risen(turn, state, LEVELS[arbiter[0]]) if arbiter and rises else _back_home(turn, state)
    state = disputed(turn, state)
    return Verdict(state, about, (*references, step.warrant.reference))


def _refusing(turn: Turn, state: CaseState, task: Task) -> CaseState:
    """Note a return that counts as refusing to come; the sweep tells it upwards."""
    returned = next(other for other in state.tasks if other.number == task.number)
    refusal = refusal_of(state, returned, turn.facts.law, turn.facts.working)
    return _with_task(state, replace(returned, refused_at=turn.now)) if refusal else state


def recall(turn: Turn, act: Recall) -> Verdict:
    """Take back all open calls; with a lead among them the case is undecided again.

    A ruling binds on: of whom it named the call is taken back for a reason only, and who ruled is told.
    """
    told(act)
    about = _ruled_otherwise(turn, act)
    if turn.before.state is State.RESULTED:
        return Verdict(end_tasks(turn, turn.before, TaskEnd.RECALLED), about)
    return Verdict(_back_home(turn, turn.before), about)


def _ruled_otherwise(turn: Turn, act: Recall) -> dict[str, int]:
    """Return which ruling a call taken back had carried out, and who made it; empty where none, or his own."""
    ruling = turn.before.ruling
    if ruling is None or all(task.body != ruling.handling for task in turn.before.open_tasks):
        return {}
    told_why(act)
    return {"ruling": ruling.number, **({"to": ruling.to} if ruling.to != turn.own_body else {})}


def _back_home(turn: Turn, state: CaseState) -> CaseState:
    state = end_tasks(turn, state, TaskEnd.RECALLED)
    state = replace(state, state=State.ACCEPTED, accountable=state.home)
    return timing.resume(state, [state.home_handling_key], turn.now, turn.facts.working)


def hand_over(turn: Turn, state: CaseState) -> CaseState:
    """Let the home body's clock stand still while others answer for the case."""
    state = cancel_clocks(turn, state, ClockKind.STEP)
    key = state.home_handling_key
    still = state.clock(key).standstill
    if still is not None and still.reason is not PauseReason.HANDED_OVER:
        state = timing.resume(state, [key], turn.now, turn.facts.working)
    return timing.pause(state, [key], turn.now, PauseReason.HANDED_OVER)


def called(turn: Turn, state: CaseState, body: int, kind: TaskKind, *, lead: bool) -> CaseState:
    """Call a body, with its clocks; those of a call that was taken back run on, and after a result it is rework."""
    before = calls_before(turn, state, body, kind)
    if back := taken_back(turn, before):
        return called_again(turn, state, back, body, lead=lead)
    check_not_too_often(turn, state, body)
    number, rework_of = len(state.tasks) + 1, reworked(turn, before)
    task = Task(number, kind, body, lead, turn.own_body, turn.now, rework_of=rework_of, line=state.kind)
    state = replace(state, tasks=(*state.tasks, task))
    if kind is TaskKind.WHISTLE:
        state = turn.start(state, task.arrival_key, ClockKind.ARRIVAL, body, turn.terms.arrival.limit)
    limit = time_of(turn, state, task).limit
    state = turn.start(state, task.handling_key, ClockKind.HANDLING, body, limit)
    return start_steps(turn, state, task) if lead else state


def _start_feedback(turn: Turn, state: CaseState, task: Task) -> CaseState:
    """Start the clock by which the reporter must have heard of this result."""
    key = f"feedback:task-{task.number}"
    return turn.start(state, key, ClockKind.FEEDBACK, state.home, turn.terms.feedback.limit)


def _checked_again(turn: Turn, state: CaseState) -> CaseState:
    """Cancel the feedback clock of a result that was not good enough, and end what still runs.

    What proved that result proves nothing any more: who works on shows it anew, as after a sending back.
    """
    if state.state is State.RESULTED:
        state = replace(state, evidence=())
    return end_tasks(turn, cancel_clocks(turn, state, ClockKind.FEEDBACK), TaskEnd.RECALLED)


def _cited(line: Problem, turn: Turn) -> tuple[Reference, ...]:
    law = turn.facts.law
    rule = law.acts.return_rule_of("other_lead")
    return law.references(line.code, rule.warrant.reference, turn.terms.return_window.warrant.reference)


def _check_called(turn: Turn, act: Whistle) -> None:
    wanted = [*act.joints] if act.lead is None else [act.lead, *act.joints]
    if not wanted:
        raise Refused.because(mark("没有选择部门"), field="lead", code="nobody_called")
    if len(set(wanted)) != len(wanted):
        raise Refused.because(mark("同一个部门选了两次"), field="joints", code="called_twice")
    for number in wanted:
        body = turn.body(number, "lead" if number == act.lead else "joints")
        _check_no_community(turn, body)
        if not turn.facts.law.is_department(body.department):
            raise Refused.because(mark("{body}不是部门"), field="lead", code="no_department", body=body.name)
        task = turn.before.task_of(number)
        if task is not None and task.kind is TaskKind.WHISTLE and turn.before.state is State.WHISTLED:
            raise Refused.because(
                mark("{body}已经在办理本案"), field="joints", code="called_already", body=body.name
            )


def _check_no_community(turn: Turn, body: Body) -> None:
    """Refuse to call a community; what its list does not name, it may not even be asked, and the clause is cited."""
    acts = turn.facts.law.acts
    if not acts.community_duty.is_named(body.department):
        return
    rule = acts.return_rule_of("not_community_duty")
    values = {"rule": rule.name, "law": rule.warrant.source.title, "clause": rule.warrant.reference.clause}
    reason = Reason(
        mark("{rule}（参照《{law}》{clause}）"),
        values,
        mark("请按职责清单选择部门"),
        field="lead",
        code="not_community_duty",
    )
    raise Refused(Decision.no(reason, references=(rule.warrant.reference,)))


def _check_lead(turn: Turn, act: Whistle) -> dict[str, int]:
    """Refuse a lead the line does not name, unless the community says why; return from which ruling it departs."""
    law = turn.facts.law
    lead = law.leads(turn.before.kind)
    departed = _departing(turn, act, act.lead, "lead")
    body = turn.facts.bodies[act.lead] if act.lead is not None else None
    ruled = turn.before.ruling is not None
    if ruled or not lead or body is None or body.department == lead or act.text.strip():
        return departed
    raise Refused.because(
        mark("职责清单规定{name}由{lead}牵头，不是{body}"),
        remedy=mark("请改选牵头部门，或写明理由"),
        field="lead",
        code="other_lead",
        name=law.lines[turn.before.kind].name,
        lead=law.departments[lead],
        body=body.name,
    )


def _departing(turn: Turn, act: Whistle | Handle, chosen: int | None, field: str) -> dict[str, int]:
    """Return from which ruling this departs, if it does.

    Only who ruled, or a body above that has taken the case, lets another act than the one that was ruled to, and says
    why. A body that is no more binds nobody.
    """
    ruling = turn.before.ruling
    if ruling is None or ruling.handling is None or chosen == ruling.handling:
        return {}
    ruled = turn.facts.bodies.get(ruling.handling)
    if ruled is not None and not ruled.active:
        return {}
    if not _may_rule(turn, ruling):
        raise Refused.because(
            mark("已经裁定由谁办理，不能另派"),
            remedy=mark("请派给裁定的单位；要改变裁定，由裁定的单位提级后决定"),
            field=field,
            code="other_than_ruled",
        )
    told_why(act)
    return {"departs": ruling.number}


def _may_rule(turn: Turn, ruling: Arbitration) -> bool:
    levels = [LEVELS.index(level) for level, body in turn.facts.chain.items() if body.id == ruling.to]
    return turn.own_body == ruling.to or turn.before.level > min(levels, default=0)


def _own_task(turn: Turn) -> Task:
    task = turn.before.task_of(turn.own_body)
    if task is None:
        raise Refused.because(mark("贵单位没有被派单"), code="not_called")
    return task


def _with_task(state: CaseState, changed: Task) -> CaseState:
    return replace(
        state,
        tasks=tuple(changed if task.number == changed.number else task for task in state.tasks),
    )


def _returning_line(turn: Turn, code: str, task: Task) -> Problem:
    """Return the line that names another lead; raises Refused for any other."""
    line = turn.facts.law.lines.get(code)
    if line is None:
        raise Refused.because(
            mark("职责清单里没有这一条"),
            remedy=mark("请指出规定由其他部门牵头的条目"),
            field="line",
            code="unknown_line",
        )
    own = turn.facts.bodies[task.body].department
    named = own == line.lead or (not task.is_lead and own in line.joint)
    if named:
        raise Refused.because(
            mark("职责清单第“{name}”条正是由贵单位负责"),
            remedy=mark("不能退单，请报到"),
            field="line",
            code="own_line",
            name=line.name,
        )
    return line
