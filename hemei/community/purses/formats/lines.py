"""What every profile reads and writes: a payment to be made, a line of the bank, a whole statement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from hemei.kernel.decision import Refused, mark
from hemei.kernel.money import NotMoney, fen_of

MOST_BYTES = 20_000_000
MOST_LINES = 20_000
LONGEST_TEXT, LONGEST_ACCOUNT = 200, 40
CURRENCY = "CNY"
OURS = frozenset({"CNY", "RMB", "156", "人民币", ""})
"""How banks write our currency; a statement that names none is in it."""
_ORDER = re.compile(r"(?<!\d)(20\d{2}-\d{4,6})(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment that the bank is to make."""

    number: str
    amount_fen: int
    payee: str
    payee_account: str
    payee_bank: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFile:
    """Payments of one account that go to the bank together."""

    number: str
    made_at: str
    """The moment in ISO 8601, local time with its offset."""
    pay_on: date
    payer: str
    payer_account: str
    payer_bank: str
    payments: tuple[Payment, ...]

    @property
    def total_fen(self) -> int:
        """What all of them come to."""
        return sum(one.amount_fen for one in self.payments)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """A line of a statement: what came is above zero, what went below."""

    reference: str
    booked_on: date
    amount_fen: int
    balance_fen: int | None
    party: str
    note: str
    order_number: str
    other_account: str = ""
    """The account of the other side as the bank writes it, without spaces; empty where it names none."""

    @property
    def text(self) -> str:
        """What the bank says of it, as it is kept."""
        return " · ".join(part for part in (self.party, self.note) if part)[:LONGEST_TEXT] or "-"


@dataclass(frozen=True, slots=True)
class BankStatement:
    """A statement of one account. `since` and `until` are the days it covers, where the bank says so, both included."""

    account: str
    lines: tuple[BankLine, ...]
    closing_fen: int | None
    opening_fen: int | None = None
    until: date | None = None
    since: date | None = None

    @property
    def days(self) -> tuple[date, ...]:
        """The days it tells of, those of its lines and the one it closes with; never none of what passed `checked`."""
        return (*(line.booked_on for line in self.lines), *([self.until] if self.until else []))


def bare(account: str) -> str:
    """Return the number of an account without what spreadsheets and banks put around it."""
    return "".join(account.split()).strip("'")[:LONGEST_ACCOUNT]


def order_in(*texts: str) -> str:
    """Return the number of a payment order that the texts name, empty where none does."""
    for text in texts:
        if found := _ORDER.search(text):
            return found[1]
    return ""


def read_amount(text: str, where: str) -> int:
    """Read an amount as a bank writes it.

    Raises:
        Refused: it is no amount in yuan with at most two decimals, and not 0.001.
    """
    try:
        return fen_of(text.replace("￥", "").replace("¥", ""))
    except NotMoney:
        raise Refused.because(
            mark("{where}的金额“{said}”不是以元为单位、最多两位小数的数字。"), remedy=mark("请向银行核对后重新导出。"),
            field="file", code="amount", where=where, said=text[:30],
        ) from None  # fmt: skip


def check_currency(text: str, where: str) -> None:
    """Refuse what is not in yuan, naming it."""
    if text.strip().upper() not in OURS:
        raise Refused.because(
            mark("{where}的币种是“{said}”，共管账户只记人民币。"), remedy=mark("请导出人民币账户的对账单。"),
            field="file", code="currency", where=where, said=text[:10],
        )  # fmt: skip


def checked(statement: BankStatement) -> BankStatement:
    """Return a statement with lines, not too many, each with a reference of its own and an amount.

    It may have none where nothing moved and the bank says with which day and balance it closes.
    """
    if not statement.lines and (statement.until is None or statement.closing_fen is None):
        raise Refused.because(
            mark("对账单里没有流水，也没有写明截止日期和期末余额。"),
            remedy=mark("请重新选择期间导出；没有往来的月份，请导出带期末余额的 camt.053 对账单。"), field="file",
            code="empty",
        )  # fmt: skip
    if len(statement.lines) > MOST_LINES:
        raise Refused.because(
            mark("对账单有{count}条流水，一次最多{most}条。"), remedy=mark("请分期间导出。"), field="file",
            code="long", count=len(statement.lines), most=MOST_LINES,
        )  # fmt: skip
    seen: set[str] = set()
    for number, line in enumerate(statement.lines, start=1):
        if not line.reference or line.reference in seen:
            raise Refused.because(
                mark("第{number}条流水的流水号“{reference}”是空的或者重复。"),
                remedy=mark("请导出带银行流水号的对账单。"), field="file", code="reference",
                number=number, reference=line.reference[:40],
            )  # fmt: skip
        if line.amount_fen == 0:
            raise Refused.because(
                mark("第{number}条流水的金额是零。"), remedy=mark("请向银行核对后重新导出。"), field="file",
                code="zero", number=number,
            )  # fmt: skip
        seen.add(line.reference)
    return statement
