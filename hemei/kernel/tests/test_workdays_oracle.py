"""The oracle: the same answers counted minute by minute, the way a clerk would on paper."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hemei.kernel.tests.calendar_2026 import CITY, HOURS, YEAR_2026
from hemei.kernel.workdays import SHANGHAI, BusinessHours, Limit, Pause, WorkingTime

MINUTE = timedelta(minutes=1)
SATURDAY = 5
HOURS_TO_TRY = [
    HOURS,
    BusinessHours.parse(["00:00-24:00"]),
    BusinessHours.parse(["09:00-12:00", "12:00-18:00"]),
]
CITIES = {str(hours): WorkingTime([YEAR_2026], hours) for hours in HOURS_TO_TRY}

# Around the National Day holiday and its two worked weekend days.
MOMENTS = st.integers(0, 30 * 24 * 60).map(lambda n: datetime(2026, 9, 12, tzinfo=SHANGHAI) + n * MINUTE)
LENGTHS = st.one_of(st.integers(0, 600), st.integers(0, 4000))
PAUSES = st.lists(st.tuples(MOMENTS, LENGTHS).map(lambda p: Pause(p[0], p[0] + p[1] * MINUTE)), max_size=4)


def works(day: date) -> bool:
    if day in YEAR_2026.makeup_days:
        return True
    return day.weekday() < SATURDAY and day not in YEAR_2026.holidays


def is_open(moment: datetime, hours: BusinessHours) -> bool:
    minute = moment.hour * 60 + moment.minute
    return works(moment.date()) and any(opens <= minute < closes for opens, closes in hours.spans)


def paused(moment: datetime, pauses: list[Pause]) -> bool:
    return any(p.end is not None and p.start <= moment < p.end for p in pauses)


def walk(moment: datetime, minutes: int, pauses: list[Pause], hours: BusinessHours | None) -> datetime:
    """Return the end of the minute in which the last of these minutes ran."""
    while minutes:
        if (hours is None or is_open(moment, hours)) and not paused(moment, pauses):
            minutes -= 1
        moment += MINUTE
    return moment


def next_midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date() + timedelta(days=1), time(), SHANGHAI)


def closing(day: date, pauses: list[Pause], hours: BusinessHours) -> datetime:
    """Return the close of the first working day from here on whose close no pause covers."""
    close = datetime.combine(day, time(), SHANGHAI) + hours.closes * MINUTE
    if works(day) and not any(p.end is not None and p.start < close <= p.end for p in pauses):
        return close
    return closing(day + timedelta(days=1), pauses, hours)


def counted_due(start: datetime, limit: Limit, pauses: list[Pause], hours: BusinessHours) -> datetime:
    if limit.unit == "minutes":
        return walk(start, limit.amount, pauses, None)
    if limit.unit == "working_minutes":
        return walk(start, limit.amount, pauses, hours)
    if limit.unit == "days":
        last = walk(next_midnight(start), limit.amount * 24 * 60, pauses, None) - MINUTE
    else:
        last = walk(next_midnight(start), limit.amount * hours.minutes, pauses, hours) - MINUTE
    return closing(last.date(), pauses, hours)


LIMITS = st.one_of(
    st.tuples(st.integers(1, 3000), st.sampled_from(["minutes", "working_minutes"])),
    st.tuples(st.integers(1, 8), st.sampled_from(["days", "working_days"])),
).map(lambda pair: Limit(*pair))


@given(start=MOMENTS, limit=LIMITS, pauses=PAUSES, hours=st.sampled_from(HOURS_TO_TRY))
def test_due_equals_the_count_minute_by_minute(
    start: datetime, limit: Limit, pauses: list[Pause], hours: BusinessHours
) -> None:
    assert CITIES[str(hours)].due(start, limit, pauses).at == counted_due(start, limit, pauses, hours)


@given(start=MOMENTS, length=st.integers(0, 20_000), hours=st.sampled_from(HOURS_TO_TRY))
def test_minutes_between_equal_the_count(start: datetime, length: int, hours: BusinessHours) -> None:
    counted = sum(is_open(start + offset * MINUTE, hours) for offset in range(length))
    assert CITIES[str(hours)].working_minutes_between(start, start + length * MINUTE) == counted


@given(start=MOMENTS)
def test_next_opening_is_the_first_open_minute(start: datetime) -> None:
    moment = start
    while not is_open(moment, HOURS):
        moment += MINUTE
    assert CITY.next_opening(start) == moment


@given(start=MOMENTS, minutes=st.integers(1, 5000))
def test_due_and_between_are_inverse(start: datetime, minutes: int) -> None:
    end = CITY.due(start, Limit(minutes, "working_minutes")).at
    assert CITY.working_minutes_between(start, end) == minutes
    assert CITY.is_open(end - timedelta(microseconds=1))


@given(start=MOMENTS, limit=LIMITS, pauses=PAUSES, more=MOMENTS, length=LENGTHS)
def test_a_further_pause_never_brings_the_end_forward(
    start: datetime, limit: Limit, pauses: list[Pause], more: datetime, length: int
) -> None:
    further = [*pauses, Pause(more, more + length * MINUTE)]
    assert CITY.due(start, limit, further).at >= CITY.due(start, limit, pauses).at
