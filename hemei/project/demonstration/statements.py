"""Statements of made-up banks: tables in UTF-8 or GB18030, with one amount or two columns, and ISO 20022 camt.053."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from xml.sax.saxutils import escape

from hemei.community.purses.queries import OpenEntry
from hemei.community.purses.services import PastOrder, PastStatement
from hemei.kernel.actor import Actor
from hemei.kernel.periods import months_after
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.project.demonstration.money import Book

_UNHEARD, _STRANGE = 40, 30
"""Of one account in so many nothing was heard for months; of one in so many the bank knows more than the books."""
OPENS = "建账前"
"""How the words of what was there when the books began start."""
_SIGNED = {True: "合同收款", False: "转出"}
_PAID_AFTER = timedelta(days=2)
_HEARD = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Bank:
    """An account as its bank knows it; `place` decides how the bank writes."""

    number: str
    book: Book
    place: int
    now: datetime

    @property
    def last(self) -> date:
        """The day up to which the bank was heard."""
        if self.place % _UNHEARD == _UNHEARD // 2:
            return months_after(shanghai_day(self.now).replace(day=1), -3) - timedelta(days=1)
        return shanghai_day(self.now) - _HEARD


@dataclass(frozen=True, slots=True)
class _Line:
    day: date
    fen: int
    party: str
    note: str
    account: str = ""


def statements_of(
    bank: Bank, orders: Sequence[PastOrder], moved: Sequence[OpenEntry], *, reader: Actor
) -> list[PastStatement]:
    """Return the statements of an account: a year, up to the last month's end, and what there is of this month."""
    words = bank.book.words
    before = sum(one.amount_fen for one in moved if words.get(one.id, "").startswith(OPENS))
    lines = [
        _Line(
            one.booked_on,
            one.amount_fen,
            one.payee.name,
            words.get(one.id) or _SIGNED[one.amount_fen > 0],
            one.payee.account,
        )
        for one in moved
        if not words.get(one.id, "").startswith(OPENS)
    ]
    lines += [
        _Line(
            paid,
            -one.draft.amount_fen,
            one.draft.payee,
            f"{one.number} {one.draft.purpose}",
            one.draft.payee_account,
        )
        for one in orders
        if one.filed_at and (paid := shanghai_day(one.filed_at) + _PAID_AFTER)
    ]
    if bank.place % _STRANGE == _STRANGE - 1:
        lines.append(_Line(bank.last - timedelta(days=16), 20_000, "示范便民服务公司", "转账，用途未注明"))
        lines.append(_Line(bank.last - timedelta(days=12), -1_500, "", "账户管理费"))
    lines = sorted((one for one in lines if one.day <= bank.last), key=lambda one: one.day)
    return _cut(bank, lines, before, reader)


def _cut(bank: Bank, lines: Sequence[_Line], balance: int, reader: Actor) -> list[PastStatement]:
    month = shanghai_day(bank.now).replace(day=1)
    found: list[PastStatement] = []
    number, since = 0, bank.book.since
    for until in (months_after(bank.book.since, 12), month, bank.last + timedelta(days=1)):
        part = lines[number:]
        part = [one for one in part if one.day < until]
        if not part:
            continue
        read_at = datetime.combine(min(until + timedelta(days=2), shanghai_day(bank.now)), time(9), SHANGHAI)
        raw = _WRITERS[bank.place % len(_WRITERS)](bank, part, number, balance)
        name = "statement.xml" if raw.startswith(b"<") else "statement.csv"
        covers = since, min(until - timedelta(days=1), bank.last)
        found.append(
            PastStatement(raw=raw, name=name, read_at=min(read_at, bank.now), reader=reader, covers=covers)
        )
        since = until
        number += len(part)
        balance += sum(one.fen for one in part)
    return found


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02}"


def _reference(bank: Bank, number: int, day: date) -> str:
    return f"{day:%Y%m%d}{bank.place:04d}{number:06d}"


def _table(bank: Bank, lines: Sequence[_Line], first: int, balance: int, *, columns: bool) -> str:
    room = io.StringIO(newline="")
    writer = csv.writer(room, lineterminator="\r\n")
    amounts = ("借方发生额", "贷方发生额") if columns else ("交易金额",)
    writer.writerow(
        ("账号", "交易日期", "交易流水号", *amounts, "余额", "币种", "对方账号", "对方户名", "摘要")
    )
    for number, one in enumerate(lines, start=first):
        balance += one.fen
        out, into = (_yuan(-one.fen), "") if one.fen < 0 else ("", _yuan(one.fen))
        said = (out, into) if columns else (_yuan(one.fen),)
        reference = _reference(bank, number, one.day)
        writer.writerow(
            (
                bank.number,
                one.day,
                reference,
                *said,
                _yuan(balance),
                "人民币",
                one.account,
                one.party,
                one.note,
            )
        )
    return room.getvalue()


def _plain(bank: Bank, lines: Sequence[_Line], first: int, balance: int) -> bytes:
    return _table(bank, lines, first, balance, columns=False).encode("utf-8-sig")


def _chinese(bank: Bank, lines: Sequence[_Line], first: int, balance: int) -> bytes:
    return _table(bank, lines, first, balance, columns=True).encode("gb18030")


def _camt053(bank: Bank, lines: Sequence[_Line], first: int, balance: int) -> bytes:
    entries = "".join(
        _entry(one, _reference(bank, number, one.day)) for number, one in enumerate(lines, start=first)
    )
    closing = balance + sum(one.fen for one in lines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr>'
        f"<MsgId>HM{bank.place}-{first}</MsgId><CreDtTm>{lines[-1].day}T18:00:00</CreDtTm></GrpHdr><Stmt>"
        f"<Id>{bank.place}-{first}</Id><CreDtTm>{lines[-1].day}T18:00:00</CreDtTm>"
        f"<Acct><Id><Othr><Id>{bank.number}</Id></Othr></Id><Ccy>CNY</Ccy></Acct>"
        f"{_balance('OPBD', balance, lines[0].day)}{_balance('CLBD', closing, lines[-1].day)}"
        f"{entries}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _balance(kind: str, fen: int, day: date) -> str:
    return f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{_amount(fen)}<Dt><Dt>{day}</Dt></Dt></Bal>"


def _amount(fen: int) -> str:
    side = "DBIT" if fen < 0 else "CRDT"
    return f'<Amt Ccy="CNY">{_yuan(abs(fen))}</Amt><CdtDbtInd>{side}</CdtDbtInd>'


def _entry(one: _Line, reference: str) -> str:
    other = "Cdtr" if one.fen < 0 else "Dbtr"
    party = f"<{other}><Nm>{escape(one.party)}</Nm></{other}>" if one.party else ""
    account = (
        f"<{other}Acct><Id><Othr><Id>{one.account}</Id></Othr></Id></{other}Acct>" if one.account else ""
    )
    parties = f"<RltdPties>{party}{account}</RltdPties>" if one.party else ""
    return (
        f"<Ntry>{_amount(one.fen)}<Sts>BOOK</Sts><BookgDt><Dt>{one.day}</Dt></BookgDt>"
        f"<AcctSvcrRef>{reference}</AcctSvcrRef><BkTxCd/><NtryDtls><TxDtls>{parties}"
        f"<RmtInf><Ustrd>{escape(one.note)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


_WRITERS = (_plain, _chinese, _camt053)
