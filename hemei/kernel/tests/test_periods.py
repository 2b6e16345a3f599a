"""Corresponding days months away (Civil Code art. 202)."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.kernel.periods import months_after


@pytest.mark.parametrize(
    ("day", "months", "other"),
    [
        (date(2024, 2, 29), 60, date(2029, 2, 28)),
        (date(2024, 5, 20), 60, date(2029, 5, 20)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2025, 8, 31), 1, date(2025, 9, 30)),
        (date(2025, 12, 31), 12, date(2026, 12, 31)),
        (date(2026, 5, 31), -3, date(2026, 2, 28)),
        (date(2026, 1, 15), -3, date(2025, 10, 15)),
        (date(2026, 3, 1), -3, date(2025, 12, 1)),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last_of_the_month(
    day: date, months: int, other: date
) -> None:
    assert months_after(day, months) == other
