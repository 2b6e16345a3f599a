"""What the register of owners asks of a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Unreadable
from hemei.kernel.registers.shape import Values

_FRACTION = re.compile(r"(\d{1,6})/(\d{1,6})")
_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?%")


def share(cell: str) -> tuple[int, int]:
    """Read a share: 1/2 or 33.33%; a whole is 1/1."""
    text = cell.replace(" ", "").replace("／", "/").replace("％", "%")
    if found := _FRACTION.fullmatch(text):
        of, whole = int(found[1]), int(found[2])
    elif found := _PERCENT.fullmatch(text):
        of, whole = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")), 10_000
    else:
        raise Unreadable(
            Reason(
                mark("不是份额。"), {}, mark("请写成 1/2 或 50% 的形式；共同共有的留空。"), code="not_share"
            )
        )
    if not 0 < of <= whole:
        raise Unreadable(
            Reason(mark("份额须大于 0、不超过 1。"), {}, mark("请核对份额。"), code="share_range")
        )
    return of, whole


def _check_since(values: Values, today: date) -> Sequence[Reason]:
    if values["since"] <= today:
        return ()
    return [Reason(mark("起始日期在将来。"), {}, mark("请填写不晚于今天的日期。"), "since", "future_day")]


def _check_period(values: Values, today: date) -> Sequence[Reason]:
    del today
    if values["until"] is None or values["until"] > values["since"]:
        return ()
    return [Reason(mark("终止日期不晚于起始日期。"), {}, mark("请核对两个日期。"), "until", "empty_period")]


def _check_departure(values: Values, today: date) -> Sequence[Reason]:
    if values["until"] is None or values["until"] <= today:
        return ()
    return [Reason(mark("迁出日期在将来。"), {}, mark("请在迁出以后登记。"), "until", "future_day")]


# What may be wrong with an owner's days; a resident's moreover do not end in the future.
OWNER_CHECKS = (_check_since, _check_period)
RESIDENT_CHECKS = (*OWNER_CHECKS, _check_departure)
