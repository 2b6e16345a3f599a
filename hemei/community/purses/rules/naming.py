"""Who approves is named, and ended, by two hands: one enters it with the day and why, another confirms it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from hemei.community.purses.rules.standards import AccountTiers
from hemei.kernel.decision import Decision, Reason, gives_reason, mark


class Change(StrEnum):
    """What is to change in who approves."""

    NAME = "name"
    END = "end"


def may_ask_end(
    *, until: date, since: date, ended_on: date | None, today: date, waits: bool, reason: str
) -> Decision:
    """Whether it may be entered that somebody approves no more from a day on, today or later.

    What he approved before stays; nobody is taken out of a day that is over.
    """
    faults = []
    if waits:
        faults.append(waits_already())
    if ended_on is not None and ended_on <= until:
        text, remedy = mark("这个人到{day}为止已经不再审批。"), mark("不用再登记。")
        faults.append(_reason(text, remedy, "until", "ended", day=ended_on.isoformat()))
    elif until < max(today, since):
        text, remedy = mark("{day}已经过去，或者早于他开始审批的日期。"), mark("请填写今天或者以后的日期。")
        faults.append(_reason(text, remedy, "until", "order", day=until.isoformat()))
    faults.extend(gives_reason(mark("没有写明为什么不再审批。"), reason).reasons)
    return Decision.no(*faults) if faults else Decision.yes()


def waits_already() -> Reason:
    """Return why nothing more is entered of somebody: one change of him waits."""
    return _reason(
        mark("这个人已经登记了一项变动，还没有确认。"), mark("请由另一人先确认，或者不同意。"), "", "waits"
    )


def may_judge_change(
    person_id: int | None, *, hands: frozenset[int | None], agrees: bool, reason: str,
    confirmed_at: datetime | None, now: datetime, rules: AccountTiers,
) -> Decision:  # fmt: skip
    """Whether somebody may say yes or no: not who entered it nor who is named, and with a second factor."""
    second = rules.hands.warrant.reference
    if person_id is None or person_id in hands:
        return Decision.no(
            _reason(
                mark("这项变动是您登记的，或者登记的就是您，不能由您确认。"),
                mark("请由另一人确认。"),
                "",
                "own",
            ),
            references=(second,),
        )
    told = gives_reason(mark("没有写明不同意的理由。"), reason)
    if not agrees and not told.allowed:
        return told
    if not rules.second_factor.counts(confirmed_at, now):
        return Decision.no(
            _reason(mark("请先再验证一次身份。"), mark("验证后回到这里确认。"), "", "step_up"),
            references=(rules.second_factor.warrant.reference,),
        )
    return Decision.yes(second, rules.second_factor.warrant.reference)


def _reason(text: str, remedy: str, field: str, code: str, **values: str) -> Reason:
    return Reason(text, values, remedy, field, code)
