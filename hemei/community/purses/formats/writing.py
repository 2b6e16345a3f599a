"""Payment orders as files for the bank: a plain CSV profile, and ISO 20022 pain.001.001.03."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree as ET

from hemei.community.purses.formats.lines import CURRENCY, Payment, PaymentFile

PAIN = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"
_HEADER = ("序号", "付款单号", "付款账号", "收款人", "收款账号", "收款开户行", "金额", "币种", "用途")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, in full width too."""
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for, written or escaped: a file that holds one is none to a bank."""
_NAME, _USTRD = 70, 140
"""How many characters the schema lets a name and a remittance text have (Max70Text, Max140Text)."""


def as_csv(file: PaymentFile) -> bytes:
    """Write the plain profile: UTF-8 with a mark that spreadsheets know, one payment a line."""
    room = io.StringIO(newline="")
    writer = csv.writer(room, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for number, one in enumerate(file.payments, start=1):
        writer.writerow(
            (
                number, one.number, file.payer_account, _said(one.payee), one.payee_account, _said(one.payee_bank),
                _amount(one.amount_fen), CURRENCY, _said(one.purpose),
            )
        )  # fmt: skip
    return ("\ufeff" + room.getvalue()).encode()


def _said(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_pain001(file: PaymentFile) -> bytes:
    """Write a Customer Credit Transfer Initiation: one group, one debtor, each payment booked by itself."""
    ET.register_namespace("", PAIN)
    root = ET.Element(f"{{{PAIN}}}Document")
    body = _in(root, "CstmrCdtTrfInitn")
    header = _in(body, "GrpHdr")
    _in(header, "MsgId", file.number)
    _in(header, "CreDtTm", file.made_at)
    _in(header, "NbOfTxs", str(len(file.payments)))
    _in(header, "CtrlSum", _amount(file.total_fen))
    _in(_in(header, "InitgPty"), "Nm", file.payer[:_NAME])
    group = _in(body, "PmtInf")
    _in(group, "PmtInfId", file.number)
    _in(group, "PmtMtd", "TRF")
    _in(group, "BtchBookg", "false")
    _in(group, "NbOfTxs", str(len(file.payments)))
    _in(group, "CtrlSum", _amount(file.total_fen))
    _in(group, "ReqdExctnDt", file.pay_on.isoformat())
    _in(_in(group, "Dbtr"), "Nm", file.payer[:_NAME])
    _account(group, "DbtrAcct", file.payer_account)
    _bank(group, "DbtrAgt", file.payer_bank)
    for one in file.payments:
        _transfer(group, one)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text


def _transfer(group: ET.Element, one: Payment) -> None:
    transfer = _in(group, "CdtTrfTxInf")
    _in(_in(transfer, "PmtId"), "EndToEndId", one.number)
    amount = _in(_in(transfer, "Amt"), "InstdAmt", _amount(one.amount_fen))
    amount.set("Ccy", CURRENCY)
    _bank(transfer, "CdtrAgt", one.payee_bank)
    _in(_in(transfer, "Cdtr"), "Nm", one.payee[:_NAME])
    _account(transfer, "CdtrAcct", one.payee_account)
    _in(_in(transfer, "RmtInf"), "Ustrd", f"{one.number} {one.purpose}"[:_USTRD])


def _account(parent: ET.Element, name: str, number: str) -> None:
    _in(_in(_in(_in(parent, name), "Id"), "Othr"), "Id", number)


def _bank(parent: ET.Element, name: str, bank: str) -> None:
    _in(_in(_in(parent, name), "FinInstnId"), "Nm", bank[:_USTRD] or "-")


def _in(parent: ET.Element, name: str, text: str = "") -> ET.Element:
    made = ET.SubElement(parent, f"{{{PAIN}}}{name}")
    if text:
        made.text = _UNWRITABLE.sub(" ", text)
    return made


def _amount(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"
