"""The shape of the document `chart-of-accounts`: which accounts the owners' books have, and how a slip is put right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hemei.community.ledgers.rules import correcting, splitting
from hemei.community.ledgers.rules.words import AccountKind, Purse
from hemei.kernel.standards import Head, Misfit, Warrant

KindCode = Literal["asset", "liability", "equity", "income", "expense"]
PurseCode = Literal["revenue", "fund"]
Per = Literal["", "unit", "contract"]
"""Of what an account is opened once: of the ledger, of each unit, of each contract."""


@dataclass(frozen=True, slots=True)
class PurseItem:
    """A purse, with the clause that says whose the money is."""

    code: PurseCode
    name: str
    name_en: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class AccountItem:
    """An account of the chart; `onward` is money that only passes on to another purse of the same owners: no cost.

    `by_line` is income that may be booked from a line of the bank's statement alone; what a contract promised is not:
    it is received where it was due.
    """

    code: str
    name: str
    name_en: str
    kind: KindCode
    purse: PurseCode
    per: Per
    warrant: Warrant
    onward: bool = False
    by_line: bool = False

    @property
    def by_part(self) -> bool:
        """Whether it may be opened for buildings apart: what came in, went out or passed on, and what the fund got."""
        return not self.per and (self.kind in {"income", "expense"} or self.code == "fund_common")

    @property
    def account_kind(self) -> AccountKind:
        """What it tells of."""
        return AccountKind(self.kind)

    @property
    def of_purse(self) -> Purse:
        """The purse it belongs to."""
        return Purse(self.purse)


@dataclass(frozen=True, slots=True)
class Correction:
    """How a slip is put right: by a further entry, never by changing the first."""

    by: Literal["reversal"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class ChartOfAccounts:
    """`chart-of-accounts`: the accounts of the owners' books."""

    head: Head
    purse: tuple[PurseItem, ...]
    account: tuple[AccountItem, ...]
    correction: Correction

    def __post_init__(self) -> None:
        codes = [*(one.code for one in self.purse), *(one.code for one in self.account)]
        if len(set(codes)) != len(codes):
            raise Misfit("each account and each purse stands once", "account")
        if {one.code for one in self.purse} != {purse.value for purse in Purse}:
            raise Misfit("the purses are revenue and fund", "purse")
        if any(one.onward and one.kind != "expense" for one in self.account):
            raise Misfit("only an expense passes money on to another purse", "account")
        if any(
            one.by_line and (one.kind, one.purse, one.per) != ("income", "revenue", "")
            for one in self.account
        ):
            raise Misfit(
                "only income of public revenue, of no contract, is booked by a line of the bank", "account"
            )

    def of(self, code: str) -> AccountItem | None:
        """Return the account of a code."""
        return next((one for one in self.account if one.code == code), None)

    def codes(self, kind: AccountKind, purse: Purse) -> tuple[str, ...]:
        """Return what comes in or is spent in a purse, in the order of the chart; what passes on is not spent."""
        return tuple(
            one.code
            for one in self.account
            if one.account_kind is kind and one.of_purse is purse and not one.onward
        )

    def by_line(self) -> tuple[str, ...]:
        """Return the income that may be booked from a line of the bank's statement, in the order of the chart."""
        return tuple(one.code for one in self.account if one.by_line)

    def onward(self, purse: Purse) -> tuple[str, ...]:
        """Return the accounts by which money of a purse passes on to another of the same owners."""
        return tuple(one.code for one in self.account if one.of_purse is purse and one.onward)

    def purse_of(self, purse: Purse) -> PurseItem:
        """Return a purse."""
        return next(one for one in self.purse if one.code == purse.value)


STANDARDS: dict[str, type] = {
    "chart-of-accounts": ChartOfAccounts,
    **splitting.STANDARDS,
    **correcting.STANDARDS,
}
