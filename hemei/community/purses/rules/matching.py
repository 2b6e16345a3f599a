"""With what a line of a statement may be matched, and which it probably belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hemei.community.purses.rules.payees import NOBODY, Party, Payee, payee_of, told_apart
from hemei.community.purses.rules.standards import AccountTiers
from hemei.community.purses.rules.words import MatchedBy, OrderState
from hemei.kernel.decision import Decision, Reason, gives_reason, mark
from hemei.kernel.money import yuan

PAYABLE = frozenset({OrderState.FILED, OrderState.APPROVED, OrderState.HELD})
"""What the bank may have paid. A held order that is at the bank may come back paid; it stays on the list of facts."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line: what came is above zero. `order_number` is the order its text names, `other` whom the bank paid."""

    id: int
    booked_on: date
    amount_fen: int
    order_number: str
    other: Party = NOBODY


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order that may have been paid."""

    id: int
    number: str
    amount_fen: int
    since: date
    state: OrderState
    booked: bool
    payee: Party = NOBODY
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """An entry of the books that moved the bank's account and that no line was matched with.

    `orders_since` is set of money booked by hand as gone, on the day from which orders alone pay: no order stands
    behind it. `payee` is whom it says was paid, where it says so; of money for a contract, which is `asked` for, who
    pays by it.
    """

    id: int
    booked_on: date
    amount_fen: int
    orders_since: date | None = None
    payee: Party = NOBODY
    asked: bool = False

    def unordered(self, line: Line) -> bool:
        """Whether a line may not be settled by it, as an order is due: on the day of the entry or that of the bank."""
        return self.orders_since is not None and self.orders_since <= max(self.booked_on, line.booked_on)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line may be matched with; `certain` where nothing else fits and the bank named it or it is alone.

    An order is certain only where the bank paid whom the order names, money for a contract only where it says that its
    other side paid; `payee` says what the bank says of that. `says` is what a reader knows an amount due by, `asked`
    whether an entry is money for a contract. `early` is whether the bank paid before the order was approved: whoever
    matches them says why.
    """

    how: MatchedBy
    of_id: int
    days_off: int
    certain: bool
    payee: Payee = Payee.UNSAID
    says: str = ""
    early: bool = False
    asked: bool = False


def proposals_for(
    line: Line, orders: Iterable[OpenOrder], entries: Iterable[OpenEntry], *, days: int, small_fen: int = 0
) -> list[Proposal]:
    """Return what a line may be matched with, the most likely first: the order it names, then amount and nearness.

    A cost that nobody approved is none of it, but for the bank's small charges: an order filled in after it was paid
    comes last, and never by itself.
    """
    fitting = [one for one in orders if one.booked and one.amount_fen == -line.amount_fen]
    paid = [one for one in fitting if one.since <= line.booked_on]
    named = [one for one in paid if one.number == line.order_number]
    if named and not paid_early(line, named[0]) and payee_of(line.other, named[0].payee) is Payee.SAME:
        return [Proposal(MatchedBy.ORDER, named[0].id, 0, certain=True, payee=Payee.SAME)]
    near = [
        one
        for one in entries
        if one.amount_fen == line.amount_fen and abs((one.booked_on - line.booked_on).days) <= days
        and not (one.unordered(line) and -line.amount_fen > small_fen)
        and not (line.amount_fen < 0 and payee_of(line.other, one.payee) is Payee.OTHER)
    ]  # fmt: skip
    near.sort(key=lambda one: (abs((one.booked_on - line.booked_on).days), one.id))
    alone = len(paid) + len(near) == 1
    exact = [one for one in near if one.booked_on == line.booked_on]
    found = [
        Proposal(
            MatchedBy.ENTRY, one.id, abs((one.booked_on - line.booked_on).days),
            certain=(alone or (not paid and exact == [one])) and _known(line, one, small_fen),
            payee=payee_of(line.other, one.payee), asked=one.asked,
        )
        for one in near
    ]  # fmt: skip
    found += [
        Proposal(
            MatchedBy.ORDER, one.id, abs((line.booked_on - one.since).days), certain=False,
            payee=payee_of(line.other, one.payee), early=paid_early(line, one),
        )
        for one in sorted(fitting, key=lambda one: (one not in paid, one.id))
    ]  # fmt: skip
    first = [one for one in found if one.how is MatchedBy.ORDER and named and one.of_id == named[0].id]
    return first + [one for one in found if one not in first]


def without_order(line: Line, entries: Iterable[OpenEntry], *, days: int, small_fen: int) -> list[int]:
    """Return the entries by hand that say what a line says and settle it not, as an order is due, the nearest first."""
    due = [one for one in entries if -line.amount_fen > small_fen and one.unordered(line)]
    return by_hand(line, due, days=days)


def by_hand(line: Line, entries: Iterable[OpenEntry], *, days: int) -> list[int]:
    """Return the entries of money booked by hand as gone that say what a line says, the nearest first."""
    near = [
        (off, one.id)
        for one in entries
        if one.amount_fen == line.amount_fen and one.orders_since is not None
        and (off := abs((one.booked_on - line.booked_on).days)) <= days
    ]  # fmt: skip
    return [entry for _off, entry in sorted(near)]


def _known(line: Line, entry: OpenEntry, small_fen: int) -> bool:
    """Whether nobody needs to look whose money it is: small charges, what no contract asks for, or it is said."""
    if entry.asked:
        return payee_of(line.other, entry.payee) is Payee.SAME
    return -line.amount_fen <= small_fen or payee_of(line.other, entry.payee) is Payee.SAME


def may_pay(
    line: Line, order: OpenOrder, reason: str = "", *, booked: Sequence[int] = (), another: bool = False
) -> Decision:
    """Whether a line may be what paid an order: money that went, to the fen, and the order was approved.

    Where the bank paid somebody else than the order names, or before the order was approved, whoever matches them says
    why: it stays on the trail. `booked` are the entries by hand that say what the line says: while they stand the
    cost would be booked twice, unless whoever matches them says that it is `another` payment, and why.
    """
    faults: list[Reason] = []
    if order.state not in PAYABLE or not order.booked:
        faults.append(
            _reason(
                mark("付款单{number}没有通过审批或者已经结束，不能勾对。"),
                mark("请核对付款单号；没有付款单的支出要查明原因。"),
                "state", number=order.number,
            )
        )  # fmt: skip
    if order.amount_fen != -line.amount_fen:
        faults.append(
            _reason(
                mark("流水{line}元和付款单{order}元不一致。"), mark("请选择金额相同的付款单。"), "amount",
                line=yuan(line.amount_fen), order=yuan(-order.amount_fen),
            )
        )  # fmt: skip
    if payee_of(line.other, order.payee) is Payee.OTHER:
        told = gives_reason(
            mark("银行付给的不是付款单{number}的收款人：{said}。"), reason, code="other_payee",
            remedy=mark("请先查明钱付给了谁；确实应当勾对的，写明理由，至少{least}个字；现在是{given}个字。"),
            number=order.number, said=told_apart(line.other, order.payee),
        )  # fmt: skip
        faults.extend(told.reasons)
    if paid_early(line, order):
        told = gives_reason(
            mark("银行{paid}就付了款，而付款单{number}到{approved}才通过审批。"), reason, code="early",
            remedy=mark("请先查明为什么没有审批就付款；确实应当勾对的，写明理由，至少{least}个字；现在是{given}个字。"),
            paid=str(line.booked_on), number=order.number, approved=str(order.approved_on),
        )  # fmt: skip
        faults.extend(told.reasons)
    if booked and not another:
        faults.append(_booked_before(booked))
    elif booked:
        told = gives_reason(
            mark("凭证{entry}手工记过同样金额的支出。"), reason, code="another",
            remedy=mark("请写明为什么是另一笔付款，至少{least}个字；现在是{given}个字。"), entry=booked[0],
        )  # fmt: skip
        faults.extend(told.reasons)
    return Decision.no(*faults) if faults else Decision.yes()


def paid_early(line: Line, order: OpenOrder) -> bool:
    """Whether the bank paid before the order was approved: the money left by one hand."""
    return order.approved_on is not None and line.booked_on < order.approved_on


def _booked_before(booked: Sequence[int]) -> Reason:
    return _reason(
        mark("这笔支出手工记过账，凭证{entry}还没有冲销：再勾对付款单，支出会记两次。"),
        mark("请先申请冲销，由另一人确认，再勾对；确实是另一笔付款的，勾选“是另一笔付款”，写明理由。"), "by_hand",
        entry=booked[0],
    )  # fmt: skip


def may_join(
    line: Line,
    *,
    amount_fen: int | None,
    reversed_already: bool,
    matched: bool,
    unordered: bool,
    rules: AccountTiers,
    payee: Party = NOBODY,
    booked_on: date | None = None,
) -> Decision:
    """Whether a line may be matched with an entry: it moved the bank by as much, stands, and is nobody else's.

    `booked_on` is the day of the entry where it may not lie far from that of the bank, None where it may.
    Money that went is not settled by an entry that somebody booked by hand: that needs an order, as `may_book` says.
    `payee` is whom the entry says was paid, where it says so: another is refused.
    """
    if unordered and -line.amount_fen > rules.charge.yuan * 100:
        return Decision.no(_no_order(line, rules))
    if line.amount_fen < 0 and payee_of(line.other, payee) is Payee.OTHER:
        return Decision.no(
            _reason(
                mark("银行付给的不是维修资金专户：{said}。"), mark("请先查明钱付给了谁；付错的，请银行追回。"),
                "other_payee", said=told_apart(line.other, payee),
            )
        )  # fmt: skip
    if amount_fen is None:
        return Decision.no(
            _reason(mark("这张凭证没有动过这个账户的银行存款。"), mark("请选择列出的凭证。"), "entry")
        )
    if amount_fen != line.amount_fen:
        return Decision.no(
            _reason(
                mark("流水{line}元和凭证{entry}元不一致。"), mark("请选择金额相同的凭证。"), "amount",
                line=yuan(line.amount_fen), entry=yuan(amount_fen),
            )
        )  # fmt: skip
    if reversed_already or matched:
        return Decision.no(
            _reason(mark("这张凭证已经冲销或者已经勾对过。"), mark("请选择其他凭证。"), "entry")
        )
    return _near(line, booked_on, rules)


def _near(line: Line, booked_on: date | None, rules: AccountTiers) -> Decision:
    """Whether an entry lies near enough to the day of the bank; one whose day does not count always does."""
    far = abs((booked_on - line.booked_on).days) if booked_on else 0
    if far <= rules.joining.limit.amount:
        return Decision.yes()
    return Decision.no(
        _reason(
            mark("凭证和流水相差{days}天，不是同一笔钱。"),
            mark("最多相差{most}天；日期记错的，请冲销后按银行的日期重新登记。"), "entry", days=far,
            most=rules.joining.limit.amount,
        ),
        references=(rules.joining.warrant.reference,),
    )  # fmt: skip


def may_book(line: Line, code: str, *, coming: Sequence[str], charges: str, rules: AccountTiers) -> Decision:
    """Whether a line may be booked by itself: income by its kind, of what went only the bank's own charges."""
    small = -line.amount_fen <= rules.charge.yuan * 100
    if (line.amount_fen > 0 and code in coming) or (line.amount_fen < 0 and code == charges and small):
        return Decision.yes(rules.charge.warrant.reference)
    if line.amount_fen < 0:
        return Decision.no(_no_order(line, rules))
    return Decision.no(_reason(mark("请选择这笔收入的科目。"), "", "account"))


def _no_order(line: Line, rules: AccountTiers) -> Reason:
    return _reason(
        mark("{amount}元的支出没有付款单，不能直接记账。"),
        mark(
            "只有{most}元以内的银行手续费可以补记；其他支出要有付款单：手工记过账的，先申请冲销那张凭证、由另一人确认，"
            "再补填付款单，审批通过后和这条流水勾对，写明为什么先付。"
        ),
        "no_order", amount=yuan(-line.amount_fen), most=rules.charge.yuan,
    )  # fmt: skip


def _reason(text: str, remedy: str, code: str, **values: str | int) -> Reason:
    return Reason(text, values, remedy, "", code)
