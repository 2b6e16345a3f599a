"""What a question asks for, and what is wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hemei.faces.open311.rules import SPAN, Fault, asked_of, coordinate

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


def test_without_dates_the_last_ninety_days_are_asked_for() -> None:
    asked = asked_of({}, NOW)
    assert (asked.start, asked.end) == (NOW - SPAN, NOW)
    assert asked.statuses == asked.services == asked.numbers == ()


def test_ids_override_everything_else() -> None:
    asked = asked_of({"service_request_id": "1, 2,,3", "status": "nonsense", "start_date": "x"}, NOW)
    assert asked.numbers == ("1", "2", "3")


@pytest.mark.parametrize(
    ("params", "start", "end"),
    [
        ({"start_date": "2026-10-01T00:00:00Z"}, datetime(2026, 10, 1, tzinfo=UTC), NOW),
        (
            {"start_date": "2026-01-01T00:00:00Z"},
            datetime(2026, 1, 1, tzinfo=UTC),
            datetime(2026, 4, 1, tzinfo=UTC),
        ),
        (
            {"end_date": "2026-04-01T00:00:00Z"},
            datetime(2026, 1, 1, tzinfo=UTC),
            datetime(2026, 4, 1, tzinfo=UTC),
        ),
        ({"start_date": "2026-10-01T08:00:00+08:00"}, datetime(2026, 10, 1, tzinfo=UTC), NOW),
        ({"start_date": "2026-10-01T08:00:00 08:00"}, datetime(2026, 10, 1, tzinfo=UTC), NOW),
        ({"start_date": "2026-10-01"}, datetime(2026, 10, 1, tzinfo=UTC), NOW),
    ],
)
def test_which_days_are_asked_for(params: dict[str, str], start: datetime, end: datetime) -> None:
    asked = asked_of(params, NOW)
    assert (asked.start, asked.end) == (start, end)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"status": "done"}, "'done' is neither open nor closed"),
        ({"start_date": "yesterday"}, "'yesterday' is no date"),
        ({"end_date": "0001-01-01T00:00:00Z"}, "outside the years 1900 to 2999"),
        ({"start_date": "9999-12-31T20:00:00Z"}, "outside the years 1900 to 2999"),
        ({"start_date": "0001-01-01T00:00:00 23:59"}, "outside the years 1900 to 2999"),
        ({"start_date": "2026-11-01T00:00:00Z", "end_date": "2026-10-01T00:00:00Z"}, "lies before"),
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-02T00:00:00Z"}, "more than 90 days"),
        ({"service_request_id": ",".join(str(number) for number in range(1_001))}, "1001 ids, at most 1000"),
    ],
)
def test_what_is_wrong_is_told_with_the_value(params: dict[str, str], said: str) -> None:
    with pytest.raises(Fault) as fault:
        asked_of(params, NOW)
    assert fault.value.status == 400
    assert said in fault.value.description


def test_exactly_ninety_days_are_not_too_many() -> None:
    asked = asked_of({"start_date": (NOW - SPAN).isoformat(), "end_date": NOW.isoformat()}, NOW)
    assert asked.end is not None
    assert asked.start is not None
    assert asked.end - asked.start == timedelta(days=90)


@pytest.mark.parametrize("text", ["abc", "nan", "91", "-91", "inf", "1e9"])
def test_no_place_on_earth(text: str) -> None:
    with pytest.raises(Fault):
        coordinate({"lat": text}, "lat", 90)
