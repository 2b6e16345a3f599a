"""The one table of moves: act, who, from which states, to which state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Reason, mark
from hemei.leadership.duties.rules.state import DutyState
from hemei.leadership.duties.rules.words import ACT_TEXTS, STATE_TEXTS, ActName, State


class Who(StrEnum):
    """How someone stands to a duty."""

    OWNER = "owner"
    SETTER = "setter"
    SUPERIOR = "superior"
    SYSTEM = "system"


WHO_TEXTS: dict[Who, str] = {
    Who.OWNER: mark("责任单位"),
    Who.SETTER: mark("布置单位"),
    Who.SUPERIOR: mark("上级单位"),
    Who.SYSTEM: mark("系统"),
}

SETTERS = frozenset(
    {
        Role.COMMUNITY_CLERK,
        Role.COMMUNITY_SECRETARY,
        Role.STREET_CLERK,
        Role.COUNTY_COORDINATOR,
        Role.CITY_BUREAU,
    }
)
OWNERS = SETTERS | {Role.DEPARTMENT_CLERK, Role.COMPANY_MANAGER, Role.COMMITTEE_MEMBER}
ROLES: dict[Who, frozenset[Role]] = {
    Who.OWNER: OWNERS,
    Who.SETTER: SETTERS | {Role.DEPARTMENT_CLERK, Role.COMMITTEE_MEMBER},
    Who.SUPERIOR: SETTERS,
    Who.SYSTEM: frozenset({Role.SYSTEM}),
}
"""Which roles may stand so to a duty at all; residents, grid workers and the administrations never act."""


@dataclass(frozen=True, slots=True)
class Move:
    """One row; without `to` the duty stays in its state."""

    act: ActName
    who: frozenset[Who]
    since: frozenset[State]
    to: State | None = None


_W, _A, _S = Who, ActName, State
_WORK = (_S.OPEN, _S.SENT_BACK)
_LIVE = (*_WORK, _S.SUBMITTED)


def _move(act: ActName, who: tuple[Who, ...], since: tuple[State, ...], to: State | None = None) -> Move:
    return Move(act, frozenset(who), frozenset(since), to)


MOVES: dict[ActName, Move] = {
    move.act: move
    for move in (
        _move(_A.SUBMIT, (_W.OWNER,), _WORK, _S.SUBMITTED),
        _move(_A.ACCEPT, (_W.SETTER,), (_S.SUBMITTED,), _S.ACCEPTED),
        _move(_A.SEND_BACK, (_W.SETTER,), (_S.SUBMITTED,), _S.SENT_BACK),
        _move(_A.ASK_EXTENSION, (_W.OWNER,), _WORK),
        _move(_A.EXTEND, (_W.SETTER,), _WORK),
        _move(_A.DECLINE_EXTENSION, (_W.SETTER,), _WORK),
        _move(_A.CANCEL, (_W.SETTER,), _LIVE, _S.CANCELLED),
        _move(_A.COMMENT, (_W.OWNER, _W.SETTER, _W.SUPERIOR), _LIVE),
        _move(_A.SETTLE, (_W.SYSTEM,), _LIVE, _S.ACCEPTED),
        _move(_A.LAPSE, (_W.SYSTEM,), _LIVE, _S.CANCELLED),
        _move(_A.REMIND, (_W.SYSTEM,), _LIVE),
        _move(_A.ESCALATE, (_W.SYSTEM,), _WORK),
        _move(_A.SUCCEED, (_W.SYSTEM,), _LIVE),
        _move(_A.RECOMPUTE, (_W.SYSTEM,), _LIVE),
    )
}
HUMAN_ACTS = frozenset(act for act, move in MOVES.items() if Who.SYSTEM not in move.who)


def standings(state: DutyState, actor: Actor) -> frozenset[Who]:
    """Return how the actor stands to the duty; what his role can never be is left out."""
    body = actor.body_id
    stands = {
        Who.OWNER: body is not None and body == state.owner,
        Who.SETTER: body is not None and body == state.setter,
        Who.SUPERIOR: body is not None and body in {state.superior, state.escalated_to},
        Who.SYSTEM: True,
    }
    return frozenset(who for who, holds in stands.items() if holds and actor.role in ROLES[who])


def may(state: DutyState, actor: Actor, act: ActName) -> Decision:
    """Whether the table lets this actor do this now, and if not, why."""
    move, stands = MOVES[act], standings(state, actor)
    if not move.who & stands:
        who = min(move.who, key=list(Who).index)
        values = {"who": WHO_TEXTS[who], "act": ACT_TEXTS[act]}
        return Decision.no(Reason(mark("只有{who}可以{act}"), values, code="not_yours"))
    if state.state not in move.since:
        values = {"state": STATE_TEXTS[state.state], "act": ACT_TEXTS[act]}
        remedy = _GO_ON.get(state.state, "")
        return Decision.no(Reason(mark("任务“{state}”时不能{act}"), values, remedy, code="state"))
    return _obstacle(state, actor, act)


_GO_ON: dict[State, str] = {
    State.OPEN: mark("等责任单位提交结果"),
    State.SENT_BACK: mark("等责任单位重新提交结果"),
    State.SUBMITTED: mark("等布置单位验收或者退回"),
}
"""What has to happen first where the state alone stands in the way."""


def _obstacle(state: DutyState, actor: Actor, act: ActName) -> Decision:
    if act is ActName.ACCEPT and _own_hand(state, actor):
        return Decision.no(
            Reason(
                mark("您在责任单位提交了这项结果，不能再由您验收"),
                remedy=mark("请布置单位的其他人验收，没有其他人的请先任命"),
                code="own_hand",
            )
        )
    if act is ActName.DECLINE_EXTENSION and state.asked_until is None:
        return Decision.no(Reason(mark("责任单位没有申请延期"), code="not_asked"))
    if act is ActName.ASK_EXTENSION and state.asked_until is not None:
        return Decision.no(Reason(mark("已经申请过延期，请等布置单位答复"), code="asked"))
    return Decision.yes()


def _own_hand(state: DutyState, actor: Actor) -> bool:
    """Whether who would accept submitted it himself, in another post."""
    return (
        actor.person_id is not None and actor.person_id == state.submitted_by and actor.body_id != state.owner
    )


def steps(state: DutyState, actor: Actor) -> dict[ActName, Decision]:
    """Return every act of a person that concerns how this actor stands, allowed or with its reason."""
    stands = standings(state, actor) - {Who.SYSTEM}
    return {act: may(state, actor, act) for act in HUMAN_ACTS_IN_ORDER if MOVES[act].who & stands}


HUMAN_ACTS_IN_ORDER = tuple(act for act in ActName if act in HUMAN_ACTS)


def may_set(actor: Actor, owner_scope: str, *, runs: bool) -> Decision:
    """Whether a person may give a body a duty of his own: one that runs, within his places."""
    if actor.role not in SETTERS or actor.body_id is None:
        return Decision.no(
            Reason(
                mark("这个身份不能布置任务"),
                remedy=mark("请由社区、街道、区县或市级工作人员布置"),
                code="role",
            )
        )
    if not actor.covers(owner_scope):
        return Decision.no(
            Reason(
                mark("责任单位不在您的管辖范围内"),
                remedy=mark("请选择本辖区的单位"),
                field="owner",
                code="place",
            )
        )
    if not runs:
        return Decision.no(
            Reason(mark("该单位已经撤销"), remedy=mark("请选择承接它的单位"), field="owner", code="dissolved")
        )
    return Decision.yes()
