"""Whom the platform does not reach is told by hand what is asked of his home: when, and in which way."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from hemei.kernel.decision import Decision, Reason, mark


class Way(StrEnum):
    """How somebody was told."""

    PAPER = "paper"
    VISIT = "visit"
    PHONE = "phone"


WAY_NAMES: dict[Way, str] = {
    Way.PAPER: mark("书面告知"),
    Way.VISIT: mark("上门告知"),
    Way.PHONE: mark("电话告知"),
}


def may_tell(told_on: date, *, since: date | None, today: date) -> Decision:
    """Whether it may be entered that a home was told: it is asked since a day, and nothing else reaches it."""
    if since is None:
        return Decision.no(
            Reason(
                mark("这一户没有要告知的，或者平台已经通知得到。"),
                {},
                mark("请刷新名单再看。"),
                "",
                "nothing",
            )
        )
    if not since <= told_on <= today:
        values = {"day": told_on.isoformat(), "since": since.isoformat()}
        return Decision.no(
            Reason(
                mark("告知的日期{day}不对。"), values, mark("请填写{since}以后、今天以前的日期。"), "told_on",
                "told_on",
            )
        )  # fmt: skip
    return Decision.yes()
