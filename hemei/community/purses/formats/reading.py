"""Statements of the bank: which profile a file is of, and CSV in UTF-8 or GB18030."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from hemei.community.purses.formats.camt053 import read_camt053
from hemei.community.purses.formats.chain import chained
from hemei.community.purses.formats.lines import (
    MOST_BYTES,
    BankLine,
    BankStatement,
    bare,
    check_currency,
    checked,
    order_in,
    read_amount,
)
from hemei.community.purses.rules.words import FileProfile
from hemei.kernel.decision import Refused, mark

# What banks call the columns. Either one signed amount, or what went and what came apart.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "account": ("账号", "本方账号", "账户", "account"),
    "day": ("交易日期", "记账日期", "日期", "date"),
    "reference": ("交易流水号", "流水号", "凭证号", "交易序号", "reference"),
    "amount": ("交易金额", "发生额", "金额", "amount"),
    "out": ("借方发生额", "借方金额", "支出", "支出金额", "debit"),
    "into": ("贷方发生额", "贷方金额", "收入", "收入金额", "credit"),
    "sign": (
        "借贷标志",
        "借贷方向",
        "借贷",
        "借/贷",
        "借贷标识",
        "收支标志",
        "收支方向",
        "收支",
        "收/支",
        "d/c",
        "dc",
    ),
    "balance": ("账户余额", "余额", "balance"),
    "currency": ("币种", "currency"),
    "other_account": ("对方账号", "对方账户", "对方卡号", "counterparty account"),
    "party": ("对方户名", "对方名称", "对方账户名称", "counterparty"),
    "note": ("摘要", "用途", "附言", "备注", "note"),
}
_NEEDED = ("account", "day", "reference")
_WENT = frozenset({"借", "借方", "支", "支出", "付", "出", "转出", "d", "dr", "debit", "dbit"})
_CAME = frozenset({"贷", "贷方", "收", "收入", "入", "转入", "c", "cr", "credit", "crdt"})
"""How banks mark in a column of its own whether money went or came."""


def read_statement(raw: bytes, name: str) -> tuple[FileProfile, BankStatement]:
    """Read a statement by what it holds, whatever its name says.

    Raises:
        Refused: too large, neither camt.053 nor CSV, not readable, or with a line that cannot be right
            or is not there.
    """
    if len(raw) > MOST_BYTES:
        raise Refused.because(
            mark("文件“{name}”超过 {most} MB。"), remedy=mark("请分期间导出。"), field="file", code="large",
            name=name[-40:], most=MOST_BYTES // 1_000_000,
        )  # fmt: skip
    if _looks_like_xml(raw):
        return FileProfile.CAMT053, chained(checked(read_camt053(raw)))
    return FileProfile.CSV, _told_apart(_read_csv(_text(raw, name), name))


def _told_apart(found: tuple[BankStatement, Mapping[str, str]]) -> BankStatement:
    """Return a statement whose lines all say whether money went or came.

    What a bank writes below zero where it says apart what went is, by the bank, money that went, or a debit that was
    taken back in red. The balances tell which; where they do not, nothing is read.
    """
    statement, unsure = found
    if not unsure:
        return chained(checked(statement))
    fitting: list[BankStatement] = []
    for way in (1, -1):
        lines = tuple(
            replace(line, amount_fen=way * line.amount_fen) if line.reference in unsure else line
            for line in statement.lines
        )
        with suppress(Refused):
            fitting.append(chained(checked(replace(statement, lines=lines))))
    fitting = [one for one in fitting if _by_day(one)] or fitting
    if len(fitting) == 1:
        return fitting[0]
    where, said = next(iter(unsure.items()))[1].split(" ", 1)
    raise Refused.because(
        mark("第{where}行的支出写成负数“{said}”：可能是付出，也可能是红字冲回，从余额看不出来。"),
        remedy=mark("请导出带余额、并且前后有其他流水的明细，或者导出 camt.053 对账单。"), field="file", code="sign",
        where=where, said=said[:30],
    )  # fmt: skip


def _looks_like_xml(raw: bytes) -> bool:
    start = raw[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return start.startswith(b"<")


def _text(raw: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused.because(
        mark("文件“{name}”不是 UTF-8 或 GB18030 编码的文字。"), remedy=mark("请从网银导出 CSV 或 camt.053 文件。"),
        field="file", code="encoding", name=name[-40:],
    )  # fmt: skip


def _by_day(statement: BankStatement) -> bool:
    """Whether the balances put the lines in the order of their days: what fits only backwards fits by chance."""
    days = [line.booked_on for line in statement.lines]
    return days == sorted(days)


def _read_csv(text: str, name: str) -> tuple[BankStatement, Mapping[str, str]]:
    """Return a statement, and the lines of which it does not say whether money went or came, by their reference."""
    rows = _rows(text, name)
    for number, row in enumerate(rows[:20]):
        at = _columns(row)
        if all(key in at for key in _NEEDED) and ("amount" in at or {"out", "into"} <= set(at)):
            return _lines(rows[number + 1 :], at)
    raise Refused.because(
        mark("文件“{name}”里找不到表头：要有账号、交易日期、交易流水号，以及金额或借贷两列。"),
        remedy=mark("请从网银导出带这些列的明细；首行以前的说明文字可以保留。"), field="file", code="header",
        name=name[-40:],
    )  # fmt: skip


def _rows(text: str, name: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        return [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Refused.because(
            mark("文件“{name}”到第{line}行读不下去：有一格的文字太长，或者引号没有结束。"),
            remedy=mark("请从网银重新导出，不要手工改动。"), field="file", code="table", name=name[-40:],
            line=reader.line_num,
        ) from error  # fmt: skip


def _columns(row: Sequence[str]) -> dict[str, int]:
    words = [cell.strip().casefold().removesuffix("(元)").removesuffix("（元）") for cell in row]
    return {
        key: words.index(found)
        for key, names in _COLUMNS.items()
        if (found := next((one for one in names if one in words), None)) is not None
    }


def _lines(rows: Sequence[Sequence[str]], at: Mapping[str, int]) -> tuple[BankStatement, Mapping[str, str]]:
    lines, accounts, unsure = [], dict[str, None](), dict[str, str]()
    for number, row in enumerate(rows, start=1):
        cells = {key: row[place].strip() if place < len(row) else "" for key, place in at.items()}
        where = f"{number}"
        if not cells["day"] and not cells["reference"]:
            continue  # a line of totals below the table
        check_currency(cells.get("currency", ""), where)
        accounts[bare(cells["account"])] = None
        note, party = cells.get("note", ""), cells.get("party", "")
        reference = cells["reference"].strip("'\t")
        if said := _red(cells, where):
            unsure[reference] = f"{where} {said}"
        lines.append(
            BankLine(
                reference=reference,
                booked_on=_day(cells["day"], where),
                amount_fen=_signed(cells, where),
                balance_fen=read_amount(cells["balance"], where) if cells.get("balance") else None,
                party=party[:60],
                note=note[:120],
                order_number=order_in(note),
                other_account=bare(cells.get("other_account", "")),
            )
        )
    if len(accounts) > 1:
        raise Refused.because(
            mark("一个文件里有{count}个账号。"), remedy=mark("请按账户分别导出。"), field="file", code="accounts",
            count=len(accounts),
        )  # fmt: skip
    return BankStatement(next(iter(accounts), ""), tuple(lines), None), unsure


def _red(cells: Mapping[str, str], where: str) -> str:
    """Return what a line says below zero of money that went by another column; empty where it says none such."""
    went = cells.get("out", "")
    if cells.get("amount"):
        went = cells["amount"] if cells.get("sign", "").casefold() in _WENT else ""
    return went if went and read_amount(went, where) < 0 else ""


def _signed(cells: Mapping[str, str], where: str) -> int:
    """Return what moved: below zero what went. A debit below zero is read as taken back, see `_told_apart`."""
    if cells.get("amount"):
        amount, sign = read_amount(cells["amount"], where), cells.get("sign", "").casefold()
        if sign and sign not in _WENT | _CAME:
            raise Refused.because(
                mark("第{where}行的借贷标志“{said}”看不懂。"), remedy=mark("请写成借或者贷，收或者支。"),
                field="file", code="sign", where=where, said=sign[:10],
            )  # fmt: skip
        return -amount if sign in _WENT else amount
    out = read_amount(cells["out"], where) if cells.get("out") else 0
    into = read_amount(cells["into"], where) if cells.get("into") else 0
    if out and into:
        raise Refused.because(
            mark("第{where}行借方和贷方都有金额。"), remedy=mark("请向银行核对后重新导出。"), field="file",
            code="both", where=where,
        )  # fmt: skip
    return into - out


def _day(text: str, where: str) -> date:
    digits = text[:10].replace("/", "-").replace(".", "-")
    if len(text) >= 8 and text[:8].isdigit():  # noqa: PLR2004 - yyyymmdd
        digits = f"{text[:4]}-{text[4:6]}-{text[6:8]}"
    try:
        return date.fromisoformat(digits)
    except ValueError:
        raise Refused.because(
            mark("第{where}行的日期“{said}”看不懂。"), remedy=mark("请写成 2026-09-28 的样子。"), field="file",
            code="day", where=where, said=text[:20],
        ) from None  # fmt: skip
