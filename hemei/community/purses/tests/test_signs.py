"""Whether a line of a bank's table is money that went or came: two columns, a column of signs, and minus signs."""

from __future__ import annotations

import pytest

from hemei.community.purses.formats.reading import read_statement
from hemei.kernel.decision import Refused

APART = "账号,交易日期,交易流水号,借方发生额,贷方发生额,余额"
MARKED = "账号,交易日期,交易流水号,交易金额,借贷标志,余额"
PLAIN = "账号,交易日期,交易流水号,交易金额,余额"


def moved(head: str, *rows: str) -> list[int]:
    """Return what moved by the lines of a table, each of its own day."""
    lines = [f"6222,2026-10-{number:02},N{number},{row}" for number, row in enumerate(rows, start=1)]
    return [
        line.amount_fen for line in read_statement("\n".join([head, *lines]).encode(), "流水.csv")[1].lines
    ]


@pytest.mark.parametrize(
    ("head", "rows", "found"),
    [
        (APART, ("3.00,,97.00", ",1.00,98.00"), [-300, 100]),
        (APART, (",1.00,100.00", "-3.00,,97.00"), [100, -300]),  # a bank that writes what went below zero
        (APART, ("3.00,,97.00", "-3.00,,100.00"), [-300, 300]),  # a debit taken back in red
        (APART, ("-3.00,,97.00", "-1.00,,96.00"), [-300, -100]),
        (APART, (",1.00,100.00", ",-1.00,99.00"), [100, -100]),  # a credit taken back in red
        (MARKED, ("3.00,借,97.00", "1.00,贷,98.00"), [-300, 100]),
        (MARKED, ("3.00,支出,97.00", "1.00,收入,98.00"), [-300, 100]),
        (MARKED, ("3.00,D,97.00", "1.00,C,98.00"), [-300, 100]),
        (MARKED, ("1.00,贷,100.00", "-3.00,借,97.00"), [100, -300]),
        (MARKED, ("3.00,借,97.00", "-3.00,借,100.00"), [-300, 300]),
        (PLAIN, ("-3.00,97.00", "1.00,98.00"), [-300, 100]),
    ],
)
def test_what_went_is_below_zero_however_the_bank_writes_it(
    head: str, rows: tuple[str, ...], found: list[int]
) -> None:
    assert moved(head, *rows) == found


@pytest.mark.parametrize(
    ("head", "rows", "told"),
    [
        (APART, ("-3.00,,",), "第1行的支出写成负数“-3.00”"),
        (APART, ("-3.00,,97.00",), "从余额看不出来"),  # one line alone opens with either
        (APART, ("3.00,,", "-3.00,,"), "第2行的支出写成负数"),
        (MARKED, ("-3.00,借,",), "第1行的支出写成负数"),
        (MARKED, ("3.00,冲,97.00",), "借贷标志“冲”看不懂"),
        (APART, (",1.00,100.00", "-3.00,,98.00"), "从余额看不出来"),  # neither way fits
    ],
)
def test_what_may_be_either_is_refused_with_its_line(head: str, rows: tuple[str, ...], told: str) -> None:
    with pytest.raises(Refused, match=told):
        moved(head, *rows)
