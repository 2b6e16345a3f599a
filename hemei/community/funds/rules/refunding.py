"""When the balance of a household goes back to its owner, and which second person says so.

The Measures on the maintenance fund, article 29: where a building is gone, what stands in the accounts of its
households goes back to the owners. A building that stands gives nothing back.
"""

from __future__ import annotations

from datetime import date, datetime

from hemei.community.funds.rules.standards import FundRules
from hemei.kernel.decision import Decision, Reason, Reference, mark


def may_refund(*, ended_on: date | None, day: date, rules: FundRules) -> Decision:
    """Whether a household is refunded on a day: by the register its building, or the estate, has ended by then."""
    if rules.refund is None:
        return _no(
            mark("当天的文件没有写明什么情况下返还余额。"), mark("请由市里发布本市的文件。"), "no_rule"
        )
    clause = rules.refund.warrant.reference
    if ended_on is None:
        return _no(
            mark("登记里这一幢还在，没有灭失，不能返还。"),
            mark("确已拆除的，请先更新楼幢台账，登记拆除日期。"),
            "stands",
            clause,
        )
    if ended_on > day:
        return _no(
            mark("登记里这一幢到{day}才灭失。"), mark("请从这一天起办理返还。"), "stands", clause,
            day=ended_on.isoformat(),
        )  # fmt: skip
    return Decision.yes(clause)


def may_ask_refund(*, own: bool) -> Decision:
    """Whether somebody has a part in a refund: nobody has in that of a unit of his own."""
    if own:
        return _no(mark("涉及您自己名下的房屋，不能由您办理。"), mark("请由另一人办理。"), "own_unit")
    return Decision.yes()


def may_confirm_refund(
    person_id: int | None,
    *,
    asked_by: int,
    own: bool,
    confirmed_at: datetime | None,
    now: datetime,
    rules: FundRules,
) -> Decision:
    """Whether somebody may say yes or no to a refund: not who asked for it, with a second factor.

    `confirmed_at` is when he gave one.
    """
    second = rules.refund_second
    if second is None:
        return _no(mark("当天的文件没有写明由谁确认返还。"), mark("请由市里发布本市的文件。"), "no_rule")
    clause = second.warrant.reference
    if person_id is None or person_id == asked_by:
        return _no(mark("返还是您登记的，不能由您确认。"), mark("请由另一人确认。"), "own", clause)
    allowed = may_ask_refund(own=own)
    if not allowed.allowed:
        return allowed
    if not second.counts(confirmed_at, now):
        return _no(mark("请先再验证一次身份。"), mark("验证后回到这里确认。"), "step_up", clause)
    return Decision.yes(clause)


def _no(text: str, remedy: str, code: str, *references: Reference, **values: str) -> Decision:
    return Decision.no(Reason(text, values, remedy, "", code), references=references)
