"""The shape of the document `account-tiers`: what holds of a joint account where its agreement says nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hemei.kernel.limits import Limit
from hemei.kernel.standards import FactorTime, Head, Misfit, Warrant

PaperCode = Literal["invoice", "contract", "photo"]
SideCode = Literal["committee", "community"]


@dataclass(frozen=True, slots=True)
class TierItem:
    """A tier: payments up to so many yuan, 0 for any amount; who approves them and what proves them."""

    code: str
    name: str
    name_en: str
    up_to_yuan: int
    approvers: int
    co_approvers: int
    needs_resolution: bool
    papers: tuple[PaperCode, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class PaymentKind:
    """A kind of payment, the account of the chart it is booked on, and whether it always needs a resolution."""

    code: str
    name: str
    name_en: str
    account: str
    needs_resolution: bool
    no_papers: tuple[PaperCode, ...]
    warrant: Warrant

    @property
    def gives_back(self) -> bool:
        """Whether it gives money back that came for what is not asked for any more; it costs the owners nothing."""
        return self.account == "revenue_due"

    @property
    def tops_up_fund(self) -> bool:
        """Whether it moves a quarter's share into the maintenance fund: by rule, to the fund's own account."""
        return self.account == "into_fund"


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class PauseRule:
    """How long the street may pause an order at most; where the agreement says nothing of it, it may not."""

    most: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Idle:
    """From what balance, unmoved for how long, money counts as idle."""

    yuan: int
    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Charge:
    """Up to what amount money that went may be booked as the bank's own charge, without an order."""

    yuan: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Hands:
    """Who prepares never approves; approvals are of distinct persons."""

    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Succession:
    """Who prepares a payment order, or carries one on, where no company serves the estate."""

    without_company: tuple[SideCode, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Carrying:
    """Which matters of the owners a payment or a budget of public revenue may rest on."""

    matters: tuple[str, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class AccountTiers:
    """`account-tiers`: default tiers, kinds of payment, times."""

    head: Head
    tier: tuple[TierItem, ...]
    kind: tuple[PaymentKind, ...]
    hands: Hands
    succession: Succession
    preparing: Succession
    reads_only: Hands
    carrying: Carrying
    worth: Hands
    of_part: Hands
    plain: Hands
    beforehand: Period
    standing_in: Period
    approval: Period
    second_factor: FactorTime
    pause: PauseRule
    matching: Period
    joining: Period
    charge: Charge
    ageing: Period
    reconciliation: Period
    idle_money: Idle

    def __post_init__(self) -> None:
        for items in (self.tier, self.kind):
            if len({one.code for one in items}) != len(items):
                raise Misfit("each tier and each kind stands once", "tier")
        ceilings = [one.up_to_yuan for one in self.tier]
        if (
            not ceilings
            or ceilings[-1] != 0
            or ceilings[:-1] != sorted(set(ceilings[:-1]))
            or 0 in ceilings[:-1]
        ):
            raise Misfit("tiers rise, and the last is without a ceiling (0)", "tier")
        if any(one.approvers < 1 for one in self.tier):
            raise Misfit("each tier has at least one approver of the committee", "tier")

    def kind_of(self, code: str) -> PaymentKind | None:
        """Return the kind of a code."""
        return next((one for one in self.kind if one.code == code), None)


STANDARDS: dict[str, type] = {"account-tiers": AccountTiers}
