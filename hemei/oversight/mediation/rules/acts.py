"""Two tables: which role may do which act of mediation, and from which state a dispute moves where.

Whose dispute it is the access list says (body and person), never a place: see decision 0022.
"""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark
from hemei.oversight.mediation.rules.words import LIVE, STATE_TEXTS, WAITING, State


class Act(StrEnum):
    """What can be done, by role."""

    SEE_BODIES = "see_bodies"
    KEEP_BODIES = "keep_bodies"
    FILE = "file"
    FILE_OWN = "file_own"
    SEE = "see"
    HANDLE = "handle"
    TAKE_PART = "take_part"


ACT_TEXTS: dict[Act, str] = {
    Act.SEE_BODIES: mark("查看调处机构"),
    Act.KEEP_BODIES: mark("登记调处机构和调解员"),
    Act.FILE: mark("登记纠纷"),
    Act.FILE_OWN: mark("为自己申请调解"),
    Act.SEE: mark("查看纠纷"),
    Act.HANDLE: mark("办理纠纷"),
    Act.TAKE_PART: mark("以当事人身份参加调解"),
}
_KEEPERS = frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})
_FILERS = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK})
_PARTIES = frozenset({Role.RESIDENT, Role.COMPANY_MANAGER, Role.COMMITTEE_MEMBER})
_MEDIATORS = frozenset({Role.MEDIATOR})
_SYSTEM = frozenset({Role.SYSTEM})  # the first load of a city, and what the clocks do
MAY: dict[Act, frozenset[Role]] = {
    Act.SEE_BODIES: _KEEPERS | _FILERS | _PARTIES | _MEDIATORS | _SYSTEM,
    Act.KEEP_BODIES: _KEEPERS | _SYSTEM,
    Act.FILE: _FILERS | _MEDIATORS | _SYSTEM,
    Act.FILE_OWN: _PARTIES,
    Act.SEE: _PARTIES | _MEDIATORS | _SYSTEM,
    Act.HANDLE: _MEDIATORS | _SYSTEM,
    Act.TAKE_PART: _PARTIES,
}


def may(role: Role, act: Act) -> Decision:
    """Whether a role may do this at all; whose dispute it is the caller has asked."""
    if role in MAY[act]:
        return Decision.yes()
    return Decision.no(Reason(mark("这个身份不能{act}"), {"act": ACT_TEXTS[act]}, code="role"))


class Move(StrEnum):
    """What moves a dispute, or is done with it where it stands."""

    ACCEPT = "accept"
    DECLINE = "decline"
    SET_SIZE = "set_size"
    ASSIGN = "assign"
    MEET = "meet"
    EXTEND = "extend"
    REPORT_DANGER = "report_danger"
    AGREE = "agree"
    FAIL = "fail"
    STOP = "stop"
    WITHDRAW = "withdraw"
    ESCALATE = "escalate"
    SEND_BACK = "send_back"
    CLOSE = "close"
    REOPEN = "reopen"


MOVE_TEXTS: dict[Move, str] = {
    Move.ACCEPT: mark("受理"),
    Move.DECLINE: mark("不予受理"),
    Move.SET_SIZE: mark("调整大小"),
    Move.ASSIGN: mark("指定调解员"),
    Move.MEET: mark("召集调解会"),
    Move.EXTEND: mark("延长期限"),
    Move.REPORT_DANGER: mark("报告公安机关"),
    Move.AGREE: mark("达成协议"),
    Move.FAIL: mark("记录调解不成"),
    Move.STOP: mark("终止调解"),
    Move.WITHDRAW: mark("撤回申请"),
    Move.ESCALATE: mark("上报上一级"),
    Move.SEND_BACK: mark("退回下一级"),
    Move.CLOSE: mark("结案"),
    Move.REOPEN: mark("恢复调解"),
}

# From which states a move is possible, and the state afterwards; None leaves it where it stands.
MOVES: dict[Move, tuple[frozenset[State], State | None]] = {
    Move.ACCEPT: (WAITING, State.ACCEPTED),
    Move.DECLINE: (frozenset({State.FILED}), State.CLOSED),
    Move.SET_SIZE: (LIVE, None),
    Move.ASSIGN: (frozenset({State.ACCEPTED, State.IN_MEDIATION}), State.IN_MEDIATION),
    Move.MEET: (frozenset({State.IN_MEDIATION}), None),
    Move.EXTEND: (frozenset({State.ACCEPTED, State.IN_MEDIATION}), None),
    Move.REPORT_DANGER: (LIVE | {State.FAILED, State.STOPPED, State.AGREED}, None),
    Move.AGREE: (frozenset({State.IN_MEDIATION}), State.AGREED),
    Move.FAIL: (frozenset({State.IN_MEDIATION}), State.FAILED),
    Move.STOP: (LIVE, State.STOPPED),
    Move.WITHDRAW: (LIVE, State.WITHDRAWN),
    Move.ESCALATE: (frozenset({State.ACCEPTED, State.IN_MEDIATION, State.FAILED}), State.ESCALATED),
    Move.SEND_BACK: (frozenset({State.ESCALATED}), State.SENT_BACK),
    Move.CLOSE: (frozenset({State.AGREED, State.FAILED, State.STOPPED, State.WITHDRAWN}), State.CLOSED),
    Move.REOPEN: (frozenset({State.AGREED, State.CLOSED}), State.IN_MEDIATION),
}


def may_move(state: State, move: Move) -> Decision:
    """Whether a dispute may be moved so from where it stands."""
    if state in MOVES[move][0]:
        return Decision.yes()
    values: dict[str, str | int] = {"state": STATE_TEXTS[state], "move": MOVE_TEXTS[move]}
    return Decision.no(
        Reason(mark("纠纷“{state}”，不能{move}"), values, mark("刷新页面查看当前状态"), code="state")
    )


def after(state: State, move: Move) -> State:
    """Return where a dispute stands after a move."""
    return MOVES[move][1] or state
