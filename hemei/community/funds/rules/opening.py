"""On which day a fund may begin, and what its opening balances do to the account at the bank."""

from __future__ import annotations

from datetime import date

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.money import yuan


def may_begin(day: date, *, open_from: date) -> Decision:
    """Whether a fund begins on a day: in a month that is open, else no balance could be brought in for it."""
    if day >= open_from:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("{day}所在的月份已经结账，那一天的期初余额记不进去。"), {"day": str(day), "first": str(open_from)},
            mark("请填写{first}或者以后的日期。"), "opened_on", "closed",
        )
    )  # fmt: skip


def bank_differs(*, estate: str, day: date | None, bank_fen: int | None, book_fen: int) -> Reason | None:
    """Return that bank and books differ on the bank's last day once opening balances are in; None where they agree.

    A difference refuses nothing: households that are still to come in, interest or the common part may explain it.
    """
    if day is None or bank_fen is None or bank_fen == book_fen:
        return None
    said = {
        "estate": estate, "day": str(day), "bank": yuan(bank_fen), "book": yuan(book_fen),
        "gap": yuan(bank_fen - book_fen),
    }  # fmt: skip
    return Reason(
        mark(
            "{estate}：期初余额的日期在银行已经对过账的日子里。导入以后，{day}账簿是{book}元，银行是{bank}元，相差{gap}元。"
        ),
        said,
        mark(
            "请先核对余额和日期。还有的户没有导入，或者有利息、公共分账的，差额会列在“没有对账”里，直到补齐。"
        ),
        code="bank_differs",
    )
