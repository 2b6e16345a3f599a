"""What a contract of third-party assessment must say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.kernel.decision import Decision, Reason, mark

LONGEST_TASK, LONGEST_NUMBER = 300, 60
MOST_FEN = 10**11
"""A thousand million yuan: more is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class ContractDraft:
    """A contract about to be recorded; the term's upper end is excluded, the price is in fen."""

    supplier_id: int
    number: str
    task: str
    price_fen: int
    signed_on: date
    valid_from: date
    valid_until: date


def may_contract(draft: ContractDraft, *, supplier_runs: bool) -> Decision:
    """Whether a contract can stand as it is written."""
    found: list[Reason] = []
    if not supplier_runs:
        found.append(
            Reason(mark("没有这家评估机构，或合同开始时它还没有设立"), {},
                   mark("请系统管理员先登记第三方评估机构"), "supplier", "supplier")
        )  # fmt: skip
    if not 2 <= len(draft.number) <= LONGEST_NUMBER:  # noqa: PLR2004 - one character is no number
        found.append(Reason(mark("没有合同编号"), {}, mark("请填写采购合同的编号"), "number", "number"))
    if not 4 <= len(draft.task) <= LONGEST_TASK:  # noqa: PLR2004 - fewer say nothing
        found.append(Reason(mark("没有写明买什么服务"), {}, mark("请写明评估的范围和内容"), "task", "task"))
    if not 0 < draft.price_fen <= MOST_FEN:
        found.append(Reason(mark("价款不对"), {}, mark("请填写大于零的金额，最多两位小数"), "price", "price"))
    if draft.valid_until <= draft.valid_from:
        found.append(
            Reason(mark("合同期的结束日要晚于开始日"), {}, mark("请核对日期"), "valid_until", "period")
        )
    if draft.signed_on > draft.valid_from:
        found.append(
            Reason(mark("合同在签订以前已经开始"), {}, mark("请核对签订日期"), "signed_on", "signed")
        )
    return Decision(not found, tuple(found))
