"""One table: which role may do which act around a joint account. Which estate is decided by place or body."""

from __future__ import annotations

from enum import StrEnum

from hemei.community.purses.rules.words import Side
from hemei.kernel.actor import Actor, Matter, Part, Role
from hemei.kernel.decision import Decision, Reason, mark


class Act(StrEnum):
    """What can be done."""

    SEE = "see"
    OPEN = "open"
    OPEN_FUND = "open_fund"
    LOAD = "load"
    AGREE = "agree"
    PUT = "put"
    NAME = "name"
    CHANGES = "changes"
    STAND_IN = "stand_in"
    PREPARE = "prepare"
    APPROVE = "approve"
    FILE = "file"
    WITHDRAW = "withdraw"
    READ = "read"
    MATCH = "match"
    PAUSE = "pause"
    BUDGET = "budget"
    REPORT_RETURN = "report_return"
    CONFIRM_RETURN = "confirm_return"
    VOID = "void"


ACT_TEXTS: dict[Act, str] = {
    Act.SEE: mark("查看共管账户"),
    Act.OPEN: mark("登记共管账户"),
    Act.OPEN_FUND: mark("登记维修资金专户"),
    Act.LOAD: mark("不经确认登记账户"),
    Act.AGREE: mark("登记账户协议"),
    Act.PUT: mark("提请业主大会通过账户协议"),
    Act.NAME: mark("登记审批人"),
    Act.CHANGES: mark("查看审批人的变动"),
    Act.STAND_IN: mark("指定代审人"),
    Act.PREPARE: mark("填写付款单"),
    Act.APPROVE: mark("审批付款单"),
    Act.FILE: mark("制作付款文件"),
    Act.WITHDRAW: mark("撤回付款单"),
    Act.READ: mark("导入对账单"),
    Act.MATCH: mark("勾对流水"),
    Act.PAUSE: mark("要求暂缓付款"),
    Act.BUDGET: mark("登记年度预算"),
    Act.REPORT_RETURN: mark("登记付款退回或者勾对错"),
    Act.CONFIRM_RETURN: mark("确认付款退回或者勾对错"),
    Act.VOID: mark("确认对账单作废"),
}
_COMMUNITY = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY})
_ABOVE = frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})
_COMPANY = frozenset({Role.COMPANY_MANAGER})
_COMMITTEE = frozenset({Role.COMMITTEE_MEMBER})
_SYSTEM = frozenset({Role.SYSTEM})
# The authority of the fund, which the city's frame names; it looks at the accounts of the estates beside the fund's.
_AUTHORITY: frozenset[Part] = frozenset({Matter.MAINTENANCE_FUND, Role.CITY_BUREAU})
# Who prepares an order never approves it: of a company nobody does, of a committee not the person.
MAY: dict[Act, frozenset[Part]] = {
    Act.SEE: _COMMUNITY | _ABOVE | _AUTHORITY | _COMPANY | _COMMITTEE | _SYSTEM,
    Act.OPEN: _COMMUNITY | {Role.STREET_CLERK} | _SYSTEM,
    Act.OPEN_FUND: _COMMUNITY | {Role.STREET_CLERK} | _AUTHORITY | _SYSTEM,
    Act.LOAD: _SYSTEM,
    Act.AGREE: _COMMUNITY | {Role.STREET_CLERK} | _SYSTEM,
    # The owners are asked by their committee, or by the community that enters it for it; the terms are theirs.
    Act.PUT: _COMMUNITY | _COMMITTEE | _SYSTEM,
    Act.NAME: _COMMUNITY | {Role.STREET_CLERK} | _SYSTEM,
    # Its committee reads who is to approve, and decides nothing of it.
    Act.CHANGES: _COMMUNITY | {Role.STREET_CLERK} | _COMMITTEE | _SYSTEM,
    Act.STAND_IN: _COMMITTEE | _COMMUNITY,
    # The company of the day; where none serves the estate, the committee by `may_prepare_now`.
    Act.PREPARE: _COMPANY | _COMMITTEE,
    Act.APPROVE: _COMMITTEE | _COMMUNITY,
    # The company of the day; where none serves the estate, the owners' side by `may_carry_on`, never who approved.
    Act.FILE: _COMPANY | _COMMITTEE | _COMMUNITY,
    Act.WITHDRAW: _COMPANY | _COMMITTEE | _COMMUNITY,
    Act.READ: _COMPANY | _COMMITTEE | _SYSTEM,
    Act.MATCH: _COMPANY | _COMMITTEE | _SYSTEM,
    Act.PAUSE: frozenset({Role.STREET_CLERK}),
    Act.BUDGET: _COMMITTEE | _COMMUNITY | _SYSTEM,
    Act.REPORT_RETURN: _COMPANY | _COMMITTEE | _COMMUNITY,
    # A second person of the owners' side: who paid never says alone that it came back.
    Act.CONFIRM_RETURN: _COMMITTEE | _COMMUNITY,
    # Nor does who reads statements strike one alone.
    Act.VOID: _COMMITTEE | _COMMUNITY,
}
# Of the account in which the maintenance fund lies: the authority keeps it and reconciles it with the bank, the
# committee after the handover too, which the wall of its account sees to. The company never reads it.
MAY_OF_FUND: dict[Act, frozenset[Part]] = {
    Act.SEE: _COMMUNITY | _ABOVE | _AUTHORITY | _COMMITTEE | _SYSTEM,
    Act.READ: _AUTHORITY | _COMMITTEE | _SYSTEM,
    Act.MATCH: _AUTHORITY | _COMMITTEE | _SYSTEM,
    Act.VOID: _AUTHORITY | _COMMITTEE | _COMMUNITY,
}
SIDE_OF: dict[Role, Side] = {
    Role.COMMITTEE_MEMBER: Side.COMMITTEE,
    Role.COMMUNITY_CLERK: Side.COMMUNITY,
    Role.COMMUNITY_SECRETARY: Side.COMMUNITY,
}

_WHO: dict[Act, str] = {
    Act.PREPARE: mark("请由为小区服务的物业公司填写；没有物业公司的，由业委会委员填写。"),
}
"""What to do where somebody's role does not let him: who does it."""

REVENUE, FUND = "revenue", "fund"
"""The purses of which an account holds the money."""
BANK_OF: dict[str, str] = {REVENUE: "revenue_bank", FUND: "fund_bank"}
"""The account of the chart that says what lies at the bank, by purse."""


def may(actor: Actor, act: Act, purse: str = REVENUE) -> Decision:
    """Whether somebody may do this at all, with an account of this purse."""
    if actor.among(MAY_OF_FUND.get(act, frozenset()) if purse == FUND else MAY[act]):
        return Decision.yes()
    return Decision.no(
        Reason(mark("这个身份不能{act}"), {"act": ACT_TEXTS[act]}, _WHO.get(act, ""), code="role")
    )


def may_name_substitute(role: Role, *, own: bool) -> Decision:
    """Whether somebody names, or ends, the substitute of a signatory: the signatory himself, or the community.

    A word for the owners is given by who was named for it; nobody else of his committee passes it on.
    """
    if own or role in _COMMUNITY:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("代审人由审批人本人或者社区指定。"), {}, mark("请由审批人本人办理；本人不能办理的，请社区办理。"),
            code="not_own",
        )
    )  # fmt: skip
