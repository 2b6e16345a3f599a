"""Cells of the registers of the fund: amounts to the fen, numbers of receipts."""

from __future__ import annotations

from hemei.kernel.decision import Reason, mark
from hemei.kernel.money import MOST_FEN, NotMoney, fen_of
from hemei.kernel.registers import Unreadable

LONGEST_RECEIPT = 60


def amount(cell: str) -> int:
    """Read yuan of at most two decimals as whole fen; nothing below zero."""
    try:
        fen = fen_of(cell)
    except NotMoney:
        fen = -1
    if 0 <= fen < MOST_FEN:
        return fen
    raise Unreadable(
        Reason(
            mark("不是金额。"), {}, mark("请填写元，不小于零，最多两位小数，例如 10010.50。"), code="amount"
        )
    )


def receipt(cell: str) -> str:
    """Read the number of a receipt as it is kept: without spaces."""
    said = "".join(cell.split())
    if 0 < len(said) <= LONGEST_RECEIPT:
        return said
    raise Unreadable(
        Reason(
            mark("编号超过{most}个字。"),
            {"most": LONGEST_RECEIPT},
            mark("请填写凭据上的编号。"),
            code="receipt",
        )
    )
