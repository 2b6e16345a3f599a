"""Who steps in for a member that left: the reserve whose turn it is, in the order in which they were elected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from hemei.kernel.decision import Decision, Reason, mark


def next_reserve(numbers: Iterable[int]) -> int | None:
    """Return the number of the reserve whose turn it is."""
    return min(numbers, default=None)


def may_step_in(number: int | None, numbers: Iterable[int], *, held: int, seats: int) -> Decision:
    """Whether a reserve may step in: a seat is free, and it is his turn."""
    turn = next_reserve(numbers)
    if turn is None or number is None:
        return Decision.no(Reason(mark("没有候补委员可以递补。"), {}, "", "", "no_reserve"))
    if held >= seats:
        return Decision.no(Reason(mark("委员没有出缺，不能递补。"), {}, "", "", "full"))
    if number != turn:
        return Decision.no(
            Reason(
                mark("按次序应由候补第{turn}位递补。"),
                {"turn": turn},
                mark("他放弃的，请先登记离任。"),
                "",
                "turn",
            )
        )
    return Decision.yes()


def changes_a_filing(day: date, *, filed: date | None, end: date | None, today: date) -> bool:
    """Whether who changed on a day is a change to file: the term had been filed by then, and still runs today.

    Before, the filing of the term itself names him (guidance rules, art. 34).
    """
    return filed is not None and filed <= day and (end is None or end > today)


def lost_on(*, owns: bool, sold_on: date | None, since: date, today: date) -> date | None:
    """Return the day on which a seat ended by itself; None while its holder still owns here (guidance rules, art. 43).

    It ends with the sale, however late the register says so; not before it began, and not ahead of time.
    """
    if owns:
        return None
    day = max(sold_on or today, since + timedelta(days=1))
    return day if day <= today else None
