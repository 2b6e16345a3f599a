"""A quarter's share of public revenue goes to the maintenance fund by a payment order, and to its own account only."""

from __future__ import annotations

from hemei.kernel.decision import Decision, Reason, Reference, mark
from hemei.kernel.money import yuan


def may_fill_fund(
    payee_account: str, fund_account: str, *, on_the_way: str, amount_fen: int, owed_fen: int,
    references: tuple[Reference, ...] = (),
) -> Decision:  # fmt: skip
    """Whether an order may pay a quarter's share: to the recorded account, just what is owed, and no other is open.

    `fund_account` is empty where none is recorded, `on_the_way` the number of an order that is open for the quarter.
    """
    if not fund_account:
        return _no(
            mark("没有登记这个小区的维修资金专户，或者没有选季度。"), mark("请先由社区或者主管部门登记专户的账号。"),
            "no_fund_account",
        )  # fmt: skip
    if payee_account != fund_account:
        return _no(
            mark("收款账号不是登记的维修资金专户。"), mark("补充维修资金只能付到登记的专户。"), "not_the_fund"
        )
    if on_the_way:
        return _no(
            mark("付款单{number}正在划转这个季度的。"), mark("请先办完或者撤回那一张。"), "on_the_way",
            number=on_the_way,
        )  # fmt: skip
    if amount_fen != owed_fen:
        return _no(
            mark("填写的是{asked}元，这个季度应划转{owed}元。"), mark("请从账簿页重新填写。"), "not_owed",
            asked=yuan(amount_fen), owed=yuan(owed_fen),
        )  # fmt: skip
    return Decision.yes(*references)


def _no(text: str, remedy: str, code: str, **values: str) -> Decision:
    return Decision.no(Reason(text, dict(values), remedy, "kind", code))
