"""Statements as ISO 20022 camt.053, read by `defusedxml`: no document type, no entities, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from hemei.community.purses.formats.lines import (
    CURRENCY,
    BankLine,
    BankStatement,
    check_currency,
    order_in,
    read_amount,
)
from hemei.kernel.decision import Refused, mark

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."
_CLOSING = "CLBD"


def read_camt053(raw: bytes) -> BankStatement:
    """Read a statement of any version of camt.053; what is only expected (not booked) is left out.

    Raises:
        Refused: an XML bomb or anything with entities, broken, another message, another currency, two accounts.
    """
    root = _parsed(raw)
    if not root.tag.startswith("{" + _SPACE):
        raise Refused.because(
            mark("文件是“{name}”，不是 camt.053 对账单。"), remedy=mark("请从网银导出 camt.053 或 CSV 对账单。"),
            field="file", code="message", name=root.tag[:80],
        )  # fmt: skip
    found = list(_all(root, "BkToCstmrStmt", "Stmt"))
    accounts = {_account(one) for one in found}
    if len(accounts) != 1:
        raise Refused.because(
            mark("一个文件里有{count}个账号。"), remedy=mark("请按账户分别导出。"), field="file", code="accounts",
            count=len(accounts),
        )  # fmt: skip
    lines = tuple(line for one in found for entry in _all(one, "Ntry") for line in _entry(entry))
    return BankStatement(accounts.pop(), lines, _closing(found[-1]))


def _parsed(raw: bytes) -> Element:
    try:
        root: Element = fromstring(raw, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise Refused.because(
            mark("文件里有文档类型或实体定义（{kind}），可能是 XML 炸弹，系统拒绝打开。"),
            remedy=mark("请从网银重新导出；银行的对账单不含这些内容。"), field="file", code="bomb",
            kind=type(error).__name__,
        ) from error  # fmt: skip
    except (ParseError, ValueError, LookupError) as error:
        raise Refused.because(
            mark("文件不完整，或者不是正确的 XML：{error}。"), remedy=mark("请从网银重新导出。"), field="file",
            code="broken", error=str(error)[:60],
        ) from error  # fmt: skip
    return root


def _entry(entry: Element) -> Iterator[BankLine]:
    status = _text(entry, "Sts", "Cd") or _text(entry, "Sts")
    if status != "BOOK":
        return
    reference = _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")
    details = list(_all(entry, "NtryDtls", "TxDtls"))
    amounts = [_amount_of(one) for one in details]
    day = _day(_text(entry, "BookgDt", "Dt") or _text(entry, "BookgDt", "DtTm"), reference)
    if len(details) > 1 and all(one is not None for one in amounts):
        for number, one in enumerate(details, start=1):
            yield _line(entry, one, amounts[number - 1], f"{reference}/{number}", day)
        return
    yield _line(entry, details[0] if details else entry, _first(entry, "Amt"), reference, day)


def _amount_of(detail: Element) -> Element | None:
    return next(iter([*_all(detail, "AmtDtls", "TxAmt", "Amt"), *_all(detail, "Amt")]), None)


def _line(entry: Element, detail: Element, amount: Element | None, reference: str, day: date) -> BankLine:
    if amount is None:
        raise Refused.because(
            mark("{where}没有金额。"), remedy=mark("请向银行核对后重新导出。"), field="file", code="amount",
            where=reference[:40],
        )  # fmt: skip
    check_currency(amount.get("Ccy", CURRENCY), reference)
    went = (_text(detail, "CdtDbtInd") or _text(entry, "CdtDbtInd")) == "DBIT"
    fen = read_amount((amount.text or "").strip(), reference)
    other = "Cdtr" if went else "Dbtr"
    party = _text(detail, "RltdPties", other, "Nm") or _text(detail, "RltdPties", other, "Pty", "Nm")
    ours = _text(detail, "Refs", "EndToEndId")
    note = _text(detail, "RmtInf", "Ustrd") or _text(entry, "AddtlNtryInf")
    return BankLine(
        reference=reference,
        booked_on=day,
        amount_fen=-fen if went else fen,
        balance_fen=None,
        party=party[:60],
        note=note[:120],
        order_number=order_in(ours, note),
    )


def _account(statement: Element) -> str:
    number = _text(statement, "Acct", "Id", "Othr", "Id") or _text(statement, "Acct", "Id", "IBAN")
    check_currency(_text(statement, "Acct", "Ccy"), number[-4:])
    return number.replace(" ", "")


def _closing(statement: Element) -> int | None:
    for balance in _all(statement, "Bal"):
        if _text(balance, "Tp", "CdOrPrtry", "Cd") == _CLOSING:
            fen = read_amount(_text(balance, "Amt"), _CLOSING)
            return -fen if _text(balance, "CdtDbtInd") == "DBIT" else fen
    return None


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise Refused.because(
            mark("第{where}行的日期“{said}”看不懂。"), remedy=mark("请写成 2026-09-28 的样子。"), field="file",
            code="day", where=where[:40], said=text[:20],
        ) from None  # fmt: skip


def _all(parent: Element, *names: str) -> Iterator[Element]:
    yield from parent.iterfind("/".join(f"{{*}}{name}" for name in names))


def _first(parent: Element, *names: str) -> Element | None:
    return next(_all(parent, *names), None)


def _text(parent: Element, *names: str) -> str:
    found = _first(parent, *names)
    return (found.text or "").strip() if found is not None else ""
