"""One table: which role may do which act on a maintenance fund. Which estate is decided by place, body or home."""

from __future__ import annotations

from enum import StrEnum

from hemei.community.funds.rules.standards import FundRules
from hemei.community.funds.rules.words import Path
from hemei.kernel.actor import Actor, Matter, Part, Role
from hemei.kernel.decision import Decision, Reason, mark


class Act(StrEnum):
    """What can be done."""

    SEE = "see"
    OPEN = "open"
    DEPOSIT = "deposit"
    SHOW = "show"
    PUT_RENEWAL = "put_renewal"
    ASK_RENEWAL = "ask_renewal"
    PLAN = "plan"
    WORK = "work"
    CHECK = "check"
    TRANSFER = "transfer"
    REFUND = "refund"
    SHARE = "share"
    ASK_HANDOVER = "ask_handover"
    HAND_OVER = "hand_over"
    CREDIT = "credit"
    CORRECT = "correct"
    FILE = "file"
    ORDER_CORRECTION = "order_correction"


ACT_TEXTS: dict[Act, str] = {
    Act.SEE: mark("查看维修资金"),
    Act.OPEN: mark("为小区建立维修资金分户账"),
    Act.DEPOSIT: mark("登记交存"),
    Act.SHOW: mark("查看一户的余额"),
    Act.PUT_RENEWAL: mark("提请业主大会决定续筹"),
    Act.ASK_RENEWAL: mark("发出续筹通知"),
    Act.PLAN: mark("提出使用方案"),
    Act.WORK: mark("登记施工、验收和结算"),
    Act.CHECK: mark("审核维修资金的使用"),
    Act.TRANSFER: mark("登记随房屋过户"),
    Act.REFUND: mark("办理房屋灭失的返还"),
    Act.SHARE: mark("把公共分账分到各户"),
    Act.ASK_HANDOVER: mark("申请划转业主大会管理"),
    Act.HAND_OVER: mark("办理划转业主大会管理"),
    Act.CREDIT: mark("结息"),
    Act.CORRECT: mark("登记或者确认更正"),
    Act.FILE: mark("向主管部门备案"),
    Act.ORDER_CORRECTION: mark("责令改正"),
}
COMMUNITY = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
AUTHORITY: frozenset[Part] = frozenset({Matter.MAINTENANCE_FUND, Role.CITY_BUREAU})
"""Whoever is of the county's authority, which the city's frame names, and the city's bureau above it."""
_ABOVE = frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR})
_OF_ESTATE = frozenset({Role.COMPANY_MANAGER, Role.COMMITTEE_MEMBER})
_COMMITTEE = frozenset({Role.COMMITTEE_MEMBER})
_SYSTEM = frozenset({Role.SYSTEM})
# A balance is personal: the company never sees one. The authority keeps the fund until the assembly has it.
MAY: dict[Act, frozenset[Part]] = {
    Act.SEE: COMMUNITY | _ABOVE | AUTHORITY | _OF_ESTATE | _SYSTEM,
    Act.OPEN: AUTHORITY | _SYSTEM,
    Act.DEPOSIT: AUTHORITY | _COMMITTEE | _SYSTEM,
    Act.SHOW: COMMUNITY | AUTHORITY | _COMMITTEE,
    Act.PUT_RENEWAL: COMMUNITY | _COMMITTEE,
    Act.ASK_RENEWAL: COMMUNITY | AUTHORITY | _COMMITTEE | _SYSTEM,
    Act.PLAN: COMMUNITY | _OF_ESTATE | _SYSTEM,
    Act.WORK: COMMUNITY | _OF_ESTATE | _SYSTEM,
    Act.CHECK: AUTHORITY | _COMMITTEE | COMMUNITY | _SYSTEM,
    Act.TRANSFER: COMMUNITY | AUTHORITY | _SYSTEM,
    Act.REFUND: AUTHORITY,
    Act.SHARE: AUTHORITY | _COMMITTEE | _SYSTEM,
    Act.ASK_HANDOVER: _COMMITTEE | COMMUNITY | _SYSTEM,
    Act.HAND_OVER: AUTHORITY | _SYSTEM,
    Act.CREDIT: AUTHORITY | _SYSTEM,
    Act.CORRECT: AUTHORITY | _COMMITTEE,
    Act.FILE: _COMMITTEE | COMMUNITY | _SYSTEM,
    Act.ORDER_CORRECTION: AUTHORITY,
}


def may(actor: Actor, act: Act) -> Decision:
    """Whether somebody may do this at all, by his role or as one of the authority."""
    if actor.among(MAY[act]):
        return Decision.yes()
    return Decision.no(Reason(mark("这个身份不能{act}"), {"act": ACT_TEXTS[act]}, code="role"))


def may_ask_handover(actor: Actor, *, committee: bool) -> Decision:
    """Whether somebody may put it to the owners that they keep their fund, and ask for it then.

    The committee does; the residents' committee only where none can act (guidance rules, article 58).
    """
    decision = may(actor, Act.ASK_HANDOVER)
    if not decision.allowed or not committee or actor.role not in COMMUNITY:
        return decision
    return Decision.no(
        Reason(
            mark("小区有能正常工作的业委会，由它提请。"), {}, mark("业委会不能正常工作的，才由居民委员会代行。"),
            code="committee",
        )
    )  # fmt: skip


def stands_in(*, committee: bool, late: bool, taken_up: bool, rules: FundRules) -> bool:
    """Whether the authority acts in the committee's place, in an emergency of a fund that the assembly has.

    It does where no committee is there, or the committee let its time pass; what it took up it carries to the end.
    """
    return rules.in_place is not None and (taken_up or late or not committee)


def community_acts(*, committee: bool, path: Path, rules: FundRules) -> bool:
    """Whether the residents' committee checks what the owners voted on, of a fund that the assembly has.

    It does so under the street's guidance while no committee is at work; an emergency is the authority's.
    """
    return rules.no_committee is not None and path is Path.ORDINARY and not committee


def may_check(
    actor: Actor,
    *,
    handed_over: bool,
    own: bool,
    of_company: bool = False,
    in_place: bool = False,
    community: bool = False,
) -> Decision:
    """Whether somebody checks uses of this fund: the authority before the assembly has it, the committee afterwards.

    Nobody checks what he proposed, billed or wants to give up himself: `own`, nor what the company did at which he
    holds an office: `of_company`. `in_place` is whether the authority acts in the committee's place, `community`
    whether the residents' committee does.
    """
    if actor.role in COMMUNITY | {Role.COMMITTEE_MEMBER} and not handed_over:
        return _no(mark("这笔维修资金还没有划转业主大会，由物业主管部门审核。"), "authority")
    if (actor.among(AUTHORITY) and handed_over and not in_place) or (
        actor.role in COMMUNITY and not community
    ):
        return _no(mark("这笔维修资金已经划转业主大会，由业主委员会审核。"), "committee")
    if own:
        return _no(mark("自己提出的方案、自己登记的结算或者不再实施的申请，不能自己审核。"), "own")
    if of_company:
        return _no(mark("您今天也在提出方案或者登记结算的公司任职，不能审核。"), "payer")
    return may(actor, Act.CHECK)


def may_withdraw(*, planner: bool) -> Decision:
    """Whether somebody takes a plan back: of the body that planned it, or of the one that took its place.

    What the committee asks for in an emergency is not the company's to end, nor the company's plan the committee's.
    """
    if planner:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("这个方案不是您的单位提出的，不能由您撤回。"), {},
            mark("请由提出方案的单位撤回；那个单位已经换了的，由接替的单位撤回。"), code="planner",
        )
    )  # fmt: skip


def may_share(actor: Actor, *, handed_over: bool) -> Decision:
    """Whether somebody shares out the common part of this fund: whoever keeps it, or the platform by the calendar."""
    if actor.role is Role.COMMITTEE_MEMBER and not handed_over:
        return _no(mark("这笔维修资金还没有划转业主大会，由物业主管部门办理。"), "authority")
    if actor.among(AUTHORITY) and handed_over:
        return _no(mark("这笔维修资金已经划转业主大会，由业主委员会办理。"), "committee")
    return may(actor, Act.SHARE)


def may_receive(actor: Actor, *, handed_over: bool, own: bool) -> Decision:
    """Whether somebody enters what came in for this fund: whoever keeps it, and nobody for a unit of his own.

    Money of the owners is kept by the authority until the assembly has it (the Measures on the maintenance fund,
    articles 10 and 15); before that nothing comes through the committee's hands.
    """
    if actor.role is Role.COMMITTEE_MEMBER and not handed_over:
        return _no(mark("这笔维修资金还没有划转业主大会，由物业主管部门办理。"), "authority")
    if own:
        return _no(mark("涉及您自己名下的房屋，不能由您登记。"), "own_unit")
    return may(actor, Act.DEPOSIT)


def checker_of(*, handed_over: bool, in_place: bool = False, community: bool = False) -> str:
    """Return in words who checks the uses of a fund."""
    if handed_over and community:
        return mark("居民委员会（代行业主委员会职责）")
    return mark("业主委员会") if handed_over and not in_place else mark("物业主管部门")


def _no(text: str, code: str) -> Decision:
    return Decision.no(Reason(text, {}, mark("请由应当审核的一方办理。"), code=code))
