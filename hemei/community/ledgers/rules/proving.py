"""What proves a cost that was booked by hand, before payment orders paid it: papers kept beside its entry."""

from __future__ import annotations

from hemei.community.ledgers.rules.words import EntryKind
from hemei.kernel.decision import Decision, Reason, mark

COST_PAPER = "cost_paper"
"""The purpose of a file that proves a cost; the entry's number follows."""
OF_BANK = "bank_charges"
"""The bank's own charge needs no paper: its statement is one."""


def purpose_of(entry_id: int) -> str:
    """Return the purpose under which papers of an entry are kept."""
    return f"{COST_PAPER}-{entry_id}"


def is_by_hand(kind: EntryKind, source_stream: str, *, cost: bool) -> bool:
    """Whether an entry is a cost that somebody booked by hand; what follows from an order has its papers there."""
    return cost and kind is EntryKind.PAYMENT and not source_stream


def may_keep_papers(*, by_hand: bool, reversed_already: bool, count: int) -> Decision:
    """Whether papers may be kept beside an entry: of a cost booked by hand that stands. Papers are only ever added."""
    if not by_hand:
        return _no(
            mark("这张凭证不是手工记的支出，不在这里补材料。"),
            mark("付款单的材料在付款单页面看。"),
            "by_hand",
        )
    if reversed_already:
        return _no(mark("这张凭证已经冲销，不用再补材料。"), mark("请在重新记账的凭证上补。"), "reversed")
    if not count:
        return _no(mark("没有选择文件。"), mark("请选择发票、合同或者照片。"), "missing")
    return Decision.yes()


def _no(text: str, remedy: str, code: str) -> Decision:
    return Decision.no(Reason(text, {}, remedy, "papers", code))
