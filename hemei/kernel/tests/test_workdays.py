from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from hemei.kernel.tests.calendar_2026 import CITY, HOURS, YEAR_2026, days
from hemei.kernel.workdays import (
    SHANGHAI,
    BusinessHours,
    CalendarYear,
    Due,
    Limit,
    NoNotice,
    Pause,
    WorkingTime,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def due(start: str, limit: str, *pauses: tuple[str, str]) -> str:
    stops = [Pause(at(begin), at(end)) for begin, end in pauses]
    found = CITY.due(at(start), Limit.parse(limit), stops)
    return found.at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        # Domain 0.2: four working hours from 16:30 before the National Day holiday.
        ("2026-09-30T16:30", "4 working_hours", "2026-10-08T11:30"),
        ("2026-09-30T16:30", "3 working_days", "2026-10-10T17:30"),
        ("2026-09-30T16:30", "60 working_minutes", "2026-09-30T17:30"),
        ("2026-09-30T16:30", "61 working_minutes", "2026-10-08T08:31"),
        ("2026-11-23T09:00", "3 working_hours", "2026-11-23T12:00"),  # not 14:00, the next opening
        ("2026-11-23T12:30", "1 working_hours", "2026-11-23T15:00"),
        ("2026-11-21T03:00", "1 working_hours", "2026-11-23T09:30"),  # a Saturday night
        ("2026-11-20T23:59", "1 working_days", "2026-11-23T17:30"),  # the start day does not count
        ("2026-11-21T00:01", "1 working_days", "2026-11-23T17:30"),
        ("2026-05-08T10:00", "1 working_days", "2026-05-09T17:30"),  # a Saturday that is worked
        # Art. 201: hour periods run from the moment itself, day and night.
        ("2026-09-30T23:50", "30 minutes", "2026-10-01T00:20"),
        ("2026-09-30T16:30", "24 hours", "2026-10-01T16:30"),
        # Art. 203: the last day of a day period moves to the next working day.
        ("2026-11-18T10:00", "2 days", "2026-11-20T17:30"),
        ("2026-11-18T10:00", "3 days", "2026-11-23T17:30"),
        ("2026-09-24T10:00", "7 days", "2026-10-08T17:30"),
        ("2026-05-07T10:00", "2 days", "2026-05-09T17:30"),
        # Art. 202: the corresponding day, or the last day of the month.
        ("2026-01-31T10:00", "1 months", "2026-02-28T17:30"),
        ("2026-03-23T10:00", "1 months", "2026-04-23T17:30"),
        ("2026-08-31T10:00", "1 months", "2026-09-30T17:30"),
        ("2026-04-23T10:00", "1 months", "2026-05-25T17:30"),  # the 23rd is a Saturday
        ("2026-01-15T10:00", "11 months", "2026-12-15T17:30"),
    ],
)
def test_limit_ends(start: str, limit: str, expected: str) -> None:
    assert due(start, limit) == expected


def test_seconds_of_the_start_are_kept() -> None:
    start = at("2026-09-30T16:30:45.123456")
    assert CITY.due(start, Limit.parse("1 working_hours")).at == at("2026-10-08T08:30:45.123456")


@pytest.mark.parametrize(
    ("limit", "pause", "expected"),
    [
        # A paused hour of work moves working time by an hour, wherever it lies.
        ("3 working_hours", ("2026-11-23T09:00", "2026-11-23T10:00"), "2026-11-23T14:30"),
        # A pause over lunch moves nothing.
        ("4 working_hours", ("2026-11-23T12:00", "2026-11-23T14:00"), "2026-11-23T14:30"),
        # A pause before the start or after the end moves nothing.
        ("3 working_hours", ("2026-11-20T08:30", "2026-11-20T12:00"), "2026-11-23T11:30"),
        ("3 working_hours", ("2026-11-23T11:30", "2026-11-24T14:00"), "2026-11-23T11:30"),
        # Day periods move by whole days, rounded up.
        ("2 working_days", ("2026-11-24T10:00", "2026-11-25T10:00"), "2026-11-26T17:30"),
        ("2 working_days", ("2026-11-24T10:00", "2026-11-24T10:01"), "2026-11-26T17:30"),
        ("2 working_days", ("2026-11-24T18:00", "2026-11-25T07:00"), "2026-11-25T17:30"),
        ("2 working_days", ("2026-11-23T08:00", "2026-11-23T16:00"), "2026-11-25T17:30"),  # the start day
        ("2 days", ("2026-11-24T10:00", "2026-11-25T10:00"), "2026-11-26T17:30"),
        # A rolled last day never ends inside a pause.
        ("6 days", ("2026-11-29T20:00", "2026-12-01T15:00"), "2026-12-01T17:30"),
        ("6 days", ("2026-11-29T20:00", "2026-12-01T17:30"), "2026-12-02T17:30"),
    ],
)
def test_pause_moves_the_end(limit: str, pause: tuple[str, str], expected: str) -> None:
    assert due("2026-11-23T08:00", limit, pause) == expected


def test_overlapping_pauses_count_once_in_any_order() -> None:
    first, second = ("2026-11-23T09:00", "2026-11-23T10:30"), ("2026-11-23T10:00", "2026-11-23T11:00")
    within = ("2026-11-23T09:15", "2026-11-23T09:30")
    assert due("2026-11-23T08:30", "1 working_hours", first, within, second) == "2026-11-23T11:30"
    assert due("2026-11-23T08:30", "1 working_hours", second, first, within) == "2026-11-23T11:30"


def test_open_pause_leaves_the_earliest_end() -> None:
    found = CITY.due(at("2026-11-23T08:30"), Limit.parse("2 working_hours"), [Pause(at("2026-11-23T09:00"))])
    assert found == Due(at("2026-11-23T10:30"), provisional=False)


@pytest.mark.parametrize(
    ("begin", "end", "minutes"),
    [
        ("2026-09-30T16:30", "2026-10-08T11:30", 240),
        ("2026-10-01T00:00", "2026-10-08T00:00", 0),
        ("2026-11-23T12:00", "2026-11-23T14:00", 0),
        ("2026-11-23T08:30", "2026-11-23T08:30", 0),
        ("2026-11-23T00:00", "2026-11-28T00:00", 5 * 420),
        ("2026-11-23T08:30:30", "2026-11-23T08:32", 1),  # whole minutes, the rest is dropped
        ("2026-12-31T00:00", "2027-01-01T00:00", 420),  # does not touch 2027
    ],
)
def test_working_minutes_between(begin: str, end: str, minutes: int) -> None:
    assert CITY.exact_minutes_between(at(begin), at(end)) == minutes


def test_end_before_the_beginning_is_refused() -> None:
    with pytest.raises(ValueError, match="lies before"):
        CITY.working_minutes_between(at("2026-11-23T10:00"), at("2026-11-23T09:59"))


def test_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        CITY.due(datetime(2026, 11, 23, 9, 0), Limit.parse("1 hours"))  # noqa: DTZ001 (the mistake under test)


@pytest.mark.parametrize(
    ("start", "limit", "provisional"),
    [
        ("2026-12-31T10:00", "1 working_hours", False),
        ("2026-12-31T17:00", "1 working_hours", True),
        ("2026-12-30T10:00", "1 working_days", False),
        ("2026-12-31T10:00", "1 working_days", True),
        ("2026-12-28T10:00", "3 days", False),
        ("2026-12-28T10:00", "4 days", True),
        ("2025-12-31T10:00", "1 working_days", False),  # every day that is counted has its notice
        ("2025-12-30T10:00", "2 working_days", True),
        ("2026-12-31T10:00", "24 hours", False),  # needs no calendar
    ],
)
def test_end_in_a_year_without_notice_is_provisional(start: str, limit: str, *, provisional: bool) -> None:
    assert CITY.due(at(start), Limit.parse(limit)).provisional is provisional


def test_year_without_notice_counts_monday_to_friday() -> None:
    assert due("2026-12-31T17:00", "1 working_hours") == "2027-01-01T09:00"
    assert CITY.working_minutes_between(at("2027-01-01T00:00"), at("2027-01-04T00:00")) == 420


def test_what_the_law_fixes_is_off_before_that_years_notice_is_out() -> None:
    """2027-01-01 is a Friday. A year whose notice is out follows the notice alone."""
    fixed = WorkingTime([YEAR_2026], HOURS, [(1, 1), (10, 1), (9, 30)])
    for limit in ("1 days", "1 working_days"):
        found = fixed.due(at("2026-12-31T10:00"), Limit.parse(limit))
        assert (found.at, found.provisional) == (at("2027-01-04T17:30"), True)
    assert not fixed.is_open(at("2027-01-01T10:00"))
    assert fixed.is_working_day(date(2026, 9, 30))
    assert not fixed.is_working_day(date(2027, 9, 30))
    assert set(fixed.documents) - set(CITY.documents) == {"public-holidays"}
    assert fixed.digest != CITY.digest


def test_exact_answers_need_every_notice() -> None:
    with pytest.raises(NoNotice, match="2027"):
        CITY.exact_due(at("2026-12-31T10:00"), Limit.parse("1 working_days"))
    with pytest.raises(NoNotice, match="2027"):
        CITY.exact_minutes_between(at("2026-12-31T10:00"), at("2027-01-04T10:00"))
    with pytest.raises(NoNotice, match="2025"):
        CITY.exact_minutes_between(at("2025-12-31T10:00"), at("2026-01-04T10:00"))


@pytest.mark.parametrize(
    "limit", ["900000 working_days", "900000 working_hours", "900000 days", "9000 months"]
)
def test_end_beyond_the_table_names_its_year(limit: str) -> None:
    with pytest.raises(NoNotice, match="no holiday notice"):
        CITY.due(at("2026-11-23T10:00"), Limit.parse(limit))


def test_start_before_the_table_names_its_year() -> None:
    with pytest.raises(NoNotice, match="1999"):
        CITY.due(at("1999-12-31T10:00"), Limit.parse("1 working_hours"))


def test_later_notice_decides_on_days_of_the_year_before() -> None:
    notice_2019 = CalendarYear(2019, (date(2018, 12, 31), date(2019, 1, 1)), (date(2018, 12, 29),))
    city = WorkingTime([notice_2019, CalendarYear(2018, (), ())], HOURS)
    assert not city.is_working_day(date(2018, 12, 31))
    assert city.is_working_day(date(2018, 12, 29))


@pytest.mark.parametrize(
    ("holidays", "makeup_days"),
    [(["2026-05-01"], ["2026-05-01"]), (["2024-05-01"], []), ([], ["2028-05-06"])],
)
def test_notice_that_contradicts_itself_is_refused(holidays: list[str], makeup_days: list[str]) -> None:
    off, on = ([date.fromisoformat(day) for day in some] for some in (holidays, makeup_days))
    with pytest.raises(ValueError, match="2026"):
        CalendarYear(2026, tuple(off), tuple(on))


def test_two_notices_for_one_year_are_refused() -> None:
    with pytest.raises(ValueError, match="2026"):
        WorkingTime([YEAR_2026, YEAR_2026], HOURS)


@pytest.mark.parametrize(
    "spans", [[], ["08:30"], ["12:00-08:30"], ["08:30-12:00", "11:00-17:30"], ["08:30-24:30"], ["8:30-12:00"]]
)
def test_business_hours_that_make_no_day_are_refused(spans: list[str]) -> None:
    with pytest.raises(ValueError, match="business hours"):
        BusinessHours.parse(spans)


def test_business_hours_read_back_as_written() -> None:
    assert str(HOURS) == "08:30-12:00, 14:00-17:30"
    assert HOURS.minutes == 420


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-23T08:30", "2026-11-23T08:30"),
        ("2026-11-23T11:59", "2026-11-23T11:59"),
        ("2026-11-23T12:00", "2026-11-23T14:00"),
        ("2026-11-23T17:30", "2026-11-24T08:30"),
        ("2026-11-20T20:00", "2026-11-23T08:30"),
        ("2026-09-30T17:30", "2026-10-08T08:30"),
        ("2026-10-10T09:00", "2026-10-10T09:00"),  # a Saturday that is worked
    ],
)
def test_next_opening(moment: str, opening: str) -> None:
    assert CITY.next_opening(at(moment)) == at(opening)


def test_extension_is_spent_after_the_first_limit() -> None:
    limits = [Limit.parse("2 working_days"), Limit.parse("1 working_days")]
    start = at("2026-11-23T10:00")
    assert CITY.due_in_turn(start, limits).at == at("2026-11-26T17:30")
    pause = Pause(at("2026-11-24T08:30"), at("2026-11-25T08:30"))
    assert CITY.due_in_turn(start, limits, [pause]).at == at("2026-11-27T17:30")
    assert CITY.due_in_turn(at("2026-12-31T10:00"), limits).provisional


def test_digest_tells_calendars_apart_and_says_what_changed() -> None:
    again = WorkingTime([YEAR_2026], HOURS)
    assert again.digest == CITY.digest
    corrected = WorkingTime([CalendarYear(2026, YEAR_2026.holidays, ())], HOURS)
    assert corrected.digest != CITY.digest
    assert {name for name in CITY.documents if corrected.documents[name] != CITY.documents[name]} == {
        "calendar-2026"
    }


class TestBugsOfMatureHelpDesks:
    def test_paused_weekend_is_not_counted_as_delay(self) -> None:
        weekend = ("2026-11-20T17:00", "2026-11-23T09:00")
        assert due("2026-11-20T16:00", "4 working_hours") == "2026-11-23T11:00"
        # Half an hour on Friday and half an hour on Monday were paused, not sixty-four hours.
        assert due("2026-11-20T16:00", "4 working_hours", weekend) == "2026-11-23T12:00"
        assert due("2026-11-20T16:00", "2 working_days", ("2026-11-20T17:30", "2026-11-23T08:30")) == due(
            "2026-11-20T16:00", "2 working_days"
        )

    def test_pause_is_not_lost_when_the_limit_changes(self) -> None:
        pause = ("2026-11-23T09:00", "2026-11-23T11:00")
        assert due("2026-11-23T08:30", "2 working_hours", pause) == "2026-11-23T14:30"
        assert due("2026-11-23T08:30", "4 working_hours", pause) == "2026-11-23T16:30"

    def test_day_without_closing_time_is_not_shut_for_one_minute_at_midnight(self) -> None:
        every_day = WorkingTime([YEAR_2026], BusinessHours.parse(["00:00-24:00"]))
        begin = at("2026-11-23T23:30")
        assert every_day.due(begin, Limit.parse("1 working_hours")).at == at("2026-11-24T00:30")
        assert every_day.working_minutes_between(begin, at("2026-11-24T23:30")) == 24 * 60
        assert every_day.is_open(at("2026-11-23T23:59:59.999999"))
        assert every_day.is_open(at("2026-11-24T00:00"))
        assert every_day.due(begin, Limit.parse("1 working_days")).at == at("2026-11-25T00:00")

    def test_spans_that_touch_are_not_shut_in_between(self) -> None:
        touching = WorkingTime([YEAR_2026], BusinessHours.parse(["08:30-12:00", "12:00-17:30"]))
        assert touching.is_open(at("2026-11-23T12:00"))
        assert touching.working_minutes_between(at("2026-11-23T11:59"), at("2026-11-23T12:01")) == 2

    def test_reminder_waits_through_night_and_holiday(self) -> None:
        assert CITY.next_opening(at("2026-02-14T17:31")) == at("2026-02-24T08:30")
        assert not any(CITY.is_open(at(f"{day}T10:00")) for day in days("2026-02-15", "2026-02-23"))

    def test_end_is_calculated_again_after_a_pause(self) -> None:
        start, limit = at("2026-11-23T08:30"), Limit.parse("2 working_hours")
        paused = Pause(at("2026-11-23T09:00"))
        closed = Pause(paused.start, at("2026-11-24T09:00"))
        assert CITY.due(start, limit, [closed]).at - CITY.due(start, limit, [paused]).at == timedelta(days=1)
