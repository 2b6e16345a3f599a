"""Which two hands pay a bill out of the fund: one approves it, another lets the bank pay, each with a second factor."""

from __future__ import annotations

from datetime import datetime

from hemei.community.funds.rules.standards import FundRules
from hemei.kernel.decision import Decision, Reason, Reference, mark


def hand_counts(
    person_id: int | None,
    *,
    approved_by: int | None,
    confirmed_at: datetime | None,
    now: datetime,
    rules: FundRules,
) -> Decision:
    """Whether somebody may approve a bill, or pay one that `approved_by` approved: another person, by a second factor.

    `confirmed_at` is when he gave one.
    """
    second = rules.paying_second
    if second is None:
        return _no(
            mark("当天的文件没有写明由谁审核、由谁拨付。"), mark("请由市里发布本市的文件。"), "no_rule"
        )
    clause = second.warrant.reference
    if person_id is None:
        return _no(mark("审核和拨付要由具体的人办理。"), mark("请由应当办理的人登录办理。"), "nobody", clause)
    other = other_hand(person_id, approved_by, rules)
    if not other.allowed:
        return other
    if not second.counts(confirmed_at, now):
        return _no(mark("请先再验证一次身份。"), mark("验证后回到这里办理。"), "step_up", clause)
    return Decision.yes(clause)


def other_hand(person_id: int | None, approved_by: int | None, rules: FundRules) -> Decision:
    """Whether somebody is another than who approved a bill."""
    cited = (rules.paying_second.warrant.reference,) if rules.paying_second is not None else ()
    if person_id is not None and person_id == approved_by:
        return _no(
            mark("这笔结算是您审核同意的，不能由您拨付。"), mark("请由另一人拨付。"), "approved", *cited
        )
    return Decision.yes(*cited)


def _no(text: str, remedy: str, code: str, *references: Reference) -> Decision:
    return Decision.no(Reason(text, {}, remedy, "", code), references=references)
