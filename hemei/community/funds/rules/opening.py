"""On which day a fund may begin."""

from __future__ import annotations

from datetime import date

from hemei.kernel.decision import Decision, Reason, mark


def may_begin(day: date, *, open_from: date) -> Decision:
    """Whether a fund begins on a day: in a month that is open, else no balance could be brought in for it."""
    if day >= open_from:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("{day}所在的月份已经结账，那一天的期初余额记不进去。"), {"day": str(day), "first": str(open_from)},
            mark("请填写{first}或者以后的日期。"), "opened_on", "closed",
        )
    )  # fmt: skip
