"""Go back to what was closed as solved, or in part: drawn by lot, seen by the body above, worked on again if not so."""

from __future__ import annotations

from dataclasses import replace

from hemei.coordination.cases.rules import timing
from hemei.coordination.cases.rules.acts import DrawRevisit, RecordRevisit, Reopen
from hemei.coordination.cases.rules.deciding.closing import CLAIMS, said_solved
from hemei.coordination.cases.rules.deciding.intake import start_handling
from hemei.coordination.cases.rules.deciding.turn import Turn, Verdict, told
from hemei.coordination.cases.rules.state import CaseState, Revisit
from hemei.coordination.cases.rules.words import ClockKind, Found, State
from hemei.kernel.decision import Refused, mark


def draw_revisit(turn: Turn, act: DrawRevisit) -> Verdict:
    """Let the next body above that has no part in the case owe a visit; its clock starts with the draw."""
    case, rule = turn.before, turn.facts.law.checks.revisit
    if case.outcome is None or case.outcome not in CLAIMS or case.ended_at is None:
        raise Refused.because(mark("只复查办结为已解决或部分解决的案件"), code="not_solved")
    if case.revisit is not None or any(visit.lot == act.lot for visit in case.revisits):
        raise Refused.because(mark("这个案件已经抽中复查"), code="drawn")
    above = turn.facts.judge_from(case, case.level + 1)
    if above is None:
        raise Refused.because(mark("已经没有上一级责任单位"), code="no_superior")
    visit = Revisit(
        len(case.revisits) + 1, act.lot, above[1].id, act.solver, case.round, case.ended_at, turn.now,
        outcome=case.outcome,
    )  # fmt: skip
    state = replace(case, revisits=(*case.revisits, visit))
    state = turn.start(state, visit.clock_key, ClockKind.REVISIT, visit.by, rule.limit)
    return Verdict(state, {"revisit": visit.number, "lot": act.lot}, (rule.warrant.reference,))


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
    level, home = _home_today(turn)
    state = _with(turn, visit, Found.FALSE)
    state = replace(
        state,
        home=home,
        level=level,
        state=State.ACCEPTED,
        round=state.round + 1,
        outcome=None,
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


def _home_today(turn: Turn) -> tuple[int, int]:
    """Return whose a case is that ended long ago, and at which level.

    A body dissolved before the lot fell on its case had nothing left to hand over then, so the case is its successor's
    now; without one it is of who stands at this level for the place today, or next above.
    """
    case = turn.before
    home = turn.facts.bodies.get(case.home)
    if home is None or home.active:
        return case.level, case.home
    if home.heir is not None:
        return case.level, home.heir
    there = turn.facts.above(case.level - 1)
    return (there[0], there[1].id) if there else (case.level, case.home)


def _visited(turn: Turn, act: RecordRevisit | Reopen) -> Revisit:
    """Return the visit that is owed; who was there says what he saw and shows it."""
    told(act)
    if not act.photos:
        raise Refused.because(
            mark("复查要有现场照片"),
            remedy=mark("请附上这次到现场拍的照片；已填写的内容仍在表单里"),
            field="photos",
            code="no_photo",
        )
    visit = turn.before.revisit
    if visit is None:
        raise Refused.because(mark("没有等待复查的抽中记录"), code="no_revisit")
    return visit


def _with(turn: Turn, visit: Revisit, found: Found) -> CaseState:
    state = timing.settle(turn.before, [visit.clock_key], turn.now)
    done = replace(visit, visited_at=turn.now, found=found)
    return replace(
        state, revisits=tuple(done if old.number == visit.number else old for old in state.revisits)
    )
