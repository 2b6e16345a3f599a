"""The shape of the document `revenue-split`, and what follows from it: what goes to the fund, what money may be for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.money import apportioned, yuan
from hemei.kernel.standards import Head, Misfit, Warrant
from hemei.kernel.standards.share import Share


@dataclass(frozen=True, slots=True)
class SourceItem:
    """A kind of source of public revenue, and the income account it is booked on."""

    code: str
    name: str
    name_en: str
    account: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Ownership:
    """What is left after these accounts belongs to the owners."""

    after: tuple[str, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Burden:
    """Who has to prove a cost."""

    on: Literal["operator"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class DecidedBy:
    """The matter under which owners decide to run a business on common parts."""

    matter: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class FundShare:
    """How much of what is left tops up the maintenance fund, how often, and within how many days."""

    share: Share
    every: Literal["quarterly"]
    days: int
    warrant: Warrant

    @property
    def said(self) -> str:
        """The share as people read it: in percent where that is whole."""
        percent = 100 * self.share.value
        return f"{percent}%" if percent.denominator == 1 else str(self.share.value)


@dataclass(frozen=True, slots=True)
class OwnersDecide:
    """The matter under which an estate's owners decide on a share of their own, and the least it may be."""

    matter: Literal["other_major"]
    least: Share
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Use:
    """An account on which public revenue may be spent."""

    code: str
    name: str
    name_en: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Forbidden:
    """What public revenue may never be used for."""

    code: str
    name: str
    name_en: str
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class RevenueSplit:
    """`revenue-split`: sources, ownership, the fund's share, uses, what is forbidden; `own` is what owners may set."""

    head: Head
    ownership: Ownership
    burden: Burden
    decision: DecidedBy
    fund: FundShare
    kind: tuple[SourceItem, ...]
    use: tuple[Use, ...]
    forbidden: tuple[Forbidden, ...]
    own: OwnersDecide | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.fund.share.value <= 1:
            raise Misfit("a share lies between nothing and the whole", "fund")
        if self.own is not None and not 0 <= self.own.least.value <= 1:
            raise Misfit("a share lies between nothing and the whole", "own")
        if {one.code for one in self.use} & {one.code for one in self.forbidden}:
            raise Misfit("what is allowed is not forbidden", "forbidden")

    def source_of(self, code: str) -> SourceItem | None:
        """Return a kind of source."""
        return next((one for one in self.kind if one.code == code), None)


def share_of_left(left_fen: int, rules: RevenueSplit) -> int:
    """Return the fund's share of what is left, in whole fen, rounded up."""
    share: Fraction = left_fen * rules.fund.share.value
    return -(-share.numerator // share.denominator)


@dataclass(frozen=True, slots=True)
class PartMoney:
    """What a part brought and cost in a quarter, and what of it went to the fund; part 0 is the whole estate's own."""

    income_fen: int
    cost_fen: int
    moved_fen: int = 0

    @property
    def left_fen(self) -> int:
        """What is left after cost; a part that cost more than it brought takes nothing from another's."""
        return max(0, self.income_fen - self.cost_fen)


WHOLE = 0
"""The number under which what belongs to all owners of the estate stands among its parts."""


def shares_by_part(parts: Mapping[int, PartMoney], rules: RevenueSplit) -> dict[int, int]:
    """Return what of each part's revenue belongs to the fund, in fen: together just the share of all that is left.

    What is left of a part is its own owners' (Civil Code art. 282): another's cost does not lessen it.
    """
    left = {number: one.left_fen for number, one in parts.items()}
    whole = sum(left.values())
    return apportioned(share_of_left(whole, rules), left) if whole else dict.fromkeys(parts, 0)


def owed_by_part(parts: Mapping[int, PartMoney], rules: RevenueSplit) -> dict[int, int]:
    """Return what still has to go to the fund of each part, less what went; a part that owes nothing is not there."""
    shares = shares_by_part(parts, rules)
    owed = {number: shares[number] - one.moved_fen for number, one in parts.items()}
    return {number: fen for number, fen in owed.items() if fen > 0}


def quarter_of(day: date) -> date:
    """Return the first day of the quarter a day lies in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def transfer_due_on(until: date, rules: RevenueSplit) -> date:
    """Return the last day on which a quarter's share goes to the fund in time; `until` is the first day after it."""
    return until + timedelta(days=rules.fund.days - 1)


def may_spend(account: str, rules: RevenueSplit) -> Decision:
    """Whether public revenue may be spent on an account: only what the list of uses names."""
    found = next((one for one in rules.use if one.code == account), None)
    if found is not None:
        return Decision.yes(found.warrant.reference)
    banned = next((one for one in rules.forbidden if one.code == account), None)
    text = mark("公共收益不得用于“{use}”。") if banned else mark("公共收益的用途里没有“{use}”。")
    references = (banned.warrant.reference,) if banned else ()
    reason = Reason(
        text, {"use": banned.name if banned else account}, mark("请从用途清单中选择。"), "account", "use"
    )
    return Decision.no(reason, references=references)


def may_pay_by_hand(day: date, today: date, *, orders_since: date | None) -> Decision:
    """Whether a cost may be entered by hand: not while money leaves by payment orders alone, which others agree to.

    From then on an earlier day does not help: a cost of before needs a second hand too, which is an order. What the
    bank itself charges is booked from its statement.
    """
    if orders_since is None or max(day, today) < orders_since:
        return Decision.yes()
    early = day < orders_since
    return Decision.no(
        Reason(
            mark("{since}起，支出只凭共管账户的付款单，不能手工登记。"), {"since": orders_since.isoformat()},
            mark("以前付出的，也请物业公司（没有的由业委会）填写付款单，审批后和当时的流水勾对。") if early
            else mark("请物业公司（没有的由业委会）填写付款单；银行手续费对账时按流水登记。"), "day", "order",
        )
    )  # fmt: skip


def may_transfer(*, owed_fen: int, at_bank_fen: int) -> Decision:
    """Whether a quarter's share may go to the fund: something is owed, and the bank holds it."""
    if owed_fen <= 0:
        return Decision.no(
            Reason(mark("这个季度没有要划转的。"), {}, mark("没有结余，或者已经划转。"), "quarter", "nothing")
        )
    if at_bank_fen < owed_fen:
        values = {"owed": yuan(owed_fen), "bank": yuan(at_bank_fen)}
        return Decision.no(
            Reason(
                mark("应划转{owed}元，公共收益存款只有{bank}元。"), values,
                mark("请先催收应收款，或者查明存款去向。"), "quarter", "short",
            )
        )  # fmt: skip
    return Decision.yes()


def may_move_by_hand(day: date, today: date, orders_since: date | None) -> Decision:
    """Whether a quarter's share may go to the fund without a payment order: not since money leaves by orders alone.

    An earlier day does not help: what is entered from then on needs an order.
    """
    if orders_since is None or max(day, today) < orders_since:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("{since}起公共收益由共管账户付款，划转也要有付款单。"), {"since": str(orders_since)},
            mark("请物业公司填写划转维修资金的付款单；没有公司的，由业委会委员填写。"), "quarter", "by_order",
        )
    )  # fmt: skip


def may_top_up(*, amount_fen: int, owed_fen: int) -> Decision:
    """Whether an order may pay so much to the fund for a quarter: just what is owed of it."""
    if amount_fen == owed_fen:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("付款单是{asked}元，这个季度现在应划转{owed}元。"),
            {"asked": yuan(amount_fen), "owed": yuan(owed_fen)}, mark("请撤回后重新填写付款单。"), "amount", "not_owed",
        )
    )  # fmt: skip


STANDARDS: dict[str, type] = {"revenue-split": RevenueSplit}
