"""The chain of balances in a statement: each is the one before and what moved; a line cut out or changed breaks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hemei.community.purses.formats.lines import BankLine, BankStatement
from hemei.kernel.decision import Refused, mark
from hemei.kernel.money import yuan


def chained(statement: BankStatement) -> BankStatement:
    """Return a statement with its lines in the order in which the money moved, and what it opens and closes with.

    Banks write the oldest line first or the newest. Where lines tell the balance, it decides, and the closing balance
    is that of the last; where only the statement tells balances, what moved must lie between them.

    Raises:
        Refused: a balance is not the one before and what moved; the line and the difference are named.
    """
    if all(line.balance_fen is None for line in statement.lines):
        return _between(statement)
    lines = _in_order(statement.lines)
    at = next(number for number, line in enumerate(lines) if line.balance_fen is not None)
    first = (lines[at].balance_fen or 0) - sum(line.amount_fen for line in lines[: at + 1])
    last = first + sum(line.amount_fen for line in lines)
    opening = first if statement.opening_fen is None else statement.opening_fen
    closing = last if statement.closing_fen is None else statement.closing_fen
    return _between(replace(statement, lines=lines, closing_fen=closing, opening_fen=opening))


def _in_order(lines: Sequence[BankLine]) -> tuple[BankLine, ...]:
    rising, falling = tuple(lines), tuple(reversed(lines))
    if lines[0].booked_on > lines[-1].booked_on:
        rising, falling = falling, rising
    for one in (rising, falling):
        for order in (one, tuple(sorted(one, key=lambda line: line.booked_on))):
            if _break(order) is None:
                return order
    line, wanted = _break(rising) or (rising[0], 0)
    raise Refused.because(
        mark("流水{reference}的余额{said}元接不上：前一条余额加上这一条应当是{wanted}元，差{gap}元。"),
        remedy=mark("整个文件没有导入。中间可能缺了流水，或者改过金额；请从网银重新导出完整的明细。"), field="file",
        code="chain", reference=line.reference[:40], said=yuan(line.balance_fen or 0), wanted=yuan(wanted),
        gap=yuan((line.balance_fen or 0) - wanted),
    )  # fmt: skip


def _break(lines: Sequence[BankLine]) -> tuple[BankLine, int] | None:
    """Return the first line whose balance is another than the ones before say, with what they say."""
    stood: int | None = None
    for line in lines:
        wanted = None if stood is None else stood + line.amount_fen
        if line.balance_fen is not None and wanted is not None and wanted != line.balance_fen:
            return line, wanted
        stood = wanted if line.balance_fen is None else line.balance_fen
    return None


def _between(statement: BankStatement) -> BankStatement:
    if statement.opening_fen is None or statement.closing_fen is None:
        return statement
    wanted = statement.opening_fen + sum(line.amount_fen for line in statement.lines)
    if wanted == statement.closing_fen:
        return statement
    raise Refused.because(
        mark("对账单期初{opening}元，加上各条流水应当是{wanted}元，期末却是{closing}元，差{gap}元。"),
        remedy=mark("整个文件没有导入。中间可能缺了流水，或者改过金额；请从网银重新导出完整的明细。"), field="file",
        code="chain", opening=yuan(statement.opening_fen), wanted=yuan(wanted), closing=yuan(statement.closing_fen),
        gap=yuan(statement.closing_fen - wanted),
    )  # fmt: skip
