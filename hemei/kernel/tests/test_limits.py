from __future__ import annotations

import pytest

from hemei.kernel.limits import Limit


@pytest.mark.parametrize(
    "text",
    [
        "30 minutes",
        "2 hours",
        "4 working_hours",
        "150 working_minutes",
        "15 days",
        "5 working_days",
        "1 months",
    ],
)
def test_limit_is_stored_as_it_was_written(text: str) -> None:
    assert str(Limit.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "5", "5  working_days", "5 fortnights", "-1 days", "0 days", "2.5 hours", "１ days"]
)
def test_text_that_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"limit|unit"):
        Limit.parse(text)


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [("4", 240), ("2.5", 150), ("0.05", 3), ("1.350", 81), ("000.25", 15), ("999999", 59999940)],
)
def test_decimal_hours_are_whole_minutes(hours: str, minutes: int) -> None:
    assert Limit.of_working_hours(hours) == Limit(minutes, "working_minutes")


@pytest.mark.parametrize(
    "hours", ["0.33", "2.501", "1e3", "-1", "0", "0.0", "", "nan", "4h", ".5", "1000000"]
)
def test_hours_that_are_no_whole_minutes_are_refused(hours: str) -> None:
    with pytest.raises(ValueError, match=r"hours|limit"):
        Limit.of_working_hours(hours)
