"""What may be done with a payment order, and what came of its approvals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hemei.community.purses.rules.agreeing import Demands
from hemei.community.purses.rules.resting import Bearers, Resolution, Worth, carries, may_take, stands
from hemei.community.purses.rules.standards import AccountTiers
from hemei.community.purses.rules.words import (
    MOVES,
    STATE_NAMES,
    OrderState,
    Paper,
    Side,
)
from hemei.kernel.decision import Decision, Reason, gives_reason, mark
from hemei.kernel.money import MOST_FEN, yuan
from hemei.kernel.workdays import shanghai_day

LONGEST = 200
INVOICE_DIGITS = (8, 20)
"""Numbers of paper invoices have eight digits, of electronic ones twenty."""
BEHIND_OVER = mark("您代审的人任职已经结束，代审随之结束。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a payment order asks for, as far as it can be judged."""

    estate_id: int
    amount_fen: int
    payee: str
    payee_account: str
    purpose: str
    invoice_number: str
    invoice_on: str
    papers: Collection[Paper]
    resolution: Resolution | None
    budget: str
    own_account: bool
    budgeted: bool = False
    """Whether a budget of the year is entered: then a payment without a resolution rests on a line of it."""
    drawn: bool = False
    """Whether a line of a budget was chosen, or none is due, as where money goes back."""
    worth: Worth = field(default_factory=Worth)
    bearers: Bearers = field(default_factory=Bearers)
    past: bool = False
    """Whether it was paid before the account was kept here: then its words alone may say what it rests on."""


def may_prepare(asked: Asked, demands: Demands, rules: AccountTiers) -> Decision:
    """Whether an order may be prepared: each thing that is missing is said, with its value and what to do.

    `invoice_on` is the order that carries the same invoice already, empty where none does.
    """
    faults = [
        *_said(asked),
        *_invoice(asked, demands),
        *_papers(asked.papers, demands),
        *_basis(asked, demands, rules),
    ]
    if faults:
        return Decision.no(*faults, references=demands.references)
    return Decision.yes(*demands.references, rules.approval.warrant.reference)


def _said(asked: Asked) -> Iterable[Reason]:
    if not 0 < asked.amount_fen < MOST_FEN:
        yield _reason(
            mark("付款金额{amount}元不对。"), mark("请填写大于零的金额。"), "amount", "amount",
            amount=yuan(asked.amount_fen),
        )  # fmt: skip
    for text, name, missing in (
        (asked.payee, "payee", mark("没有写明收款人。")),
        (asked.payee_account, "payee_account", mark("没有写明收款账号。")),
        (asked.purpose, "purpose", mark("没有写明付款事由。")),
    ):
        if not text.strip():
            yield _reason(missing, mark("请填写。"), name, "missing")
    digits = asked.payee_account.replace(" ", "")
    if digits and not (digits.isascii() and digits.isdigit() and 8 <= len(digits) <= 30):  # noqa: PLR2004 - as said
        yield _reason(
            mark("收款账号“{account}”不是8到30位数字。"), mark("请照开户行给的账号填写。"), "payee_account", "account",
            account=digits[:30],
        )  # fmt: skip
    if asked.own_account:
        yield _reason(
            mark("收款账号就是共管账户自己。"), mark("请填写收款人的账号。"), "payee_account", "own_account"
        )


def _invoice(asked: Asked, demands: Demands) -> Iterable[Reason]:
    number = asked.invoice_number
    if Paper.INVOICE in demands.papers and not number:
        yield _reason(mark("没有填写发票号码。"), mark("请照发票填写。"), "invoice_number", "missing")
    if number and not (number.isascii() and number.isdigit() and len(number) in INVOICE_DIGITS):
        yield _reason(
            mark("发票号码“{number}”不是8位或20位数字。"), mark("请照发票填写。"), "invoice_number", "invoice",
            number=number[:30],
        )  # fmt: skip
    if asked.invoice_on:
        yield _reason(
            mark("发票{number}已经在付款单{order}上用过。"), mark("一张发票只付一次；请核对发票号码。"),
            "invoice_number", "invoice_used", number=number, order=asked.invoice_on,
        )  # fmt: skip


def _papers(papers: Collection[Paper], demands: Demands) -> Iterable[Reason]:
    for paper in demands.papers:
        if paper not in papers:
            yield Reason(
                _MISSING[paper], {"tier": demands.tier}, mark("请上传后再提交。"), paper.value, "paper"
            )


_MISSING: dict[Paper, str] = {
    Paper.INVOICE: mark("“{tier}”付款须有发票，没有上传。"),
    Paper.CONTRACT: mark("“{tier}”付款须有合同，没有上传。"),
    Paper.PHOTO: mark("“{tier}”付款须有结果照片，没有上传。"),
}


def _basis(asked: Asked, demands: Demands, rules: AccountTiers) -> Iterable[Reason]:
    found = asked.resolution
    if found is None and demands.resolution:
        yield _reason(
            mark("“{tier}”或这类付款须有业主大会决议。"), mark("请选择已经通过的决议；没有的，请先提请业主大会表决。"),
            "resolution", "resolution", tier=demands.tier,
        )  # fmt: skip
    if found is None and not demands.resolution and asked.budgeted and not asked.drawn:
        yield _reason(
            mark("没有选预算项；今年的预算已经登记。"), mark("请选择预算项；预算里没有的，请选择业主大会决议。"),
            "budget_line", "basis",
        )  # fmt: skip
    elif found is None and not asked.drawn and not demands.resolution:
        yield from _words(asked, demands)
    if found is not None:
        yield from (*stands(found, asked.estate_id, asked.bearers, asked.amount_fen), *carries(found, rules))
        yield from may_take(found.title, asked.amount_fen, asked.worth)


def _words(asked: Asked, demands: Demands) -> Iterable[Reason]:
    if not (demands.plain or asked.past):
        yield _reason(
            mark("“{tier}”付款不能只写事由。"), mark("请选择业主大会决议，或者由业委会先登记年度预算。"), "resolution",
            "not_plain", tier=demands.tier,
        )  # fmt: skip
    elif not asked.budget.strip():
        yield _reason(
            mark("没有写明依据。"), mark("请选择业主大会决议，或者写明年度预算的哪一项。"), "budget", "basis"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """What a decision about an order must know."""

    number: str
    state: OrderState
    prepared_by: int
    prepared_body: int
    expires_at: datetime
    paused_until: datetime | None
    committee_needed: int
    community_needed: int
    by_owners: bool = False
    """Whether a committee prepared it, as no company served: then it bars the person, and of a company everybody."""
    rested_by: int | None = None
    """Who gave it another basis last."""

    @property
    def preparers(self) -> frozenset[int]:
        """Who prepared it, and who gave it the basis it rests on now."""
        return frozenset({self.prepared_by, *([self.rested_by] if self.rested_by else [])})


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who wants to approve: who, for which body and side, appointed on the day or not.

    `signs` is whether he is a signatory on the day. `of_payer` is whether he also holds an office on the day at the
    company that prepared the order; `behind` is the person whose word he gives, where that is another's, and
    `behind_serves` whether that one still holds his office.
    """

    person_id: int
    body_id: int
    side: Side
    appointed: bool
    signs: bool
    of_payer: bool = False
    behind: int | None = None
    behind_serves: bool = True

    @property
    def counts_for(self) -> int:
        """Return the person whose word it is, however often he is entered as a signatory."""
        return self.behind or self.person_id


@dataclass(frozen=True, slots=True)
class Given:
    """An approval that was given in this round; `counts_for` is the person whose word it was."""

    person_id: int
    counts_for: int
    side: Side
    agrees: bool


def may_approve(
    order: OrderFacts,
    hand: Hand,
    given: Sequence[Given],
    *,
    confirmed_at: datetime | None,
    now: datetime,
    agrees: bool,
    reason: str,
    rules: AccountTiers,
) -> Decision:
    """Whether somebody may approve or refuse an order now."""
    hands = rules.hands.warrant.reference
    faults = [*_open(order, now), *_hand_faults(order, hand, given)]
    if not agrees:
        faults.extend(gives_reason(mark("没有写明不同意的理由。"), reason).reasons)
    if faults:
        return Decision.no(*faults, references=(hands,))
    if not rules.second_factor.counts(confirmed_at, now):
        return Decision.no(
            _reason(mark("请先再验证一次身份。"), mark("验证后回到这里审批。"), "", "step_up"),
            references=(rules.second_factor.warrant.reference,),
        )
    return Decision.yes(hands, rules.second_factor.warrant.reference)


def _open(order: OrderFacts, now: datetime) -> Iterable[Reason]:
    if order.state is not OrderState.APPROVING:
        yield _in_state(order)
    elif now > order.expires_at:
        yield _expired(order)
    elif order.paused_until is not None and order.paused_until > now:
        yield _reason(
            mark("付款单{number}暂缓中，到{until}自动恢复。"), mark("请到期后再审批。"), "", "paused",
            number=order.number, until=shanghai_day(order.paused_until).isoformat(),
        )  # fmt: skip


def _expired(order: OrderFacts) -> Reason:
    text, remedy = mark("付款单{number}的审批时间已过。"), mark("请重新填写付款单。")
    return _reason(text, remedy, "", "expired", number=order.number)


def _own_faults(order: OrderFacts, hand: Hand) -> Iterable[Reason]:
    if hand.of_payer:
        text, remedy = (
            mark("您今天也在填写付款单的公司任职，不能替业主方审批。"),
            mark("请由不在这家公司任职的审批人审批。"),
        )
        yield _reason(text, remedy, "", "own_order")
    elif hand.person_id in order.preparers or (not order.by_owners and hand.body_id == order.prepared_body):
        yield _reason(
            mark("付款单是您或您的单位填写的，不能由您审批。"), mark("请由其他审批人审批。"), "", "own_order"
        )
    elif hand.behind in order.preparers:
        text = mark("付款单是由您代审的人填写的，不能由您替他审批。")
        yield _reason(text, mark("请由其他审批人审批。"), "", "own_order")


def _hand_faults(order: OrderFacts, hand: Hand, given: Sequence[Given]) -> Iterable[Reason]:
    yield from _own_faults(order, hand)
    if not hand.appointed:
        text = mark("您今天没有这个单位的任职。")
        yield _reason(text, mark("请由在任的审批人审批，或者由社区登记新的审批人。"), "", "appointment")
    if not hand.behind_serves:
        remedy = mark("请由其他审批人审批；人不够的，请社区登记新的审批人。")
        yield _reason(BEHIND_OVER, remedy, "", "behind_over")
    if not hand.signs:
        text = mark("您今天不是这个账户的审批人。")
        yield _reason(text, mark("请由登记的审批人审批；不在的，请指定代审人。"), "", "signatory")
    needed = order.committee_needed if hand.side is Side.COMMITTEE else order.community_needed
    if not needed:
        yield _reason(
            mark("这张付款单不需要社区审批，社区只查看。"), mark("业主大会决议约定社区共同审批的，才由社区审批。"),
            "", "reads_only",
        )  # fmt: skip
    if any(one.person_id == hand.person_id for one in given):
        yield _reason(mark("您已经审批过这张付款单。"), mark("每人只审批一次。"), "", "again")
    elif any(one.counts_for == hand.counts_for for one in given):
        yield _reason(
            mark("您代审的人或您的代审人已经审批过。"), mark("同一名审批人只算一次。"), "", "counted"
        )


def outcome_of(order: OrderFacts, given: Sequence[Given]) -> OrderState:
    """Return what an order is after these approvals; their order does not matter. One against ends it."""
    if any(not one.agrees for one in given):
        return OrderState.REFUSED
    counted = {side: len({one.counts_for for one in given if one.side is side}) for side in Side}
    enough = (
        counted[Side.COMMITTEE] >= order.committee_needed
        and counted[Side.COMMUNITY] >= order.community_needed
    )
    return OrderState.APPROVED if enough else OrderState.APPROVING


def may_move(order: OrderFacts, into: OrderState) -> Decision:
    """Whether an order may go there from where it stands."""
    if into in MOVES.get(order.state, frozenset()):
        return Decision.yes()
    return Decision.no(_in_state(order))


def may_file(order: OrderFacts, now: datetime) -> Decision:
    """Whether an order may go into a file for the bank: approved, and not paused."""
    if order.state is not OrderState.APPROVED:
        return Decision.no(_in_state(order))
    if order.paused_until is not None and order.paused_until > now:
        return Decision.no(
            _reason(
                mark("付款单{number}暂缓中，到{until}自动恢复。"), mark("请到期后再送银行。"), "", "paused",
                number=order.number, until=shanghai_day(order.paused_until).isoformat(),
            )
        )  # fmt: skip
    return Decision.yes()


def may_pause(
    order: OrderFacts, *, allowed: bool, paused_before: bool, days: int, reason: str, clause: str, now: datetime,
    rules: AccountTiers,
) -> Decision:  # fmt: skip
    """Whether the street may pause an order for so many working days: by the adopted agreement, once, saying why.

    An order whose time to be approved is over is paused no more: a pause does not bring it back.
    """
    reference = rules.pause.warrant.reference
    faults: list[Reason] = []
    if not allowed:
        faults.append(
            _reason(
                mark("账户协议没有约定街道可以暂缓付款。"),
                mark("只有业主大会通过的协议写明的，才可以暂缓。"),
                "",
                "off",
            )
        )
    if order.state not in {OrderState.APPROVING, OrderState.APPROVED}:
        faults.append(_in_state(order))
    elif order.state is OrderState.APPROVING and now > order.expires_at:
        faults.append(_expired(order))
    if paused_before:
        faults.append(
            _reason(mark("这张付款单已经暂缓过一次。"), mark("一张付款单只能暂缓一次。"), "", "once")
        )
    faults += _length(days, rules)
    faults.extend(gives_reason(mark("没有写明暂缓的理由。"), reason).reasons)
    if not clause.strip():
        faults.append(_reason(mark("没有写明依据的条款。"), mark("请写明协议哪一条。"), "clause", "clause"))
    return Decision.no(*faults, references=(reference,)) if faults else Decision.yes(reference)


def _length(days: int, rules: AccountTiers) -> Iterable[Reason]:
    most = rules.pause.most.amount
    if days < 1:
        yield _reason(
            mark("没有写明暂缓几个工作日，或者不是一以上的整数。"),
            mark("请填写1至{most}。"),
            "days",
            "days",
            most=most,
        )
    elif days > most or rules.pause.most.unit != "working_days":
        yield _reason(
            mark("暂缓{days}个工作日太长。"),
            mark("最多{most}个工作日。"),
            "days",
            "long",
            days=days,
            most=most,
        )


def _in_state(order: OrderFacts) -> Reason:
    return Reason(
        _STATE_TEXT,
        {"number": order.number, "state": STATE_NAMES[order.state]},
        mark("请刷新页面，查看最新状态。"),
        "",
        "state",
    )


_STATE_TEXT = mark("付款单{number}现在是“{state}”，不能这样办理。")


def _reason(text: str, remedy: str, field: str, code: str, **values: str | int) -> Reason:
    return Reason(text, values, remedy, field, code)
