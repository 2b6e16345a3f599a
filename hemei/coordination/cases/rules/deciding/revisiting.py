"""Go back to what was closed as solved, or in part: drawn by lot, seen by the body above, worked on again if not so."""

from __future__ import annotations

from dataclasses import replace

from hemei.coordination.cases.rules import timing
from hemei.coordination.cases.rules.acts import DrawRevisit, Escalate, RecordRevisit, Reopen
from hemei.coordination.cases.rules.deciding.closing import said_solved
from hemei.coordination.cases.rules.deciding.intake import home_today, start_handling
from hemei.coordination.cases.rules.deciding.turn import Turn, Verdict, told, told_why
from hemei.coordination.cases.rules.escalating import visit_steps
from hemei.coordination.cases.rules.facts import LEVELS, Body
from hemei.coordination.cases.rules.lots import could_be_asked, drawn_as, is_on_paper
from hemei.coordination.cases.rules.state import CaseState, Revisit
from hemei.coordination.cases.rules.words import ClockKind, Found, State
from hemei.kernel.decision import Refused, mark


def draw_revisit(turn: Turn, act: DrawRevisit) -> Verdict:
    """Let the next body above that has no part in the case owe a visit; its clock starts with the draw."""
    case, rule = turn.before, turn.facts.law.checks.revisit
    if case.ended_at is None or not rule.draws(drawn_as(case), asked=could_be_asked(case)):
        raise Refused.because(mark("这样结束的案件不抽"), code="not_solved")
    if case.revisit is not None or any(visit.lot == act.lot for visit in case.revisits):
        raise Refused.because(mark("这个案件已经抽中复查"), code="drawn")
    above = turn.facts.visitor_from(case, case.level + 1)
    if above is None:
        raise Refused.because(mark("已经没有上一级责任单位"), code="no_superior")
    visit = Revisit(
        len(case.revisits) + 1, act.lot, above[1].id, act.solver, case.round, case.ended_at, turn.now,
        outcome=case.outcome,
    )  # fmt: skip
    state = replace(case, revisits=(*case.revisits, visit))
    state = turn.start(state, visit.clock_key, ClockKind.REVISIT, visit.by, rule.limit)
    return Verdict(state, {"revisit": visit.number, "lot": act.lot}, (rule.warrant.reference,))


def missed_visit(turn: Turn, act: Escalate) -> Verdict:
    """Tell the next above that a visit is late; after a second time let that body owe it, with a clock of its own."""
    case, law = turn.before, turn.facts.law
    found = next(
        (
            step
            for step in visit_steps(case, law, turn.facts.working)
            if (step.key, step.code) == (act.clock, act.step) and turn.now > step.at
        ),
        None,
    )
    if found is None:
        raise Refused.because(mark("这个时限还没有到升级的时候"), code="not_late")
    visit = found.visit
    above = next_visitor(turn, case, visit)
    if above is None:
        raise Refused.because(mark("已经没有上一级责任单位"), code="no_superior")
    state = replace(case, escalated=(*case.escalated, (found.key, found.code)))
    about = {
        "clock": found.key, "body": visit.by, "step": found.code, "since": case.clock(found.key).due_at.isoformat(),
        "to": above.id,
    }  # fmt: skip
    if found.passes:
        state = timing.settle(state, [visit.clock_key], turn.now)
        passed = replace(visit, by=above.id, passed=visit.passed + 1)
        state = _put(state, passed)
        state = turn.start(state, passed.clock_key, ClockKind.REVISIT, passed.by, law.checks.revisit.limit)
    return Verdict(state, about, (found.rule.warrant.reference,))


def next_visitor(turn: Turn, state: CaseState, visit: Revisit) -> Body | None:
    """Return the next above a visit's owner who may make it; at the top only where its owner may not another bureau."""
    facts, top = turn.facts, len(LEVELS) - 1
    stands = {body.id: LEVELS.index(name) for name, body in facts.chain.items()} | {
        body.id: top for body in facts.beyond
    }
    above = facts.visitor_from(state, stands.get(visit.by, state.level) + 1)
    if above is not None:
        return above[1]
    return None if facts.may_visit(state, visit.by) else facts.visitor_beyond(state)


def record_revisit(turn: Turn, act: RecordRevisit) -> Verdict:
    """Record that the closing holds, or that it cannot be seen; the case stays ended."""
    if act.found is Found.FALSE:
        raise AssertionError("what is found false is reopened")
    visit = _visited(turn, act)
    state = _with(turn, visit, act.found)
    about = {"revisit": visit.number, "found": act.found.value}
    return Verdict(state, about, (turn.facts.law.checks.revisit.warrant.reference,))


def reopen(turn: Turn, act: Reopen) -> Verdict:
    """Take up again what was closed as solved and is not: another round, as if the reporter had sent it back."""
    visit = _visited(turn, act)
    level, home = home_today(turn)
    state = _with(turn, visit, Found.FALSE)
    state = replace(
        state,
        home=home,
        level=level,
        state=State.ACCEPTED,
        round=state.round + 1,
        outcome=None,
        ground="",
        ended=None,
        ended_at=None,
        evidence=(),
        accountable=home,
        solver=None,
        solved_at=None,
    )
    said = {"solver": visit.solver, "solved_at": visit.ended_at.isoformat()} | said_solved(turn.before)
    about = {"revisit": visit.number, "found": Found.FALSE.value, **said}
    if home != turn.before.home:
        about |= {"from": turn.before.home, "to": home}
    references = (turn.facts.law.checks.revisit.warrant.reference, turn.terms.rework.warrant.reference)
    return Verdict(start_handling(turn, state), about, references)


def _visited(turn: Turn, act: RecordRevisit | Reopen) -> Revisit:
    """Return the visit that is owed; who was there says what he saw and shows it, who judged by the record says why."""
    unclear = isinstance(act, RecordRevisit) and act.found is Found.UNCLEAR
    (told_why if unclear else told)(act)
    visit = turn.before.revisit
    if not act.photos and not (visit is not None and is_on_paper(visit)):
        raise Refused.because(
            mark("复查要有现场照片"),
            remedy=mark("请附上这次到现场拍的照片；已填写的内容仍在表单里"),
            field="photos",
            code="no_photo",
        )
    if visit is None:
        raise Refused.because(mark("没有等待复查的抽中记录"), code="no_revisit")
    return visit


def _with(turn: Turn, visit: Revisit, found: Found) -> CaseState:
    state = timing.settle(turn.before, [visit.clock_key], turn.now)
    return _put(state, replace(visit, visited_at=turn.now, found=found))


def _put(state: CaseState, visit: Revisit) -> CaseState:
    put = tuple(visit if old.number == visit.number else old for old in state.revisits)
    return replace(state, revisits=put)
