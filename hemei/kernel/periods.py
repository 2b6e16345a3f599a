"""How often something is due, and the name of the period a day lies in."""

from __future__ import annotations

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


def titled(title: str, repeat: Repeat, period: str) -> str:
    """Return a title with its period; lists show nothing else."""
    return title if repeat is Repeat.ONCE else f"{title}（{period}）"
