"""Who says yes or no to a report that a payment came back or was matched wrongly, and where the order goes then."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from hemei.community.purses.rules.matching import Line
from hemei.community.purses.rules.paying import BEHIND_OVER, Hand, OrderFacts
from hemei.community.purses.rules.standards import AccountTiers
from hemei.community.purses.rules.words import OrderState, ReturnKind, Side
from hemei.kernel.decision import Decision, Reason, gives_reason, mark
from hemei.kernel.money import yuan


def is_back(line: Line | None, *, amount_fen: int, paid_on: date | None, matched: bool) -> Decision:
    """Whether a line may be a payment that came back: as much, not before it went, matched with nothing."""
    if line is None or matched:
        return Decision.no(
            _reason(
                mark("选的流水不在本账户里，或者已经勾对。"),
                mark("请选择没有勾对的到账流水。"),
                "line",
                "line",
            )
        )
    if line.amount_fen != amount_fen or (paid_on is not None and line.booked_on < paid_on):
        return Decision.no(
            _reason(
                mark("流水{day} {line}元和{paid}付出的{amount}元对不上。"),
                mark("请选择付款以后、金额相同的到账流水。"), "line", "amount", day=line.booked_on.isoformat(),
                line=yuan(line.amount_fen), amount=yuan(amount_fen), paid=str(paid_on or "-"),
            )
        )  # fmt: skip
    return Decision.yes()


def may_judge(
    order: OrderFacts,
    hand: Hand,
    *,
    told_by: Collection[int | None],
    agrees: bool,
    reason: str,
    rules: AccountTiers,
) -> Decision:
    """Whether somebody may confirm or refuse a report: a signatory of the owners' side who did not prepare the order.

    `told_by` are who reported it and who recorded the payment. A substitute gives the word of whom he stands for: not
    where that is one of them, or prepared the order. The community says so only where it approves the order too.
    """
    faults = list(_hand_faults(order, hand, told_by))
    if not agrees:
        faults.extend(gives_reason(mark("没有写明不同意的理由。"), reason).reasons)
    hands = rules.hands.warrant.reference
    return Decision.no(*faults, references=(hands,)) if faults else Decision.yes(hands)


def _hand_faults(order: OrderFacts, hand: Hand, told_by: Collection[int | None]) -> Iterable[Reason]:
    other = mark("请由其他审批人确认。")
    if hand.person_id in order.preparers:
        yield _reason(
            mark("付款单是您填写的，不能由您确认。"),
            mark("请由没有填写这张付款单的审批人确认。"),
            "",
            "own_order",
        )
    elif hand.behind in order.preparers:
        yield _reason(mark("付款单是由您代审的人填写的，不能由您替他确认。"), other, "", "own_order")
    elif hand.behind is not None and hand.behind in told_by:
        text = mark("更正或者付款是由您代审的人登记的，不能由您替他确认。")
        yield _reason(text, other, "", "own_report")
    if not hand.behind_serves:
        yield _reason(BEHIND_OVER, other, "", "behind_over")
    needed = order.committee_needed if hand.side is Side.COMMITTEE else order.community_needed
    if not hand.appointed or not hand.signs:
        yield _reason(
            mark("您今天不是这个账户的审批人。"),
            mark("请由登记的审批人确认；不在的，请指定代审人。"),
            "",
            "signatory",
        )
    elif not needed:
        yield _reason(
            mark("这张付款单不需要社区审批，社区只查看。"), mark("请由业委会的审批人确认。"), "", "reads_only"
        )


def after_return(kind: ReturnKind, *, annulled: bool, at_bank: bool) -> OrderState:
    """Return where an order stands after its payment was taken back.

    What it rests on may have fallen since: then it is held. Money that came back is to be sent anew; where only the
    line was matched wrongly, the order is where it was before: at the bank, if it went there.
    """
    if annulled:
        return OrderState.HELD
    return OrderState.FILED if kind is ReturnKind.MISTAKEN and at_bank else OrderState.APPROVED


def _reason(text: str, remedy: str, field: str, code: str, **values: str | int) -> Reason:
    return Reason(text, values, remedy, field, code)
