"""When an agreement begins: neither too far ahead nor in the past, and called off while it holds nothing yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.community.purses.rules.standards import AccountTiers
from hemei.kernel.decision import Decision, Reason, gives_reason, mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands before an agreement begins, and is judged by it no more.

    `open_from` is the first day that is not closed in the books; `decided_on` the day on which what the owners decided
    was published, none where they were not asked; `running` whether it takes the place of one in force.
    """

    opened_on: date
    open_from: date
    decided_on: date | None = None
    running: bool = False


def may_begin(valid_from: date, today: date, rules: AccountTiers, standing: Standing) -> Decision:
    """Whether an agreement may begin on a day: not so far ahead that a slip of the pen leaves nobody to pay.

    Nor does it reach back: what was paid before was judged by what held then.
    """
    most, (first, words) = rules.beforehand, _first_day(today, standing)
    day = valid_from.isoformat()
    if (valid_from - today).days > most.limit.amount:
        reason = Reason(
            mark("生效日期{day}在{most}天以后。"), {"day": day, "most": most.limit.amount},
            mark("请核对日期；确实更晚的，到时再登记。"), "valid_from", "far",
        )  # fmt: skip
    elif valid_from < first:
        reason = Reason(
            words, {"day": day, "first": first.isoformat()}, mark("请填写{first}或者以后的日期。"), "valid_from", "back"
        )  # fmt: skip
    else:
        return Decision.yes(most.warrant.reference)
    return Decision.no(reason, references=(most.warrant.reference,))


def _first_day(today: date, standing: Standing) -> tuple[date, str]:
    """Return the first day on which an agreement may begin, and what to say of an earlier one."""
    bounds = [
        (standing.opened_on, mark("账户{first}才开户，协议不能从{day}起生效。")),
        (standing.open_from, mark("{first}以前的月份已经结账，协议不能从{day}起生效。")),
    ]
    if standing.decided_on is not None:
        bounds.append(
            (standing.decided_on, mark("业主大会{first}才公布通过这份协议的结果，协议不能从{day}起生效。"))
        )
    if standing.running:
        bounds.append((today, mark("现行协议到今天还在适用，新协议不能追溯到{day}起生效。")))
    return max(bounds, key=lambda one: one[0])


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
