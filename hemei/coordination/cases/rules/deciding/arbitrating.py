"""Decide who accepts and who handles a case that departments returned; the decision binds."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from hemei.coordination.cases.rules.acts import Arbitrate
from hemei.coordination.cases.rules.deciding.calling import called, hand_over
from hemei.coordination.cases.rules.deciding.disputes import ended
from hemei.coordination.cases.rules.deciding.intake import start_handling
from hemei.coordination.cases.rules.deciding.stages import start_steps
from hemei.coordination.cases.rules.deciding.turn import Turn, Verdict, cancel_clocks, told_why
from hemei.coordination.cases.rules.facts import LEVELS, Body
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import ClockKind, State, TaskKind
from hemei.kernel.decision import Reference, Refused, mark

LONGEST_PROBLEM = 30
_CLAUSE = re.compile(
    r"第[〇零一二三四五六七八九十百千0-9]{1,8}条(第[一二三四五六七八九十]{1,3}款)?(第[一二三四五六七八九十]{1,3}项)?"
)


def arbitrate(turn: Turn, act: Arbitrate) -> Verdict:
    """Make the accepting body the case's home and call the handling one, with a reason and the clause."""
    told_why(act)
    level, accepting = _accepting(turn, act)
    handling = turn.body(act.handling, "handling")
    kind = _called_as(turn, handling, accepting)
    _check_clause(turn, act)
    item = turn.before.arbitration
    if item is None:
        raise AssertionError("the obstacles stand before a case without a dispute")
    proposed = _proposed(turn, handling)
    _check_problem(act, proposes="proposed" in proposed)
    state = cancel_clocks(turn, turn.before, ClockKind.HANDLING, ClockKind.STEP)
    state = ended(state, turn.now, accepting=accepting.id, handling=handling.id)
    state = replace(state, home=accepting.id, accountable=accepting.id, level=level)
    state = _begun(turn, start_handling(turn, state), handling, kind)
    about: dict[str, Any] = {"arbitration": item.number, "accepting": accepting.id, "handling": handling.id}
    about |= proposed
    if act.source:
        about |= {"source": act.source, "clause": act.clause.strip()}
    return Verdict(state, about, (*turn.references(), *_deciding(turn)))


def _proposed(turn: Turn, handling: Body) -> dict[str, Any]:
    """Return by which code the decision is proposed as a line's lead; empty where the list says so already.

    The list has no word for some bodies, a county that does the work itself: then that is said, and nothing proposed.
    """
    line, law = turn.facts.law.lines.get(turn.before.kind), turn.facts.law
    level = next((level for level, found in turn.facts.chain.items() if found.id == handling.id), "")
    code = law.code_of(handling.department, level)
    if code not in law.departments:
        return {"unlisted": handling.id}
    return {} if line is not None and line.lead == code else {"proposed": code}


def _accepting(turn: Turn, act: Arbitrate) -> tuple[int, Body]:
    """Return the body that accepts, with its level: the arbiter itself or one below it at this place."""
    for level in range(turn.before.level + 1):
        body = turn.facts.chain.get(LEVELS[level])
        if body is not None and body.active and body.id == act.accepting:
            return level, body
    raise Refused.because(
        mark("受理单位要是这个地点的社区、街道或者裁定单位自己"), field="accepting", code="not_below"
    )


def _called_as(turn: Turn, handling: Body, accepting: Body) -> TaskKind | None:
    """Return how the handling body is called; None where the accepting body does the work itself."""
    if handling.id == accepting.id:
        return None
    if handling.department == "PC":
        return TaskKind.COMPANY
    if turn.facts.law.is_department(handling.department) and handling.id not in {
        body.id for body in turn.facts.chain.values()
    }:
        return TaskKind.WHISTLE
    raise Refused.because(
        mark("办理单位要是部门、物业企业或者受理单位自己"), field="handling", code="cannot_handle"
    )


def _begun(turn: Turn, state: CaseState, handling: Body, kind: TaskKind | None) -> CaseState:
    if kind is None:
        return start_steps(turn, replace(state, state=State.HANDLING))
    state = called(turn, hand_over(turn, state), handling.id, kind, lead=True)
    at_work = State.WHISTLED if kind is TaskKind.WHISTLE else State.HANDLING
    return replace(state, state=at_work, accountable=handling.id)


def _check_clause(turn: Turn, act: Arbitrate) -> None:
    """Refuse a source the list does not know and a clause that is none; without a law the reason stands alone."""
    if act.source and act.source not in turn.facts.law.sources:
        raise Refused.because(mark("请从职责清单引用的规定里选择依据"), field="source", code="unknown_source")
    clause = act.clause.strip()
    if bool(act.source) != bool(clause):
        raise Refused.because(
            mark("依据的规定和条款要一起写，或者都不写"), field="clause", code="clause_half"
        )
    if clause and not _CLAUSE.fullmatch(clause):
        raise Refused.because(
            mark("条款请写成“第六十三条”或“第六十三条第一款”"), field="clause", code="clause_form"
        )


def _check_problem(act: Arbitrate, *, proposes: bool) -> None:
    name = act.problem.strip()
    if len(name) > LONGEST_PROBLEM or any(not char.isprintable() for char in name):
        raise Refused.because(
            mark("问题名称最多{most}个字，不能换行"), field="problem", code="problem", most=LONGEST_PROBLEM
        )
    if proposes and not name:
        raise Refused.because(
            mark("职责清单没有这样规定，请写明建议新增的问题名称"),
            remedy=mark("例如：小区围墙外侧倒塌"),
            field="problem",
            code="no_problem",
        )


def _deciding(turn: Turn) -> tuple[Reference, ...]:
    """Return the rules by which this body decides, and by when."""
    acts = turn.facts.law.acts
    step = turn.facts.law.return_step(turn.before.returns)
    rule = acts.arbitration_of(turn.before.service_class)
    return tuple(item.warrant.reference for item in (step, rule) if item is not None)
