"""The resolution that a payment, a budget or an agreement rests on: whether it stands at the start and at each step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hemei.community.purses.rules.standards import AccountTiers
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.money import yuan


@dataclass(frozen=True, slots=True)
class Resolution:
    """An owners' resolution as it stands: whose, passed or not, annulled on a day or not, published, of which matter.

    `partial` is one that the owners of some buildings passed among themselves, `of_person` an election or a recall.
    """

    estate_id: int
    title: str
    passed: bool
    annulled_on: date | None
    published: bool = True
    partial: bool = False
    matter: str = "other_major"
    of_person: bool = False


OF_THE_FUND = frozenset({"use_maintenance_fund", "raise_maintenance_fund"})
"""What owners decide of another purse: the maintenance fund has its own account and its own way to be paid from."""


def stands(found: Resolution, estate_id: int) -> Iterable[Reason]:
    """Say why a resolution cannot carry a payment of an estate, if it cannot."""
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
    elif found.partial:
        yield _reason(
            mark("决议“{title}”只由部分楼栋的业主表决，不能决定全体业主的公共收益。"),
            mark("请选择全体业主表决的决议。"), "resolution", "partial", title=found.title,
        )  # fmt: skip
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


def carries(found: Resolution, rules: AccountTiers) -> Iterable[Reason]:
    """Say why a resolution that stands is none about the public revenue: of another matter it carries no money."""
    if found.matter not in rules.carrying.matters and found.matter not in OF_THE_FUND and not found.of_person:
        yield _reason(
            mark("决议“{title}”不是关于公共收益的事项，不能作为付款的依据。"),
            mark("请选择决定公共收益怎样用的决议；没有的，请提请业主大会表决。"), "resolution", "matter",
            title=found.title,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Worth:
    """What a resolution allows in all, as the first order that rests on it said, and what orders took of it.

    `limit_fen` is none before that; `stated_fen` is what this order says, none where it says nothing.
    """

    limit_fen: int | None = None
    taken_fen: int = 0
    stated_fen: int | None = None

    def limit(self, amount_fen: int) -> int:
        """Return what the resolution allows in all; the first order that says nothing fixes it at its own amount."""
        return self.limit_fen or self.stated_fen or self.taken_fen or amount_fen


def may_take(title: str, amount_fen: int, worth: Worth) -> Iterable[Reason]:
    """Say why a payment may not be taken of what a resolution allows in all, if it may not."""
    limit = worth.limit(amount_fen)
    if worth.limit_fen and worth.stated_fen and worth.stated_fen != worth.limit_fen:
        yield _reason(
            mark("决议“{title}”的总额已按{limit}元登记，这里写的是{stated}元。"),
            mark("总额以第一张付款单登记、审批人核对过的为准。"), "resolution_total", "other_total", title=title,
            limit=yuan(limit), stated=yuan(worth.stated_fen),
        )  # fmt: skip
    elif worth.taken_fen + amount_fen > limit:
        yield _reason(
            mark("决议“{title}”的总额是{limit}元，已用{taken}元，这一笔{amount}元超出。"),
            mark("请核对金额；决议定的总额在第一张付款单上填写，不够的请业主大会另行表决。"), "resolution_total",
            "beyond", title=title, limit=yuan(limit), taken=yuan(worth.taken_fen), amount=yuan(amount_fen),
        )  # fmt: skip


def _standing(found: Resolution, estate_id: int) -> Decision:
    faults = tuple(stands(found, estate_id))
    return Decision.no(*faults) if faults else Decision.yes()


def still_rests(number: str, found: Resolution | None, estate_id: int) -> Decision:
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
    return _standing(found, estate_id)


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
    return _standing(found, estate_id)


def _reason(text: str, remedy: str, field: str, code: str, **values: str | int) -> Reason:
    return Reason(text, values, remedy, field, code)
