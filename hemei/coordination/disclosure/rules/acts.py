"""One table: who may do which act on disclosures, by role or matter. Whose, is decided by place, body or home."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.actor import Actor, Matter, Part, Role
from hemei.kernel.decision import Decision, Reason, mark


class Act(StrEnum):
    """What can be done."""

    SEE = "see"
    START = "start"
    PREPARE = "prepare"
    PUBLISH = "publish"
    ANSWER = "answer"
    RAISE = "raise"
    ASK = "ask"
    WATCH = "watch"
    SEE_OWN = "see_own"
    SEE_OVERDUE = "see_overdue"
    SEE_RISKS = "see_risks"
    LOOK = "look"
    SEE_TREASURY = "see_treasury"


ACT_TEXTS: dict[Act, str] = {
    Act.SEE: mark("查看小区的公开"),
    Act.START: mark("把小区列入公开日历"),
    Act.PREPARE: mark("起草公开"),
    Act.PUBLISH: mark("公布"),
    Act.ANSWER: mark("答复业主"),
    Act.RAISE: mark("把公开转为议题"),
    Act.ASK: mark("向小区提问"),
    Act.WATCH: mark("监督支出"),
    Act.SEE_OWN: mark("查看自己小区的公开"),
    Act.SEE_OVERDUE: mark("查看逾期公开"),
    Act.SEE_RISKS: mark("查看风险提示"),
    Act.LOOK: mark("登记风险提示的核实情况"),
    Act.SEE_TREASURY: mark("查看财务委员的页面"),
}
_COMMUNITY = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
_ABOVE = frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})
_OF_ESTATE = frozenset({Role.COMPANY_MANAGER, Role.COMMITTEE_MEMBER})
_SYSTEM = frozenset({Role.SYSTEM})
# It keeps the maintenance fund until the owners have it, and sees of disclosures what it owes.
_AUTHORITY: frozenset[Part] = frozenset({Matter.MAINTENANCE_FUND})
# Who owes a disclosure prepares and publishes it, and answers: company, committee, the community that stands in, or
# the authority of the fund.
MAY: dict[Act, frozenset[Part]] = {
    Act.SEE: _COMMUNITY | _ABOVE | _OF_ESTATE | _AUTHORITY | _SYSTEM,
    Act.START: _COMMUNITY | _ABOVE | _SYSTEM,
    Act.PREPARE: _COMMUNITY | _OF_ESTATE | _AUTHORITY | _SYSTEM,
    Act.PUBLISH: _COMMUNITY | _OF_ESTATE | _AUTHORITY | _SYSTEM,
    Act.ANSWER: _COMMUNITY | _OF_ESTATE | _AUTHORITY | _SYSTEM,
    # What is late or contested is talked over by the sides of the three-in-one meeting.
    Act.RAISE: _COMMUNITY | _OF_ESTATE | _SYSTEM,
    Act.ASK: frozenset({Role.RESIDENT}),
    # Owners watch, and so do the committee they elected, the community and the street.
    Act.WATCH: _COMMUNITY | frozenset({Role.RESIDENT, Role.COMMITTEE_MEMBER, Role.STREET_CLERK}),
    Act.SEE_OWN: frozenset({Role.RESIDENT}),
    Act.SEE_OVERDUE: _COMMUNITY | _ABOVE | _SYSTEM,
    Act.SEE_RISKS: _ABOVE | _SYSTEM,
    Act.LOOK: _ABOVE,
    Act.SEE_TREASURY: frozenset({Role.COMMITTEE_MEMBER}),
}


def of_fund_alone(actor: Actor) -> bool:
    """Whether somebody enters as one of the fund's authority alone: of disclosures he sees the fund's."""
    return actor.role not in MAY[Act.SEE]


def may(actor: Actor, act: Act) -> Decision:
    """Whether somebody may do this at all, by his role or as one of the fund's authority."""
    if actor.among(MAY[act]):
        return Decision.yes()
    return Decision.no(Reason(mark("这个身份不能{act}"), {"act": ACT_TEXTS[act]}, code="role"))
