"""The one table of moves: act, who, from which states, to which states.

From it follow what a viewer may do now (:func:`steps`) and, for what he may
not, why (:func:`may`), together with what stands in the way (`obstacles`).
What an act says (a line, a day, evidence) is judged in `decide`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hemei.coordination.cases.rules.facts import Facts
from hemei.coordination.cases.rules.obstacles import obstacle
from hemei.coordination.cases.rules.situation import Situation
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import ACT_TEXTS, STATE_TEXTS, ActName, State
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Reason, mark


class Who(StrEnum):
    """How someone stands to a case."""

    SENDER = "sender"
    HOME = "home"
    ACCOUNTABLE = "accountable"
    CALLED = "called"
    SUPERVISED = "supervised"
    SUPERIOR = "superior"
    BELOW = "below"
    REPORTER = "reporter"
    CALLBACK = "callback"
    PATROL = "patrol"
    VISITOR = "visitor"
    SYSTEM = "system"


WHO_TEXTS: dict[Who, str] = {
    Who.SENDER: mark("上报人"),
    Who.HOME: mark("责任社区或街道"),
    Who.ACCOUNTABLE: mark("当前责任单位"),
    Who.CALLED: mark("被派单的单位"),
    Who.SUPERVISED: mark("被督办的单位"),
    Who.SUPERIOR: mark("上级单位"),
    Who.BELOW: mark("提级前的单位"),
    Who.REPORTER: mark("上报人"),
    Who.CALLBACK: mark("热线回访员"),
    Who.PATROL: mark("网格员"),
    Who.VISITOR: mark("复查单位"),
    Who.SYSTEM: mark("系统"),
}

_COORDINATING = frozenset(
    {Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK, Role.COUNTY_COORDINATOR}
)
_OFFICES = _COORDINATING | {Role.DEPARTMENT_CLERK, Role.CITY_BUREAU}
_SENDERS = frozenset(Role) - {
    Role.SYSTEM, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.DATA_OFFICER, Role.ASSESSOR, Role.MEDIATOR,
}  # fmt: skip
ROLES: dict[Who, frozenset[Role]] = {
    Who.SENDER: _SENDERS,
    Who.HOME: _COORDINATING | {Role.CITY_BUREAU},
    Who.ACCOUNTABLE: _OFFICES | {Role.COMPANY_MANAGER},
    Who.CALLED: _OFFICES | {Role.COMPANY_MANAGER},
    Who.SUPERVISED: _OFFICES | {Role.COMPANY_MANAGER},
    Who.SUPERIOR: frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU}),
    Who.BELOW: _COORDINATING,
    Who.REPORTER: _SENDERS - {Role.PUBLIC},
    Who.CALLBACK: frozenset({Role.HOTLINE_CLERK}),
    Who.PATROL: frozenset({Role.GRID_WORKER}),
    Who.VISITOR: frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU}),
    Who.SYSTEM: frozenset({Role.SYSTEM}),
}
"""Which roles may stand so to a case at all; the administrators and the auditor never act."""
_LEVEL_OF = {Role.STREET_CLERK: 1, Role.COUNTY_COORDINATOR: 2, Role.CITY_BUREAU: 3}
"""The level of whoever can be above, as an index into `facts.LEVELS`; who is not above the home body is no superior."""
SEES_KINDS = frozenset({Role.CITY_BUREAU})
"""Who reads how well kinds are suggested: figures of the whole city, no case."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a case or acts on it; `proven` says that he showed the reporter's phone."""

    actor: Actor
    proven: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One row; without `to` the case stays in its state, without `since` there is no case yet."""

    act: ActName
    who: frozenset[Who]
    since: frozenset[State]
    to: frozenset[State]


def _move(act: ActName, who: tuple[Who, ...], since: tuple[State, ...], to: tuple[State, ...] = ()) -> Move:
    return Move(act, frozenset(who), frozenset(since), frozenset(to))


_S, _W, _A = State, Who, ActName
_OPEN = tuple(state for state in State if state is not State.ENDED)
_AT_WORK = (_S.ACCEPTED, _S.HANDLING, _S.WHISTLED)
_TICKING = (*_AT_WORK, _S.RESULTED)
"""Where somebody's handling clock may run: a joint department's also after the lead's result."""
_ANSWERABLE = (_S.AWAITING, _S.REFUSED)

MOVES: dict[ActName, Move] = {
    move.act: move
    for move in (
        _move(_A.REPORT, (_W.SENDER,), (), (_S.REPORTED,)),
        _move(_A.ACCEPT, (_W.HOME,), (_S.REPORTED,), (_S.ACCEPTED,)),
        _move(_A.REFUSE, (_W.HOME,), (_S.REPORTED,), (_S.REFUSED, _S.ENDED)),
        _move(_A.CHANGE_KIND, (_W.HOME,), (_S.ACCEPTED, _S.HANDLING)),
        _move(_A.HANDLE, (_W.HOME,), (_S.ACCEPTED, _S.RESULTED), (_S.HANDLING,)),
        _move(_A.WHISTLE, (_W.HOME,), (*_AT_WORK, _S.RESULTED), (_S.WHISTLED,)),
        _move(_A.ARRIVE, (_W.CALLED,), (_S.WHISTLED, _S.RESULTED)),
        _move(_A.REPORT_STEP, (_W.ACCOUNTABLE,), (_S.HANDLING, _S.WHISTLED)),
        _move(
            _A.GIVE_RESULT,
            (_W.CALLED,),
            (_S.HANDLING, _S.WHISTLED, _S.RESULTED),
            (_S.WHISTLED, _S.RESULTED),
        ),
        _move(
            _A.RETURN_WHISTLE,
            (_W.CALLED,),
            (_S.WHISTLED, _S.RESULTED),
            (_S.ACCEPTED, _S.WHISTLED, _S.RESULTED),
        ),
        _move(
            _A.RECALL,
            (_W.HOME,),
            (_S.HANDLING, _S.WHISTLED, _S.RESULTED),
            (_S.ACCEPTED, _S.RESULTED),
        ),
        _move(
            _A.FALL,
            (_W.HOME, _W.SUPERIOR),
            (_S.REPORTED, _S.ACCEPTED, _S.HANDLING, _S.RESULTED),
            (_S.REPORTED, _S.ACCEPTED),
        ),
        _move(_A.ASK_EXTENSION, (_W.HOME, _W.CALLED), _AT_WORK),
        _move(_A.EXTEND, (_W.HOME, _W.SUPERIOR), _AT_WORK),
        _move(_A.DECLINE_EXTENSION, (_W.HOME, _W.SUPERIOR), _AT_WORK),
        _move(_A.PAUSE, (_W.ACCOUNTABLE, _W.CALLED, _W.HOME, _W.SUPERIOR), _TICKING),
        _move(_A.RESUME, (_W.ACCOUNTABLE, _W.CALLED, _W.SYSTEM), _TICKING),
        _move(_A.ESCALATE, (_W.SYSTEM,), tuple(State)),
        _move(_A.SUPERVISE, (_W.SUPERIOR, _W.SYSTEM), _OPEN),
        _move(_A.ANSWER_SUPERVISION, (_W.SUPERVISED,), _OPEN),
        _move(_A.REMIND, (_W.SYSTEM,), (_S.REPORTED, *_TICKING)),
        _move(_A.CLOSE, (_W.HOME,), (_S.ACCEPTED, _S.HANDLING, _S.RESULTED), (_S.AWAITING, _S.ENDED)),
        _move(_A.ACCEPT_RESULT, (_W.REPORTER, _W.CALLBACK), _ANSWERABLE, (_S.ENDED,)),
        _move(_A.SEND_BACK, (_W.REPORTER, _W.CALLBACK), (*_ANSWERABLE, _S.ENDED), (_S.ACCEPTED, _S.REPORTED)),
        _move(_A.RECORD_SILENCE, (_W.SYSTEM,), _ANSWERABLE, (_S.ENDED,)),
        _move(_A.WITHDRAW, (_W.REPORTER, _W.CALLBACK), (_S.REPORTED, _S.ACCEPTED), (_S.ENDED,)),
        _move(_A.LEAVE, (_W.REPORTER,), (_S.REPORTED, _S.ACCEPTED)),
        _move(
            _A.COMMENT,
            tuple(who for who in Who if who not in {_W.SENDER, _W.VISITOR, _W.SYSTEM}),
            _OPEN,
        ),
        _move(_A.RECOMPUTE, (_W.SYSTEM,), _OPEN),
        _move(_A.ARBITRATE, (_W.HOME,), (_S.ACCEPTED,), (_S.HANDLING, _S.WHISTLED)),
        _move(_A.SUCCEED, (_W.SYSTEM,), tuple(State)),
        _move(_A.DRAW_REVISIT, (_W.SYSTEM,), (_S.ENDED,)),
        _move(_A.RECORD_REVISIT, (_W.VISITOR,), (_S.ENDED,)),
        _move(_A.REOPEN, (_W.VISITOR,), (_S.ENDED,), (_S.ACCEPTED,)),
    )
}


def standings(state: CaseState, viewer: Viewer) -> frozenset[Who]:
    """Return how the viewer stands to the case; what his role can never be is left out."""
    actor = viewer.actor
    body = actor.body_id
    covered = actor.covers(state.scope)
    has_body = body is not None
    stands = {
        Who.HOME: has_body and body == state.home,
        Who.ACCOUNTABLE: has_body and body == state.accountable,
        Who.CALLED: has_body and state.task_of(body) is not None,
        Who.SUPERVISED: has_body and any(item.open and item.to == body for item in state.supervisions),
        Who.SUPERIOR: has_body and covered and _is_above(state, actor),
        Who.BELOW: has_body and covered and _is_below(state, actor),
        Who.REPORTER: viewer.proven or (actor.person_id is not None and actor.person_id == state.reporter),
        Who.CALLBACK: covered and state.contact,
        Who.PATROL: covered,
        Who.VISITOR: has_body and state.revisit is not None and state.revisit.by == body,
        Who.SYSTEM: True,
    }
    return frozenset(who for who, holds in stands.items() if holds and actor.role in ROLES[who])


def _is_above(state: CaseState, actor: Actor) -> bool:
    """Whether an actor's body stands above the home body: a case that rose has left the levels below."""
    return actor.body_id != state.home and _LEVEL_OF.get(actor.role, 0) > state.level


def _is_below(state: CaseState, actor: Actor) -> bool:
    """Whether a case rose past an actor's body: it follows and says what it knows, and orders nothing."""
    return actor.body_id != state.home and _LEVEL_OF.get(actor.role, 0) < state.level


def level_above(role: Role) -> int | None:
    """Return from which level on a case has left somebody of this role, who follows it; None for who never has one."""
    return _LEVEL_OF.get(role, 0) + 1 if role in ROLES[Who.BELOW] else None


def may(state: CaseState | None, viewer: Viewer, act: ActName, facts: Facts, now: datetime) -> Decision:
    """Whether this viewer may do this now, whatever the act says, and if not, why."""
    if state is None:
        if act is ActName.REPORT and viewer.actor.role in ROLES[Who.SENDER]:
            return Decision.yes()
        return Decision.no(Reason(mark("这个身份不能上报案件"), code="not_yours"))
    if act is ActName.REPORT:
        return Decision.no(Reason(mark("案件已经上报"), code="state"))
    return _may(Situation(state, viewer.actor, facts, now), act, standings(state, viewer))


def steps(state: CaseState, viewer: Viewer, facts: Facts, now: datetime) -> dict[ActName, Decision]:
    """Return every act that concerns how this viewer stands, allowed or with its reason.

    Acts of others are left out: a clerk need not read that he is not the reporter.
    """
    stands = standings(state, viewer) - {Who.SYSTEM}
    at = Situation(state, viewer.actor, facts, now)
    return {act: _may(at, act, stands) for act, move in MOVES.items() if move.who & stands}


_GO_ON: dict[State, str] = {
    State.REPORTED: mark("先受理"),
    State.WHISTLED: mark("等部门反馈结果，或先撤回派单"),
    State.RESULTED: mark("先核实结果"),
    State.AWAITING: mark("等报事人认可或退回"),
    State.REFUSED: mark("等报事人答复"),
}
"""What has to happen first where the state alone stands in the way."""


def _may(at: Situation, act: ActName, stands: frozenset[Who]) -> Decision:
    move = MOVES[act]
    if not move.who & stands:
        who = min(move.who, key=list(Who).index)
        values = {"who": WHO_TEXTS[who], "act": ACT_TEXTS[act]}
        return Decision.no(Reason(mark("只有{who}可以{act}"), values, code="not_yours"))
    if at.state.state not in move.since:
        values = {"state": STATE_TEXTS[at.state.state], "act": ACT_TEXTS[act]}
        remedy = _GO_ON.get(at.state.state, "")
        return Decision.no(Reason(mark("现在是“{state}”，做不了“{act}”"), values, remedy, code="state"))
    reason = obstacle(at, act)
    return Decision.yes() if reason is None else Decision.no(reason)
