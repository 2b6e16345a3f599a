"""What a payment may give back: no more than came for what is not asked for any more, and is asked for by no order."""

from __future__ import annotations

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.money import yuan


def may_order_back(*, amount_fen: int, back_fen: int | None) -> Decision:
    """Whether an order may give so much back; `back_fen` is None where nobody said of what."""
    if back_fen is None:
        return _no(mark("没有选退还的是哪一期。"), mark("请从应退还的各期里选择。"), "due", "missing")
    if amount_fen > back_fen:
        return _no(
            mark("退还{amount}元，这一期只有{back}元要退还。"), mark("请填写不超过应退还的金额。"), "amount", "over",
            amount=yuan(amount_fen), back=yuan(back_fen),
        )  # fmt: skip
    return Decision.yes()


def _no(text: str, remedy: str, field: str, code: str, **values: str) -> Decision:
    return Decision.no(Reason(text, values, remedy, field, code))
