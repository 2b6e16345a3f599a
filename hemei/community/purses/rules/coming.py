"""An agreement to come: how long beforehand it is entered, and that it is called off while it holds nothing yet."""

from __future__ import annotations

from datetime import date

from hemei.community.purses.rules.standards import AccountTiers
from hemei.kernel.decision import Decision, Reason, gives_reason, mark


def may_begin(valid_from: date, today: date, rules: AccountTiers) -> Decision:
    """Whether an agreement may begin on a day: not so far ahead that a slip of the pen leaves nobody to pay."""
    most = rules.beforehand
    if (valid_from - today).days <= most.limit.amount:
        return Decision.yes(most.warrant.reference)
    return Decision.no(
        Reason(
            mark("生效日期{day}在{most}天以后。"), {"day": valid_from.isoformat(), "most": most.limit.amount},
            mark("请核对日期；确实更晚的，到时再登记。"), "valid_from", "far",
        ),
        references=(most.warrant.reference,),
    )  # fmt: skip


def may_call_off(valid_from: date, today: date, *, owners: bool, reason: str) -> Decision:
    """Whether an agreement is called off: it does not hold yet, and it is not what the owners passed.

    What the owners passed is entered anew with another day, or replaced by what they pass next.
    """
    faults = []
    if valid_from <= today:
        faults.append(
            Reason(
                mark("协议从{day}起已经生效，不能撤销。"), {"day": valid_from.isoformat()},
                mark("请登记新的协议替换。"), "", "in_force",
            )
        )  # fmt: skip
    if owners:
        faults.append(
            Reason(
                mark("业主大会通过的账户协议不能撤销。"), {},
                mark("日期写错的，请照业主大会的决定重新登记，填写对的日期。"), "", "owners_adopted",
            )
        )  # fmt: skip
    faults.extend(gives_reason(mark("没有写明为什么撤销。"), reason).reasons)
    return Decision.no(*faults) if faults else Decision.yes()
