"""Who prepares a payment order, and carries it on to the bank or back, also once no company serves the estate."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.community.purses.rules.standards import AccountTiers
from hemei.community.purses.rules.words import Side
from hemei.kernel.decision import Decision, Reason, mark


@dataclass(frozen=True, slots=True)
class InCharge:
    """Who is there on a day: the body of the company that serves the estate, and whether the community co-approves.

    `co_approves` is so only by an agreement that the owners adopted and that stands.
    """

    company: int | None
    co_approves: bool = False


@dataclass(frozen=True, slots=True)
class Carrier:
    """Somebody who wants to prepare an order or carry one on: for which side, None for a company; his part in it."""

    side: Side | None
    body_id: int
    agreed: bool = False
    prepared: bool = False


def may_carry_on(number: str, who: Carrier, there: InCharge, rules: AccountTiers) -> Decision:
    """Whether somebody may carry an order on today: the company of the day, and only where there is none the owners.

    Whoever agreed to a payment, himself or by a substitute, does not send it, nor who prepared it for the owners: no
    yuan leaves by one hand.
    """
    item = rules.succession
    fault = _of_company(who, there) if who.side is None else _of_owners(who.side, there, rules)
    if fault is None and who.agreed:
        fault = (
            mark("您或者您的代审人同意过付款单{number}，不能再由您送银行。"),
            mark("请由没有审批过的业委会成员办理；社区共同审批的，也可以由社区办理。"),
            "agreed",
        )
    if fault is None and who.prepared and who.side is not None:
        fault = (
            mark("付款单{number}是您填写的，不能再由您送银行。"),
            mark("请由没有填写、也没有审批过的业委会成员办理。"),
            "prepared",
        )
    if fault is None:
        return Decision.yes(item.warrant.reference)
    text, remedy, code = fault
    return Decision.no(
        Reason(text, {"number": number}, remedy, "", code), references=(item.warrant.reference,)
    )


def may_prepare_now(who: Carrier, there: InCharge, rules: AccountTiers) -> Decision:
    """Whether somebody may prepare an order today: the company of the day, and only where there is none the committee.

    CC 284: owners may manage themselves. Without it no yuan could leave once an agreement stands and no company serves.
    """
    item = rules.preparing
    fault = None
    if who.side is None and there.company != who.body_id:
        fault = (
            mark("您的公司现在不为小区服务，不能填写付款单。"),
            mark("请由现在的物业公司填写。")
            if there.company
            else mark("现在没有物业公司，由业委会委员填写。"),
            "left",
        )
    elif who.side is not None and there.company is not None:
        fault = (
            mark("小区有物业公司服务，付款单由物业公司填写。"),
            mark("请催物业公司填写；公司退出、没有新公司的，才由业委会委员填写。"),
            "served",
        )
    elif who.side is not None and who.side.value not in item.without_company:
        fault = mark("付款单不由您这一方填写。"), mark("请由业委会委员填写。"), "side"
    if fault is None:
        return Decision.yes(item.warrant.reference)
    text, remedy, code = fault
    return Decision.no(Reason(text, {}, remedy, "", code), references=(item.warrant.reference,))


def may_speak_of(number: str, *, before: bool, rules: AccountTiers) -> Decision:
    """Whether somebody may report of a paid order; a company only reads what was paid before it served the estate."""
    item = rules.succession
    if not before:
        return Decision.yes(item.warrant.reference)
    return Decision.no(
        Reason(
            mark("付款单{number}付款的时候您的公司还没有为小区服务，只能查看。"), {"number": number},
            mark("付款退回或者勾错的，请业委会登记。"), "", "before",
        ),
        references=(item.warrant.reference,),
    )  # fmt: skip


def _of_company(who: Carrier, there: InCharge) -> tuple[str, str, str] | None:
    if there.company == who.body_id:
        return None
    if there.company is None:
        return (
            mark("您的公司已经不为小区服务，付款单{number}由业委会接办。"),
            mark("请把合同、发票等材料交给业委会。"),
            "left",
        )
    return (
        mark("您的公司已经不为小区服务，付款单{number}由现在的物业公司接办。"),
        mark("请把合同、发票等材料交给现在的物业公司。"),
        "left",
    )


def _of_owners(side: Side, there: InCharge, rules: AccountTiers) -> tuple[str, str, str] | None:
    if there.company is not None:
        return (
            mark("小区有物业公司服务，付款单{number}由物业公司办理。"),
            mark("请催物业公司办理；公司退出、没有新公司的，才由业主方接办。"),
            "served",
        )
    if side.value not in rules.succession.without_company:
        return mark("付款单{number}不由您这一方接办。"), mark("请看共管账户审批档次的规定。"), "side"
    if side is Side.COMMUNITY and not there.co_approves:
        return (
            mark("账户协议没有约定社区共同审批，付款单{number}社区只查看。"),
            mark("请由业委会办理；没有业委会的，等选出业委会或者聘请新公司以后办理。"),
            "reads_only",
        )
    return None
