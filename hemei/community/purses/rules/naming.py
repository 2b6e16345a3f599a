"""Who approves is named, ended and stood in for by two hands: one enters it with the days and why, another confirms it.

Only the signatory himself names his substitute alone.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from hemei.community.purses.rules.standards import AccountTiers
from hemei.kernel.decision import Decision, Reason, gives_reason, mark


class Change(StrEnum):
    """What is to change in who approves."""

    NAME = "name"
    END = "end"
    STAND_IN = "stand_in"


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
        mark("这个人已经登记了一项变动，还没有确认。"),
        mark("请由另一人先确认或者不同意，或者由登记的人撤回。"),
        "",
        "waits",
    )


def may_withdraw_change(person_id: int | None, *, asked_by: int | None, stands_for: int | None) -> Decision:
    """Whether somebody takes back what waits: who entered it, or the signatory for whom another is to approve."""
    if person_id is not None and person_id in {asked_by, stands_for}:
        return Decision.yes()
    text = mark("这项变动不是您登记的，也不是由别人代您审批，不能由您撤回。")
    return Decision.no(_reason(text, mark("请由登记的人撤回，或者由另一人不同意。"), "", "not_own"))


def still_to_come(last: date, today: date) -> Decision:
    """Whether a day of what waits is left: nobody is let approve on days that are over."""
    if last >= today:
        return Decision.yes()
    text = mark("代审到{last}为止，已经过去，不能再确认。")
    remedy = mark("请选择不同意；还要代审的，请重新登记。")
    return Decision.no(_reason(text, remedy, "", "over", last=last.isoformat()))


def has_lapsed(last: date | None, today: date) -> bool:
    """Whether what waits comes to nothing by itself: it was for days to stand in, and the last of them is over."""
    return last is not None and not still_to_come(last, today).allowed


def may_judge_change(
    person_id: int | None, *, hands: frozenset[int | None], pays: bool, agrees: bool, reason: str,
    confirmed_at: datetime | None, now: datetime, rules: AccountTiers,
) -> Decision:  # fmt: skip
    """Whether somebody may say yes or no: not who entered it nor who is named, and with a second factor.

    `pays` is whether he works for the company whose payments are approved: nobody of it has a say in who does that.
    """
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
    if pays:
        text = mark("您今天也在付款的公司任职，不能确认谁来审批。")
        fault = _reason(text, mark("请由不在这家公司任职的人确认。"), "", "payer")
        return Decision.no(fault, references=(second,))
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
