"""What may be posted: whole fen, each purse in balance, in an open month, not ahead; what may be reversed, closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hemei.community.ledgers.rules.standards import ChartOfAccounts
from hemei.community.ledgers.rules.words import PURSE_NAMES, EntryKind, Purse
from hemei.kernel.decision import Decision, Reason, Reference, gives_reason, mark
from hemei.kernel.money import MOST_FEN, yuan

LEAST_LINES = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A posting to be made: fen, debits above zero, credits below. `of_id` is the unit, contract or part it is of."""

    code: str
    amount_fen: int
    of_id: int | None = None


@dataclass(frozen=True, slots=True)
class Books:
    """What the rule must know of a ledger: its first day and the first day that is not closed."""

    opened_on: date
    open_from: date


def may_post(
    *,
    booked_on: date,
    lines: Sequence[Line],
    books: Books,
    chart: ChartOfAccounts,
    today: date,
) -> Decision:
    """Whether an entry may be posted. Each thing that is wrong is said, with its value."""
    faults = [*_day_faults(booked_on, books, today), *_line_faults(lines, chart)]
    if not faults:
        faults = list(_unbalanced(lines, chart))
    if faults:
        return Decision.no(*faults)
    return Decision.yes(*_references(lines, chart))


def may_open(*, has_ledger: bool, opened_on: date, today: date) -> Decision:
    """Whether the books of an estate may be opened: once, not ahead."""
    if has_ledger:
        return _no(mark("这个小区已经建账。"), mark("一个小区只有一套账。"), "estate", "once")
    if opened_on > today:
        return _no(
            mark("{day}还没有到。"), mark("请填写今天或以前的日期。"), "opened_on", "future", day=opened_on
        )
    return Decision.yes()


def may_reverse(
    *, kind: EntryKind, reversed_already: bool, reason: str, chart: ChartOfAccounts, follows: bool = False
) -> Decision:
    """Whether an entry may be reversed: once, with a reason; a reversal itself is not reversed but posted anew.

    `follows` is whether it follows from an order or an act on the fund: then only that takes it back, or the books
    would say what the order or the household's account does not.
    """
    if follows:
        return _no(
            mark("这张凭证是付款单或者维修资金的业务形成的，不能单独冲销。"),
            mark("请在付款单或者维修资金的页面办理。"), "", "follows",
        )  # fmt: skip
    if kind is EntryKind.REVERSAL:
        return _no(mark("冲销凭证不能再冲销。"), mark("请按正确的内容重新记账。"), "", "reversal")
    if reversed_already:
        return _no(mark("这张凭证已经冲销过。"), mark("请按正确的内容重新记账。"), "", "reversed")
    told = gives_reason(mark("没有写明冲销原因。"), reason)
    if not told.allowed:
        return told
    return Decision.yes(chart.correction.warrant.reference)


def may_take_back(*, booked_on: date, first_on: date) -> Decision:
    """Whether a reversal may be booked on a day: not before the day of what it takes back."""
    if booked_on < first_on:
        return _no(
            mark("冲销日期{day}在原凭证的日期{was}以前。"), mark("请填写原凭证当天或以后的日期。"), "booked_on",
            "before_entry", day=booked_on, was=first_on,
        )  # fmt: skip
    return Decision.yes()


def may_leave_common(left_fen: int) -> Decision:
    """Whether a reversal may take back what came to the common part of the fund: it is not with the households yet."""
    if left_fen < 0:
        return _no(
            mark("这张凭证转入公共分账的钱已经分到各户，不能冲销。"),
            mark("请先在维修资金的“更正”里把分到各户的钱转回公共分账，再冲销。"),
            "",
            "shared_out",
        )
    return Decision.yes()


def follows_from(source_stream: str) -> bool:
    """Whether an entry follows from an act that keeps its own record; a line of the bank booked by hand does not."""
    return source_stream.startswith(OWN_ACTS)


RETURNED = "returned:"
"""How the key of an entry begins that takes back what the bank paid and gave back."""
OWN_ACTS = ("purses.order:", "funds.")
"""How the streams begin whose acts post entries and take them back themselves."""


def may_close(*, until: date, books: Books, today: date) -> Decision:
    """Whether the books may be closed up to a day, that day excluded: the first of a month, forwards, not ahead."""
    if until.day != 1:
        return _no(mark("只能按月结账。"), mark("请选择月份。"), "until", "month")
    if until <= books.open_from:
        return _no(mark("{day}以前已经结账。"), "", "until", "closed", day=books.open_from)
    if until > today:
        return _no(mark("这个月还没有结束。"), mark("请在月末以后结账。"), "until", "early")
    return Decision.yes()


def _day_faults(booked_on: date, books: Books, today: date) -> Iterable[Reason]:
    if booked_on > today:
        yield _reason(
            mark("{day}还没有到。"), mark("请按业务发生的日期记账。"), "booked_on", "future", day=booked_on
        )
    elif booked_on < books.opened_on:
        yield _reason(
            mark("{day}在建账以前。"),
            mark("建账以前的余额请记作期初。"),
            "booked_on",
            "before",
            day=booked_on,
        )
    elif booked_on < books.open_from:
        yield _reason(
            mark("{day}所在的月份已经结账。"), mark("请记在{first}以后，或者冲销后重记。"), "booked_on", "closed",
            day=booked_on, first=books.open_from,
        )  # fmt: skip


def _line_faults(lines: Sequence[Line], chart: ChartOfAccounts) -> Iterable[Reason]:
    if len(lines) < LEAST_LINES:
        yield _reason(mark("一张凭证至少有两行。"), mark("请同时写明借方和贷方。"), "lines", "lines")
    for number, line in enumerate(lines, start=1):
        item = chart.of(line.code)
        if item is None:
            yield _reason(
                mark("第{line}行的科目“{account}”不在当天的科目表里。"), mark("请从科目表中选择。"), "lines", "account",
                line=number, account=line.code,
            )  # fmt: skip
        elif bool(item.per) != (line.of_id is not None) and not item.by_part:
            yield _reason(mark("第{line}行没有写明是哪一户或哪一份合同。"), "", "lines", "of", line=number)
        if line.amount_fen == 0:
            yield _reason(
                mark("第{line}行的金额是零。"), mark("请填写大于零的金额。"), "lines", "zero", line=number
            )
        elif abs(line.amount_fen) >= MOST_FEN:
            yield _reason(
                mark("第{line}行的金额{amount}元太大。"), mark("请核对金额。"), "lines", "large",
                line=number, amount=yuan(line.amount_fen),
            )  # fmt: skip


def _unbalanced(lines: Sequence[Line], chart: ChartOfAccounts) -> Iterable[Reason]:
    for purse in Purse:
        of = [line.amount_fen for line in lines if (item := chart.of(line.code)) and item.of_purse is purse]
        if sum(of):
            yield _reason(
                mark("{purse}借贷不平：借方{debit}元，贷方{credit}元，相差{gap}元。"),
                mark("两本账各自平衡；请核对各行金额。"), "lines", "unbalanced",
                purse=PURSE_NAMES[purse], debit=yuan(sum(one for one in of if one > 0)),
                credit=yuan(-sum(one for one in of if one < 0)), gap=yuan(abs(sum(of))),
            )  # fmt: skip


def _references(lines: Sequence[Line], chart: ChartOfAccounts) -> tuple[Reference, ...]:
    found = (chart.of(line.code) for line in lines)
    return tuple(dict.fromkeys(item.warrant.reference for item in found if item))


def _reason(text: str, remedy: str, field: str, code: str, **values: object) -> Reason:
    said = {name: value if isinstance(value, int) else str(value) for name, value in values.items()}
    return Reason(text, said, remedy, field, code)


def _no(text: str, remedy: str, field: str, code: str, **values: object) -> Decision:
    return Decision.no(_reason(text, remedy, field, code, **values))
