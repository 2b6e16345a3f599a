"""The resolution that a payment, a budget or an agreement rests on: whether it stands at the start and at each step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from hemei.community.purses.rules.standards import AccountTiers
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.money import yuan


@dataclass(frozen=True, slots=True)
class Resolution:
    """An owners' resolution as it stands: whose, passed or not, annulled on a day or not, published, of which matter.

    `parts` are the buildings whose owners alone passed it, `of_person` says that it is an election or a recall.
    `spends_fen` is the most it lets be spent, as its item said; one that says no sum carries no money.
    """

    estate_id: int
    title: str
    passed: bool
    annulled_on: date | None
    published: bool = True
    parts: tuple[str, ...] = ()
    matter: str = "other_major"
    of_person: bool = False
    spends_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Bearers:
    """The buildings whose owners alone bear a payment, none where all do, and what those owners have for it.

    `came_fen` is what was received under contracts of theirs that the owners decided on, and a line of the bank proves:
    neither what is only due nor what one hand entered as theirs. `spent_fen` is what they spent and what open orders
    will, `fund_fen` what belongs to the fund of each quarter, moved or owed. `unproven_fen` is what one hand entered as
    received under such contracts: it counts once a line of the bank is matched with it.
    """

    buildings: tuple[str, ...] = ()
    came_fen: int = 0
    spent_fen: int = 0
    fund_fen: int = 0
    unproven_fen: int = 0

    @property
    def left_fen(self) -> int:
        """What they may still spend by themselves (`of_part` of the document): what came less spent and the fund's."""
        return self.came_fen - self.spent_fen - self.fund_fen


ALL_OWNERS = Bearers()


OF_THE_FUND = frozenset({"use_maintenance_fund", "raise_maintenance_fund"})
"""What owners decide of another purse: the maintenance fund has its own account and its own way to be paid from."""


def stands(
    found: Resolution, estate_id: int, bearers: Bearers = ALL_OWNERS, amount_fen: int = 0
) -> Iterable[Reason]:
    """Say why a resolution cannot carry a payment of an estate, if it cannot.

    What the owners of some buildings alone bear just they may decide, as far as their own part of the revenue goes:
    beyond it the others would pay without having been asked. Of all else all owners decide.
    """
    if found.estate_id != estate_id:
        yield _reason(
            mark("决议“{title}”是别的小区的。"), mark("请选择本小区业主大会的决议。"), "resolution", "other_estate",
            title=found.title,
        )  # fmt: skip
    elif not found.passed:
        yield _reason(
            mark("决议“{title}”没有通过。"), mark("请选择已经通过的决议。"), "resolution", "not_passed",
            title=found.title,
        )  # fmt: skip
    elif found.annulled_on is not None:
        yield _reason(
            mark("决议“{title}”已于{day}被撤销。"), mark("请选择仍然有效的决议，或者重新提请表决。"),
            "resolution", "annulled", title=found.title, day=found.annulled_on.isoformat(),
        )  # fmt: skip
    elif not found.published:
        yield _reason(
            mark("决议“{title}”还没有公告。"), mark("请在结果公告以后再使用。"), "resolution", "unpublished",
            title=found.title,
        )  # fmt: skip
    elif of_part := tuple(_of_part(found, bearers, amount_fen)):
        yield from of_part
    elif found.of_person:
        yield _reason(
            mark("决议“{title}”决定的是人选，不是公共收益。"), mark("请选择关于公共收益的决议。"),
            "resolution", "person", title=found.title,
        )  # fmt: skip
    elif found.matter in OF_THE_FUND:
        yield _reason(
            mark("决议“{title}”决定的是维修资金，不是公共收益。"),
            mark("请从维修资金的使用申请付款，或者选择关于公共收益的决议。"), "resolution", "of_the_fund",
            title=found.title,
        )  # fmt: skip


def _of_part(found: Resolution, bearers: Bearers, amount_fen: int) -> Iterable[Reason]:
    if found.parts and set(found.parts) != set(bearers.buildings):
        yield _reason(
            mark("决议“{title}”只由部分楼栋的业主表决，不能决定全体业主的公共收益。"),
            mark("请选择全体业主表决的决议；只归这几幢楼业主的付款，“哪几幢楼的”请选这几幢。"), "resolution", "partial",
            title=found.title,
        )  # fmt: skip
    elif found.parts and amount_fen > bearers.left_fen:
        yield _reason(
            mark(
                "这几幢楼业主的公共收益按合同收到{came}元，已用和待付{spent}元，归维修资金{fund}元，还能用{left}元；"
                "登记到账、没有和银行流水勾对的{unproven}元不算；这一笔{amount}元超出，会用到其他业主的钱。"
            ),
            mark(
                "请核对金额；钱确实到账的，先和银行流水勾对，付款人对不上的由登记以外的人核对、写明理由；"
                "也可以选择全体业主表决的决议。"
            ),
            "resolution", "part_short",
            came=yuan(bearers.came_fen), spent=yuan(bearers.spent_fen), fund=yuan(bearers.fund_fen),
            left=yuan(max(bearers.left_fen, 0)), amount=yuan(amount_fen), unproven=yuan(bearers.unproven_fen),
        )  # fmt: skip


def carries(found: Resolution, rules: AccountTiers) -> Iterable[Reason]:
    """Say why a resolution that stands carries no money: it is of another matter, or the owners passed no sum."""
    if found.matter in OF_THE_FUND or found.of_person:
        return
    if found.matter in rules.carrying.matters and found.spends_fen is None:
        yield _reason(
            mark("决议“{title}”没有写明支出多少，不能作为付款的依据。"),
            mark("请在议程里写明支出的总额，提请业主大会表决。"), "resolution", "no_sum", title=found.title,
        )  # fmt: skip
    elif found.matter not in rules.carrying.matters:
        yield _reason(
            mark("决议“{title}”不是关于公共收益的事项，不能作为付款的依据。"),
            mark("请选择决定公共收益怎样用的决议；没有的，请提请业主大会表决。"), "resolution", "matter",
            title=found.title,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """What budgets of one year rest on a resolution: what the one that runs plans, what orders drew on all of them.

    Once the year is `over` nothing more is ordered on its lines: what was planned and not ordered is free again.
    """

    planned_fen: int
    drawn_fen: int
    over: bool = False

    @property
    def fen(self) -> int:
        """What these budgets take: the larger of planned and drawn, and only what was drawn once the year is over."""
        return self.drawn_fen if self.over else max(self.planned_fen, self.drawn_fen)


@dataclass(frozen=True, slots=True)
class Worth:
    """What a resolution lets be spent in all, as the owners passed it, and what payments and budgets took of it.

    It is nothing of one that says no sum: that carries no money at all. What a budget paid stays taken when another
    takes its place, whatever that one rests on.
    """

    limit_fen: int = 0
    direct_fen: int = 0
    budgets: tuple[Taken, ...] = ()

    @property
    def taken_fen(self) -> int:
        """What was taken: by payments directly, and by each year's budgets."""
        return self.direct_fen + sum(one.fen for one in self.budgets)


def may_take(title: str, amount_fen: int, worth: Worth) -> Iterable[Reason]:
    """Say why a payment may not be taken of what a resolution allows in all, if it may not."""
    if worth.limit_fen and worth.taken_fen + amount_fen > worth.limit_fen:
        yield _reason(
            mark("决议“{title}”的总额是{limit}元，已用{taken}元，这一笔{amount}元超出。"),
            mark("请核对金额；总额是议程写明、业主表决通过的，不够的请业主大会另行表决。"), "resolution", "beyond",
            title=title, limit=yuan(worth.limit_fen), taken=yuan(worth.taken_fen), amount=yuan(amount_fen),
        )  # fmt: skip


def still_rests(
    number: str,
    found: Resolution | None,
    estate_id: int,
    bearers: Bearers = ALL_OWNERS,
    amount_fen: int = 0,
) -> Decision:
    """Whether what an order rests on stands now, whatever was recorded of the order itself; None is no resolution.

    An annulment holds the order by reaction, which may come later than the next approval or the file for the bank.
    """
    if found is None:
        return Decision.yes()
    if found.annulled_on is not None:
        return Decision.no(
            _reason(
                mark("付款单{number}依据的决议“{title}”已于{day}被撤销，不能付款。"),
                mark("请撤回付款单，或者改用仍然有效的决议重新审批。"), "", "annulled",
                number=number, title=found.title, day=found.annulled_on.isoformat(),
            )
        )  # fmt: skip
    faults = tuple(_on_its_way(one) for one in stands(found, estate_id, bearers, amount_fen))
    return Decision.no(*faults) if faults else Decision.yes()


def _on_its_way(fault: Reason) -> Reason:
    """Return a reason as it is said of an order already prepared, of which amount and basis change no more."""
    if fault.code not in {"partial", "part_short"}:
        return fault
    return replace(fault, remedy=mark("请撤回付款单，减少金额或者改用全体业主的决议重新填写。"))


def still_adopted(found: Resolution | None, estate_id: int) -> Decision:
    """Whether what the owners adopted still binds community and street, whatever was recorded of the agreement.

    None is an agreement that nobody adopted: it says nothing that would bind them.
    """
    if found is None:
        return Decision.yes()
    if found.annulled_on is not None:
        return Decision.no(
            _reason(
                mark("通过账户协议的决议“{title}”已于{day}被撤销，协议不再约束社区和街道。"),
                mark("请社区按仍然有效的决议重新登记账户协议。"), "", "annulled",
                title=found.title, day=found.annulled_on.isoformat(),
            )
        )  # fmt: skip
    faults = tuple(stands(found, estate_id))
    return Decision.no(*faults) if faults else Decision.yes()


def _reason(text: str, remedy: str, field: str, code: str, **values: str | int) -> Reason:
    return Reason(text, values, remedy, field, code)
