"""Statements as ISO 20022 camt.053: `defusedxml` opens the file, the classes of `pyiso20022` read it.

The gate stands first: no document type, no entities, nothing from outside. What passes is bound by `xsdata` to the
classes made from the schema of the version that the file names: amounts are decimals, days are days, a missing or
senseless value is refused. What a bank adds beside the schema is left out. Decision 0031 says what else was tried.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from hemei.community.purses.formats.lines import (
    CURRENCY,
    BankLine,
    BankStatement,
    bare,
    check_currency,
    order_in,
    read_amount,
)
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(?P<version>\d{2})\}Document")
_GB = re.compile(
    rb"\s*<\?xml[^>?]*\bencoding\s*=\s*[\"'](?P<encoding>gb18030|gbk|gb2312)[\"'][^>?]*\?>", re.IGNORECASE
)
_CLOSING, _BOOKED, _OUT = "CLBD", "BOOK", "DBIT"
_OPENING = ("OPBD", "PRCD")
"""What a statement opens with: said, or as the closing of the one before."""
MOST_DEEP = 40
"""The deepest element of the message lies some twenty below its root."""


def read_camt053(raw: bytes) -> BankStatement:
    """Read a statement of a version of camt.053 that the library knows; what is only expected (not booked) is left out.

    Raises:
        Refused: an XML bomb or anything with entities, broken, another message, another currency, two accounts.
    """
    found = _bound(_parsed(raw)).bk_to_cstmr_stmt.stmt
    accounts = {_account(one) for one in found}
    if len(accounts) != 1:
        raise Refused.because(
            mark("一个文件里有{count}个账号。"), remedy=mark("请按账户分别导出。"), field="file", code="accounts",
            count=len(accounts),
        )  # fmt: skip
    lines = tuple(line for one in found for entry in one.ntry for line in _entry(entry))
    closing, until = _balance(found[-1], _CLOSING) or (None, None)
    opening, _day_before = _balance(found[0], *_OPENING) or (None, None)
    first, last = found[0].fr_to_dt, found[-1].fr_to_dt
    since = _moment(first.fr_dt_tm) if first and last else None
    if first and last:
        until = max(filter(None, (until, _last_of(last))))
    return BankStatement(accounts.pop(), lines, closing, opening, until, since)


def _last_of(period: Any) -> date:
    """Return the last day of a period; what ends at midnight ends with the day before."""
    ends, last = period.to_dt_tm, _moment(period.to_dt_tm)
    midnight = (ends.hour, ends.minute, ends.second) == (0, 0, 0)
    return last - timedelta(days=1) if midnight and last > _moment(period.fr_dt_tm) else last


def _moment(found: Any) -> date:
    return (
        shanghai_day(found.to_datetime())
        if found.offset is not None
        else date(found.year, found.month, found.day)
    )


def _readable(raw: bytes) -> bytes:
    """Return a file that says it is written in GB18030, or its elders, in UTF-8: the parser reads no such encoding."""
    named = _GB.match(raw)
    if named is None:
        return raw
    try:
        text = raw[named.end() :].decode("gb18030")
    except UnicodeDecodeError as error:
        raise Refused.because(
            mark("文件写明是 {encoding} 编码，第{place}个字节却不是。"),
            remedy=mark("请从网银重新导出，不要手工改动。"), field="file", code="encoding",
            encoding=named["encoding"].decode(), place=named.end() + error.start + 1,
        ) from error  # fmt: skip
    return b'<?xml version="1.0" encoding="UTF-8"?>' + text.encode()


def _parsed(raw: bytes) -> Element:
    raw = _readable(raw)
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
    return _flat(root)


def _flat(root: Element) -> Element:
    """Refuse a file that is nested deeper than any message; what reads it would go down as deep."""
    level, depth = [root], 0
    while level := [child for one in level for child in one]:
        depth += 1
        if depth > MOST_DEEP:
            raise Refused.because(
                mark("文件一层套一层超过{most}层，“{name}”还在往里套，不是 camt.053 对账单。"),
                remedy=mark("请从网银重新导出。"), field="file", code="deep", most=MOST_DEEP,
                name=level[0].tag.rpartition("}")[2][:40],
            )  # fmt: skip
    return root


def _bound(root: Element) -> Any:
    # The library comes with the first statement of a bank; pages do without it.
    from xsdata.exceptions import ConverterWarning, ParserError  # noqa: PLC0415
    from xsdata.formats.dataclass.parsers import XmlParser  # noqa: PLC0415
    from xsdata.formats.dataclass.parsers.config import ParserConfig  # noqa: PLC0415
    from xsdata.formats.dataclass.parsers.handlers import XmlEventHandler  # noqa: PLC0415

    strict = ParserConfig(fail_on_unknown_properties=False, fail_on_converter_warnings=True)
    try:
        return XmlParser(config=strict, handler=XmlEventHandler).parse(root, _classes(root).Document)
    except (ParserError, ConverterWarning, TypeError, ValueError) as error:
        raise Refused.because(
            mark("文件不合 camt.053 的格式：{error}。"), remedy=mark("请从网银重新导出，或者改用 CSV 明细。"),
            field="file", code="schema", error=" ".join(str(error).split())[:120],
        ) from error  # fmt: skip


def _classes(root: Element) -> Any:
    named = _SPACE.fullmatch(root.tag)
    if named is None:
        raise Refused.because(
            mark("文件是“{name}”，不是 camt.053 对账单。"), remedy=mark("请从网银导出 camt.053 或 CSV 对账单。"),
            field="file", code="message", name=root.tag[:80],
        )  # fmt: skip
    module = f"pyiso20022.camt.camt_053_001_{named['version']}"
    if importlib.util.find_spec(module) is None:
        raise Refused.because(
            mark("对账单是 camt.053.001.{version} 版，系统还读不了这个版本。"),
            remedy=mark("请从网银导出 02 至 12 版的 camt.053，或者 CSV 明细。"), field="file", code="version",
            version=named["version"],
        )  # fmt: skip
    return importlib.import_module(module)


def _entry(entry: Any) -> Iterator[BankLine]:
    if _code(entry.sts) != _BOOKED:
        return
    reference = entry.acct_svcr_ref or entry.ntry_ref or ""
    details = [one for group in entry.ntry_dtls for one in group.tx_dtls]
    amounts = [_amount_of(one) for one in details]
    day = _day(entry.bookg_dt, reference)
    if len(details) > 1 and _make_up(entry, details, amounts):
        for number, (one, amount) in enumerate(zip(details, amounts, strict=True), start=1):
            yield _line(entry, one, amount, f"{reference}/{number}", day)
        return
    yield _line(entry, details[0] if len(details) == 1 else None, entry.amt, reference, day)


def _make_up(entry: Any, details: Sequence[Any], amounts: Sequence[Any]) -> bool:
    """Say whether the payments of a batch come to what moved; if not, what moved is the line and nothing is guessed."""
    if any(one is None or one.ccy != entry.amt.ccy for one in amounts):
        return False
    sides = [_side(entry, one) == _code(entry.cdt_dbt_ind) for one in details]
    total = sum(one.value if same else -one.value for one, same in zip(amounts, sides, strict=True))
    return bool(total == entry.amt.value)


def _side(entry: Any, detail: Any | None) -> str:
    """Return the side of a line as booked; of a reversal (`RvslInd`) it is the side of the reversal itself."""
    return _code(getattr(detail, "cdt_dbt_ind", None)) or _code(entry.cdt_dbt_ind)


def _amount_of(detail: Any) -> Any | None:
    own = getattr(detail, "amt", None)
    within = detail.amt_dtls.tx_amt if detail.amt_dtls else None
    return own or (within.amt if within else None)


def _line(entry: Any, detail: Any | None, amount: Any, reference: str, day: date) -> BankLine:
    check_currency(amount.ccy or CURRENCY, reference)
    went = _side(entry, detail) == _OUT
    fen = _unsigned(amount.value, reference)
    ours = detail.refs.end_to_end_id if detail and detail.refs else None
    told = " ".join(detail.rmt_inf.ustrd) if detail and detail.rmt_inf else ""
    note = told or entry.addtl_ntry_inf or ""
    return BankLine(
        reference=reference,
        booked_on=day,
        amount_fen=-fen if went else fen,
        balance_fen=None,
        party=_party(detail, "cdtr" if went else "dbtr")[:60],
        note=f"{'冲正 ' if entry.rvsl_ind else ''}{note}"[:120],
        order_number=order_in(ours or "", note),
        other_account=_other_account(detail, "cdtr" if went else "dbtr"),
    )


def _party(detail: Any | None, side: str) -> str:
    if detail is None or detail.rltd_pties is None:
        return ""
    found = getattr(detail.rltd_pties, side)
    person = getattr(found, "pty", found)  # since version 08 a person or a bank stands there
    return (person.nm if person else None) or ""


def _other_account(detail: Any | None, side: str) -> str:
    held = getattr(detail.rltd_pties, f"{side}_acct") if detail and detail.rltd_pties else None
    return _number(held) if held and held.id else ""


def _account(statement: Any) -> str:
    number = _number(statement.acct)
    check_currency(statement.acct.ccy or "", number[-4:])
    return number


def _number(held: Any) -> str:
    return bare((held.id.othr.id if held.id.othr else held.id.iban) or "")


def _balance(statement: Any, *kinds: str) -> tuple[int, date] | None:
    for balance in statement.bal:
        if (kind := _code(balance.tp.cd_or_prtry)) in kinds:
            fen = _unsigned(balance.amt.value, kind)
            return -fen if _code(balance.cdt_dbt_ind) == _OUT else fen, _day(balance.dt, kind)
    return None


def _unsigned(value: Any, where: str) -> int:
    """Read an amount, which has no sign of its own: which way it went, `CdtDbtInd` says."""
    fen = read_amount(str(value), where)
    if fen < 0:
        raise Refused.because(
            mark("{where}的金额“{said}”是负数；camt.053 用借贷标志写明方向。"), remedy=mark("请向银行核对后重新导出。"),
            field="file", code="sign", where=where[:40], said=str(value)[:30],
        )  # fmt: skip
    return fen


def _code(found: Any) -> str:
    """Return a code: of an enumeration, of a choice of code and own word, or plain, as the versions differ."""
    inner = getattr(found, "cd", found)
    return str(getattr(inner, "value", inner) or "")


def _day(booked: Any, where: str) -> date:
    """Return the day of an entry in the city: a moment of another zone may lie on the next day here.

    A moment without a zone counts as the bank wrote it.
    """
    found = (booked.dt or booked.dt_tm) if booked is not None else None
    if found is None:
        raise Refused.because(
            mark("{where}没有记账日期。"), remedy=mark("请向银行核对后重新导出。"), field="file", code="day",
            where=where[:40],
        )  # fmt: skip
    try:
        if booked.dt is None and found.offset is not None:
            return shanghai_day(found.to_datetime())
        return date(found.year, found.month, found.day)
    except (ValueError, OverflowError):
        raise Refused.because(
            mark("{where}的记账日期“{said}”不是一个日期。"), remedy=mark("请向银行核对后重新导出。"), field="file",
            code="day", where=where[:40], said=str(found)[:30],
        ) from None  # fmt: skip
