"""The real notice of 2026 and Hefei's business hours, written out for the tests of the kernel."""

from __future__ import annotations

from datetime import date, timedelta

from hemei.kernel.workdays import BusinessHours, CalendarYear, WorkingTime


def days(first: str, last: str) -> tuple[date, ...]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return tuple(start + timedelta(days=offset) for offset in range((end - start).days + 1))


YEAR_2026 = CalendarYear(
    2026,
    holidays=(
        *days("2026-01-01", "2026-01-03"),
        *days("2026-02-15", "2026-02-23"),
        *days("2026-04-04", "2026-04-06"),
        *days("2026-05-01", "2026-05-05"),
        *days("2026-06-19", "2026-06-21"),
        *days("2026-09-25", "2026-09-27"),
        *days("2026-10-01", "2026-10-07"),
    ),
    makeup_days=tuple(
        date.fromisoformat(day)
        for day in ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")
    ),
)
HOURS = BusinessHours.parse(["08:30-12:00", "14:00-17:30"])
CITY = WorkingTime([YEAR_2026], HOURS)
