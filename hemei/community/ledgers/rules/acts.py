"""One table: which role may do which act on the owners' books. Which estate is decided by place, body or home."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.actor import Actor, Matter, Part, Role
from hemei.kernel.decision import Decision, Reason, mark


class Act(StrEnum):
    """What can be done."""

    SEE = "see"
    OPEN = "open"
    POST = "post"
    REVERSE = "reverse"
    CLOSE = "close"
    CONTRACT = "contract"
    RECEIVE = "receive"
    TRANSFER = "transfer"
    RELEASE = "release"
    ATTEST = "attest"
    PUT = "put"
    CONFIRM = "confirm"
    OFFER = "offer"
    OWN = "own"


ACT_TEXTS: dict[Act, str] = {
    Act.SEE: mark("查看小区账簿"),
    Act.OPEN: mark("为小区建账"),
    Act.POST: mark("记账"),
    Act.REVERSE: mark("冲销凭证"),
    Act.CLOSE: mark("结账"),
    Act.CONTRACT: mark("登记收益合同"),
    Act.RECEIVE: mark("登记到账"),
    Act.TRANSFER: mark("划转维修资金"),
    Act.RELEASE: mark("确认不再收取的申请"),
    Act.ATTEST: mark("登记业主大会决定的文号"),
    Act.PUT: mark("提请业主大会决定补充维修资金的比例"),
    Act.CONFIRM: mark("确认登记的比例"),
    Act.OFFER: mark("把公共收益合同提请业主表决"),
    Act.OWN: mark("查看自己小区的账"),
}
_COMMUNITY = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
_ABOVE = frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})
_OF_ESTATE = frozenset({Role.COMPANY_MANAGER, Role.COMMITTEE_MEMBER})
_SYSTEM = frozenset({Role.SYSTEM})
# The books hold the purse of the maintenance fund too.
_AUTHORITY: frozenset[Part] = frozenset({Matter.MAINTENANCE_FUND})
# The company prepares and the committee keeps; who pays never closes: a month is closed by committee or community.
MAY: dict[Act, frozenset[Part]] = {
    Act.SEE: _COMMUNITY | _ABOVE | _AUTHORITY | _OF_ESTATE | _SYSTEM,
    Act.OPEN: _COMMUNITY | {Role.STREET_CLERK} | _SYSTEM,
    Act.POST: _OF_ESTATE | _SYSTEM,
    Act.REVERSE: _OF_ESTATE | _SYSTEM,
    Act.CLOSE: _COMMUNITY | {Role.COMMITTEE_MEMBER} | _SYSTEM,
    Act.CONTRACT: _OF_ESTATE | _SYSTEM,
    Act.RECEIVE: _OF_ESTATE | _SYSTEM,
    Act.TRANSFER: _OF_ESTATE | _SYSTEM,
    # What is not collected takes the second word of the committee, or of the community where none is at work.
    Act.RELEASE: _COMMUNITY | {Role.COMMITTEE_MEMBER} | _SYSTEM,
    # Who registers a contract does not say himself that the owners decided elsewhere on it.
    Act.ATTEST: _COMMUNITY | {Role.COMMITTEE_MEMBER} | _SYSTEM,
    # Who calls the owners puts it to them; what was decided elsewhere is confirmed by those who oversee.
    Act.PUT: _COMMUNITY | {Role.COMMITTEE_MEMBER},
    Act.CONFIRM: _COMMUNITY | {Role.STREET_CLERK},
    # Who calls the owners' assembly puts the business to them.
    Act.OFFER: _COMMUNITY | {Role.COMMITTEE_MEMBER} | _SYSTEM,
    # An owner reads what came in and went out of his own estate, on pages of his own.
    Act.OWN: frozenset({Role.RESIDENT}),
}


def may(actor: Actor, act: Act) -> Decision:
    """Whether somebody may do this at all, by his role or as one of the fund's authority."""
    if actor.among(MAY[act]):
        return Decision.yes()
    return Decision.no(Reason(mark("这个身份不能{act}"), {"act": ACT_TEXTS[act]}, code="role"))
