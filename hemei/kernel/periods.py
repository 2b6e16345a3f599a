"""How often something is due, the name of the period a day lies in, and corresponding days months away."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from enum import StrEnum

from hemei.kernel.decision import mark


class Repeat(StrEnum):
    """How often something is due."""

    ONCE = "once"
    YEARLY = "yearly"
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"


REPEAT_TEXTS: dict[Repeat, str] = {
    Repeat.ONCE: mark("一次"),
    Repeat.YEARLY: mark("每年"),
    Repeat.QUARTERLY: mark("每季度"),
    Repeat.MONTHLY: mark("每月"),
}


def period_of(repeat: Repeat, day: date) -> str:
    """Return the name of the period a day lies in; what is due once has one period for ever."""
    quarter = (day.month - 1) // 3 + 1
    return {
        Repeat.ONCE: "once",
        Repeat.YEARLY: f"{day.year}",
        Repeat.QUARTERLY: f"{day.year}-Q{quarter}",
        Repeat.MONTHLY: f"{day:%Y-%m}",
    }[repeat]


def said(period: str) -> str:
    """Return the name of a period as titles say it: `2026-10` is 2026年10月, `2026-Q3` is 2026年第3季度."""
    year, _, part = period.partition("-")
    if not part:
        return f"{year}年"
    return f"{year}年第{part[1:]}季度" if part.startswith("Q") else f"{year}年{int(part)}月"


def titled(title: str, repeat: Repeat, period: str) -> str:
    """Return a title with its period; lists show nothing else."""
    return title if repeat is Repeat.ONCE else f"{title}（{said(period)}）"


def months_after(day: date, months: int) -> date:
    """Return the corresponding day whole months later, or the month's last where it has none (Civil Code art. 202).

    A number below zero leads back.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
