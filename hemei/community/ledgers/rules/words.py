"""The words of the books: kinds of accounts and entries."""

from __future__ import annotations

from enum import StrEnum

from hemei.kernel.decision import mark


class AccountKind(StrEnum):
    """What an account tells of."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


class Purse(StrEnum):
    """Whose rules money is under; each purse is kept apart and balances in itself."""

    REVENUE = "revenue"
    FUND = "fund"


class EntryKind(StrEnum):
    """What an entry records."""

    OPENING = "opening"
    RECEIPT = "receipt"
    PAYMENT = "payment"
    ACCRUAL = "accrual"
    TRANSFER = "transfer"
    INTEREST = "interest"
    REVERSAL = "reversal"


ACCOUNT_KIND_NAMES: dict[AccountKind, str] = {
    AccountKind.ASSET: mark("资产"),
    AccountKind.LIABILITY: mark("负债"),
    AccountKind.EQUITY: mark("结余"),
    AccountKind.INCOME: mark("收入"),
    AccountKind.EXPENSE: mark("支出"),
}
PURSE_NAMES: dict[Purse, str] = {Purse.REVENUE: mark("公共收益"), Purse.FUND: mark("维修资金")}
ENTRY_KIND_NAMES: dict[EntryKind, str] = {
    EntryKind.OPENING: mark("期初"),
    EntryKind.RECEIPT: mark("收款"),
    EntryKind.PAYMENT: mark("付款"),
    EntryKind.ACCRUAL: mark("应收应付"),
    EntryKind.TRANSFER: mark("划转"),
    EntryKind.INTEREST: mark("结息"),
    EntryKind.REVERSAL: mark("冲销"),
}
BY_HAND = (
    EntryKind.OPENING,
    EntryKind.RECEIPT,
    EntryKind.PAYMENT,
    EntryKind.ACCRUAL,
    EntryKind.TRANSFER,
    EntryKind.INTEREST,
)
"""The kinds a person chooses in a form; a reversal is an act of its own."""

DUE, RECEIPT, GIVEN_BACK = "due", "receipt", "given-back"
"""How the source keys of what a contract brings begin: `due:<id>` booked it, `receipt:<id>:<key>` is money for it,
`given-back:<id>:<key>` money that went back."""


def grows_by_debit(kind: AccountKind) -> bool:
    """Whether what stands on the debit side makes the account's figure larger, as with assets and expenses."""
    return kind in {AccountKind.ASSET, AccountKind.EXPENSE}


def figure_of(kind: AccountKind, balance_fen: int) -> int:
    """Return a balance, debits above zero, as people read it: income that came and debts that stand are above zero."""
    return balance_fen if grows_by_debit(kind) else -balance_fen
