"""One table: which role may do which act around a meeting, and on which side a role stands."""

from __future__ import annotations

from enum import StrEnum

from hemei.community.meetings.rules.standards import Kind
from hemei.community.meetings.rules.words import SideCode
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Reason, mark


class Act(StrEnum):
    """What can be done around a meeting."""

    SEE = "see"
    SEE_NAMES = "see_names"
    CALL = "call"
    ASK = "ask"
    RUN = "run"
    SIGN = "sign"
    COME = "come"
    COMMENT = "comment"
    STATE = "state"
    ANSWER = "answer"


ACT_TEXTS: dict[Act, str] = {
    Act.SEE: mark("查看会议"),
    Act.SEE_NAMES: mark("查看参会人姓名"),
    Act.CALL: mark("召集会议"),
    Act.ASK: mark("要求召开会议"),
    Act.RUN: mark("主持和记录会议"),
    Act.SIGN: mark("本人在会议记录上签字"),
    Act.COME: mark("报名参会"),
    Act.COMMENT: mark("提意见"),
    Act.STATE: mark("提出观点和表态"),
    Act.ANSWER: mark("答复意见和审核观点"),
}
_COMMUNITY = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
_HOSTS = _COMMUNITY | {Role.STREET_CLERK, Role.COMMITTEE_MEMBER}
# Their sessions are read in the file of the dispute, which not everybody of a body may open.
_MEDIATORS = frozenset({Role.MEDIATOR})
_ABOVE = frozenset({Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})
_INVITED = frozenset({Role.DEPARTMENT_CLERK, Role.COMPANY_MANAGER})
_SYSTEM = frozenset({Role.SYSTEM})  # the demonstration city and later chapters' reactions
MAY: dict[Act, frozenset[Role]] = {
    Act.SEE: _HOSTS | _ABOVE | _INVITED | {Role.RESIDENT} | _SYSTEM,
    Act.SEE_NAMES: _HOSTS | _SYSTEM,
    Act.CALL: _HOSTS | _MEDIATORS | _SYSTEM,
    Act.ASK: frozenset({Role.RESIDENT}),
    Act.RUN: _HOSTS | _MEDIATORS | _SYSTEM,
    Act.SIGN: frozenset({Role.COMMITTEE_MEMBER}),
    Act.COME: frozenset({Role.RESIDENT}),
    Act.COMMENT: _HOSTS | _INVITED | {Role.RESIDENT},
    Act.STATE: frozenset({Role.RESIDENT}),
    Act.ANSWER: _HOSTS | _SYSTEM,
}

# Whom a role speaks for when it calls a meeting: a community's clerks also write for its Party organisation.
SIDES_OF: dict[Role, frozenset[SideCode]] = {
    Role.COMMUNITY_CLERK: frozenset({"party", "residents_committee"}),
    Role.COMMUNITY_SECRETARY: frozenset({"party", "residents_committee"}),
    Role.STREET_CLERK: frozenset({"street"}),
    Role.COMMITTEE_MEMBER: frozenset({"members", "owners_committee"}),
    Role.MEDIATOR: frozenset({"mediator"}),
}


def may(role: Role, act: Act, *, covered: bool = True) -> Decision:
    """Whether a role may do this, and whether it lies within its places."""
    if role not in MAY[act]:
        return Decision.no(Reason(mark("这个身份不能{act}"), {"act": ACT_TEXTS[act]}, code="role"))
    if not covered:
        return Decision.no(
            Reason(mark("不在您的管辖范围内，不能{act}"), {"act": ACT_TEXTS[act]}, code="place")
        )
    return Decision.yes()


def holds(actor: Actor, *, scope: str, body_id: int | None) -> bool:
    """Whether a meeting is the actor's to hold: in his places, or, for a member of a committee, called by it.

    A committee and a body of mediation act in no place of their own (decisions 0016, 0022): they hold what they called.
    """
    if actor.role in {Role.COMMITTEE_MEMBER, Role.MEDIATOR}:
        return actor.body_id is not None and actor.body_id == body_id
    return actor.covers(scope)


def may_call(actor: Actor, kind: Kind, *, scope: str, body_id: int | None) -> Decision:
    """Whether the actor may call a meeting of this kind here: his role, his place, and whom he speaks for."""
    decision = may(actor.role, Act.CALL, covered=holds(actor, scope=scope, body_id=body_id))
    if not decision.allowed or actor.role is Role.SYSTEM:
        return decision
    if not SIDES_OF[actor.role] & set(kind.callers):
        return Decision.no(
            Reason(
                mark("“{kind}”不由您的单位召集"),
                {"kind": kind.name},
                mark("请由有权召集的一方发起"),
                "kind",
                "caller",
            ),
            references=(kind.warrant.reference,),
        )
    return Decision.yes(kind.warrant.reference)
