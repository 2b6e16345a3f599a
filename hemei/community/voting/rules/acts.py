"""Who may do what around a vote, and until when."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.workdays import SHANGHAI, shanghai_day


class Act(StrEnum):
    """What can be done around a vote."""

    FREEZE = "freeze"
    OBJECT = "object"
    CORRECT = "correct"
    CAST = "cast"
    PROPOSE = "propose"
    SUPPORT = "support"
    CALL = "call"
    CONDUCT = "conduct"
    ORDER = "order"
    ANNUL = "annul"
    STRIKE = "strike"
    SEE = "see"
    SEE_UNCAST = "see_uncast"
    INSPECT = "inspect"
    VISIT = "visit"
    BIND = "bind"
    SETTLE_OBJECTION = "settle_objection"
    CONFIRM_VOTER = "confirm_voter"
    ENTER_RULES = "enter_rules"
    CONFIRM_RULES = "confirm_rules"
    SETTLE_SUPPORT = "settle_support"
    ASK = "ask"


_COMMUNITY = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
_OWN = frozenset({Role.COMMITTEE_MEMBER})
_DOOR = frozenset({Role.GRID_WORKER})
_ABOVE = frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})

# A committee calls and conducts the meetings of its own estate (regulation art. 15); it enters no ballot, and sees them
# as whoever organises does: in the full file, after the count, with a reason that is recorded.
# The residents' committee organises where no owners' committee does (guidance rules art. 57, 58), and enters the paper.
# A grid worker goes to the doors of his own cell: he sees who has not voted there, and brings the ballot.
# Who asks for an assembly on paper the residents' committee enters, and takes back: the committee would owe that
# assembly, and may be recalled by it. What it did not check in time the street checks.
# Who organises enters rules of procedure; another person of the residents' committee or the street confirms them.
# Voters are called back by the residents' committee; about what all of it brought in the street asks. So it settles
# what is said against who votes for a unit, or what came in for it, where all of the residents' committee had a hand
# in that, or it was late; where all of the street had one too, the county does. So they are the second to look at the
# paper of a guardian or delegate, and at a proxy that came with a ballot.
# Street and housing authority order and annul (regulation art. 19); they never conduct a vote.
_MAY: dict[Act, frozenset[Role]] = {
    Act.FREEZE: _COMMUNITY | _OWN,
    Act.OBJECT: _COMMUNITY,
    Act.CORRECT: _COMMUNITY,
    Act.CAST: _COMMUNITY | {Role.SYSTEM},
    Act.PROPOSE: _COMMUNITY | _OWN,
    Act.SUPPORT: _COMMUNITY,
    Act.CALL: _COMMUNITY | _OWN,
    Act.CONDUCT: _COMMUNITY | _OWN,
    Act.ORDER: frozenset({Role.STREET_CLERK}),
    Act.ANNUL: _ABOVE,
    Act.STRIKE: _COMMUNITY,
    Act.SEE: _COMMUNITY | _ABOVE,
    Act.SEE_UNCAST: _COMMUNITY | _DOOR,
    Act.INSPECT: _COMMUNITY,
    Act.VISIT: _COMMUNITY | _DOOR,
    Act.BIND: _COMMUNITY | {Role.SYSTEM},
    Act.CONFIRM_VOTER: _COMMUNITY | {Role.STREET_CLERK, Role.COUNTY_COORDINATOR},
    Act.SETTLE_OBJECTION: _COMMUNITY | {Role.STREET_CLERK, Role.COUNTY_COORDINATOR},
    Act.ENTER_RULES: _COMMUNITY | _OWN,
    Act.CONFIRM_RULES: _COMMUNITY | {Role.STREET_CLERK},
    Act.SETTLE_SUPPORT: _COMMUNITY | {Role.STREET_CLERK},
    Act.ASK: _COMMUNITY | {Role.STREET_CLERK},
}


def roles_for(act: Act) -> frozenset[Role]:
    """Return the roles that may do this in their places."""
    return _MAY[act]


def may_call(role: Role) -> bool:
    """Whether a role calls meetings of owners somewhere."""
    return role in _MAY[Act.CALL]


def may(actor: Actor, act: Act, scope: str) -> Decision:
    """Whether the actor may do this in a place of his."""
    if actor.role in _MAY[act] and actor.covers(scope):
        return Decision.yes()
    return Decision.no(Reason(mark("您不能办理这里的业主表决"), code="forbidden"))


_OWN_ACTS = frozenset({Act.SEE, *(act for act, roles in _MAY.items() if roles >= _OWN)})


def may_of(actor: Actor, act: Act, scope: str, body_id: int | None) -> Decision:
    """Whether the actor may do this in a place of his, or for what his own committee, this body, called."""
    if actor.role in _OWN and act in _OWN_ACTS and body_id is not None and actor.body_id == body_id:
        return Decision.yes()
    return may(actor, act, scope)


def said_at(at: datetime) -> str:
    """Return a moment as a sentence says it, Shanghai time."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def decided_on(closes_at: datetime) -> date:
    """Return the day on which a vote decides: that of its last moment, Shanghai time.

    The shares of a matter and whose area and heads count are the law of this day: what was decided before 2021-01-01
    stands by the old shares, a vote that ran over into the Civil Code by its own (Civil Code art. 1260). How the
    meeting is called and held, and what its voters were told of their ballots, stays as on the day of the notice.
    """
    return shanghai_day(closes_at)


def still_open(now: datetime, closes_at: datetime, remedy: str) -> Decision:
    """Whether the vote runs; its last moment is in time (Civil Code art. 1259). `remedy` is for later."""
    if now <= closes_at:
        return Decision.yes()
    return Decision.no(Reason(mark("表决已于{at}截止"), {"at": said_at(closes_at)}, remedy, code="closed"))


def received_in_time(
    received_at: datetime, *, opened_at: datetime, closes_at: datetime, now: datetime
) -> Decision:
    """Whether a ballot came while the vote ran; it may be entered afterwards, not before it came."""
    if opened_at <= received_at <= min(closes_at, now):
        return Decision.yes()
    if closes_at < received_at <= now:
        values = {"until": said_at(closes_at), "at": said_at(received_at)}
        text, remedy = mark("表决已于{until}截止，选票{at}才收到"), mark("截止以后收到的选票不能计入")
        return Decision.no(Reason(text, values, remedy, "received_at", "not_in_time"))
    return Decision.no(
        Reason(
            mark("选票收到的时刻{at}不在表决期间"),
            {"at": said_at(received_at)},
            mark("请核对收到的时刻"),
            "received_at",
            "not_in_time",
        )
    )
