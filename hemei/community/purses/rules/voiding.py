"""A statement that was not the bank's: reported by one person with the bank's paper, void when another confirms it."""

from __future__ import annotations

from datetime import datetime

from hemei.community.purses.rules.standards import AccountTiers
from hemei.community.purses.rules.words import MatchedBy
from hemei.kernel.decision import Decision, Reason, gives_reason, mark


def may_doubt(*, waits: bool, papers: int, reason: str, rules: AccountTiers) -> Decision:
    """Whether a statement may be reported as not the bank's; `waits` is whether somebody did already."""
    reference = rules.hands.warrant.reference
    faults = []
    if waits:
        faults.append(
            _reason(
                mark("这份对账单已经登记作废，还没有确认。"),
                mark("请由另一人先确认，或者不同意。"),
                "",
                "waits",
            )
        )
    if not papers:
        faults.append(
            _reason(
                mark("没有上传银行的书面证明。"),
                mark("请上传银行说明这份对账单不对的材料。"),
                "proof",
                "proof",
            )
        )
    faults.extend(gives_reason(mark("没有写明作废的理由。"), reason).reasons)
    return Decision.no(*faults, references=(reference,)) if faults else Decision.yes(reference)


def may_void(
    person_id: int | None, *, hands: tuple[int | None, int | None], agrees: bool, reason: str,
    confirmed_at: datetime | None, now: datetime, rules: AccountTiers,
) -> Decision:  # fmt: skip
    """Whether somebody may say yes or no: a second person with a second factor, none of `hands`.

    `hands` are who reported the statement and who read it.
    """
    if person_id is None or person_id in hands:
        return Decision.no(
            _reason(
                mark("这份对账单是您导入或者登记作废的，不能由您确认。"), mark("请由另一人确认。"), "", "own"
            ),
            references=(rules.hands.warrant.reference,),
        )
    told = gives_reason(mark("没有写明不同意的理由。"), reason)
    if not agrees and not told.allowed:
        return told
    if not rules.second_factor.counts(confirmed_at, now):
        return Decision.no(
            _reason(mark("请先再验证一次身份。"), mark("验证后回到这里确认。"), "", "step_up"),
            references=(rules.second_factor.warrant.reference,),
        )
    return Decision.yes(rules.hands.warrant.reference, rules.second_factor.warrant.reference)


def may_strike(reference: str, *, how: MatchedBy | None, order: str, returning: str) -> Decision:
    """Whether a line goes with its statement: what was booked of it, or waits on it, is settled by its own path first.

    A line that was only matched with an entry the books had is free to go. `order` is what it paid and still pays,
    `returning` the order of a return that waits and rests on it. A return that was confirmed stays, with payment and
    its reversal in the books: the lines of the true statement are matched with these.
    """
    if order:
        text, remedy = mark("流水{reference}付了付款单{order}。"), mark("请先在付款单页面更正为勾对错误。")
    elif returning:
        text = mark("流水{reference}是付款单{order}退汇的凭据，退汇等待确认。")
        remedy = mark("请先在付款单页面确认退汇，或者不同意。")
    elif how in {MatchedBy.BOOKED, MatchedBy.DUE}:
        text, remedy = mark("流水{reference}已经记账。"), mark("请先在账簿里冲销这张凭证。")
    else:
        return Decision.yes()
    return Decision.no(
        _reason(text, remedy, "", "matched", reference=reference[:40], order=order or returning)
    )


def _reason(text: str, remedy: str, field: str, code: str, **values: str) -> Reason:
    return Reason(text, values, remedy, field, code)
