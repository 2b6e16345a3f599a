"""A length of time as standards, rules and stored deadlines write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from hemei.kernel.decision import mark

Unit = Literal["minutes", "hours", "working_minutes", "working_hours", "days", "working_days", "months"]

UNIT_TEXTS: dict[Unit, str] = {
    "minutes": mark("{amount}分钟"),
    "hours": mark("{amount}小时"),
    "working_minutes": mark("{amount}工作分钟"),
    "working_hours": mark("{amount}个工作时"),
    "days": mark("{amount}日"),
    "working_days": mark("{amount}个工作日"),
    "months": mark("{amount}个月"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time as a standard states it: `5 working_days`."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit not in get_args(Unit):
            raise ValueError(f"{self.unit!r} is no unit of time; use one of {', '.join(get_args(Unit))}")
        if self.amount < 1:
            raise ValueError(f"a limit of {self.amount} {self.unit} is none: give a whole number above zero")

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read the form used in standards and in stored deadlines; raises ValueError."""
        found = re.fullmatch(r"([0-9]{1,6}) ([a-z_]+)", text)
        if not found:
            raise ValueError(f"{text!r} is no limit; write a whole number and a unit, as in '5 working_days'")
        return cls(int(found[1]), found[2])  # type: ignore[arg-type]  # checked by __post_init__

    @classmethod
    def of_working_hours(cls, text: str) -> Limit:
        """Read decimal working hours (`2.5`); raises ValueError unless they are whole minutes."""
        found = re.fullmatch(r"([0-9]{1,6})(?:\.([0-9]{1,6}))?", text)
        if not found:
            raise ValueError(f"{text!r} is no number of hours; write it as in 4 or 2.5")
        fraction = found[2] or ""
        minutes, rest = divmod(int(found[1] + fraction) * 60, 10 ** len(fraction))
        if rest:
            raise ValueError(f"{text} hours are no whole minutes; round to the minute (1 minute = 1/60 hour)")
        return cls(minutes, "working_minutes")
