"""The bank did not make a payment: one person reports it, a second confirms it; never while its line says otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hemei.community.purses.rules.matching import Line, OpenOrder
from hemei.community.purses.rules.payees import Payee, payee_of
from hemei.community.purses.rules.paying import OrderFacts
from hemei.community.purses.rules.words import STATE_NAMES, OrderState
from hemei.kernel.decision import Decision, Reason, gives_reason, mark
from hemei.kernel.money import yuan


def may_report_unpaid(
    order: OrderFacts, *, at_bank: bool, waiting: bool, reason: str, paid_by: Line | None
) -> Decision:
    """Whether "the bank did not pay" may be reported: the order is at the bank, and no line of the bank says it paid.

    `waiting` is whether a report of it waits already, `paid_by` the open line that fits the order.
    """
    faults = list(_not_there(order, at_bank=at_bank))
    if not faults and waiting:
        faults.append(
            _reason(mark("这一笔已经登记了更正，还没有确认。"), mark("请由另一人先确认。"), "", "waiting")
        )
    faults.extend(gives_reason(mark("没有写明银行怎么说。"), reason).reasons)
    return _with_line(order.number, faults, paid_by)


def may_let_go(order: OrderFacts, *, at_bank: bool, paid_by: Line | None) -> Decision:
    """Whether a report that the bank did not pay may be confirmed now: the order is still there and no line fits it."""
    return _with_line(order.number, list(_not_there(order, at_bank=at_bank)), paid_by)


def may_pay_again(number: str, paid_by: Line | None) -> Decision:
    """Whether an order that the bank was said not to have paid is sent anew, or ended: no line came since that fits."""
    return _with_line(number, [], paid_by)


def may_leave_bank(order: OrderFacts, *, at_bank: bool) -> Decision:
    """Whether an order may be taken back or rest on something else: not while the bank may still pay it."""
    if not at_bank:
        return Decision.yes()
    return Decision.no(
        _reason(
            mark("付款单{number}已经送银行，银行可能已经付款。"),
            mark("请等银行对账单；银行没有付款的，请先登记“银行没有付款”。"), "", "filed", number=order.number,
        )
    )  # fmt: skip


def paid_by_line(order: OpenOrder, lines: Iterable[Line]) -> Line | None:
    """Return the open line by which the bank seems to have paid an order: to the fen, and to nobody else.

    A line that names another order is not it, nor one that names none and paid somebody else. One that does not say
    whom it paid may be it, of before the order was prepared too: whoever knows better matches it with what it paid.
    """
    for line in lines:
        named = line.order_number == order.number
        whom = payee_of(line.other, order.payee)
        if line.amount_fen == -order.amount_fen and (
            named or (not line.order_number and whom is not Payee.OTHER)
        ):
            return line
    return None


def read_beyond(filed_on: date | None, read_until: date | None) -> bool:
    """Whether the bank's statement is read beyond the day on which an order went to the bank."""
    return filed_on is not None and read_until is not None and read_until > filed_on


def _not_there(order: OrderFacts, *, at_bank: bool) -> Iterable[Reason]:
    if order.state is OrderState.FILED or (order.state is OrderState.HELD and at_bank):
        return
    yield _reason(
        mark("付款单{number}现在是“{state}”，不能这样办理。"), mark("请刷新页面，查看最新状态。"), "", "state",
        number=order.number, state=STATE_NAMES[order.state],
    )  # fmt: skip


def _with_line(number: str, faults: list[Reason], paid_by: Line | None) -> Decision:
    if paid_by is not None:
        faults.append(
            _reason(
                mark("对账单{day}有一笔{amount}元的支出没有勾对，和付款单{number}对得上。"),
                mark("请先勾对：是这张付款单的，付款单就是已付；是别的付款单的，勾对到那一张。"), "", "paid",
                day=paid_by.booked_on.isoformat(), amount=yuan(-paid_by.amount_fen), number=number,
            )
        )  # fmt: skip
    return Decision.no(*faults) if faults else Decision.yes()


def _reason(text: str, remedy: str, field: str, code: str, **values: str | int) -> Reason:
    return Reason(text, values, remedy, field, code)
